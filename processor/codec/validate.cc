#include "processor/codec/validate.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string_view>

#include "processor/codec/schema.h"
#include "processor/codec/time_text.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::codec {
namespace {

using base::CivilDay;
using base::EventTime;
using std::chrono::milliseconds;

constexpr std::size_t kMaxIdBytes = 64;
constexpr double kMaxCoordinatorFte = 10'000;
constexpr std::chrono::hours kMaxAhead{24};
constexpr CivilDay kFirstDay{std::chrono::year{2010} / 1 / 1};

EventTime event_time(UnixMilliseconds instant) { return EventTime{milliseconds{instant}}; }

bool too_long(std::string_view id) { return id.size() > kMaxIdBytes; }

// A certificate's days may lie five years after it was signed, from 29 February to 28 February.
CivilDay five_years_after(CivilDay day) {
  const std::chrono::year_month_day date{day};
  const auto later = date + std::chrono::years{5};
  return CivilDay{later.ok() ? later : later.year() / later.month() / std::chrono::last};
}

std::optional<domain::SickLeavePeriod> parse_period(const WirePeriod& wire, CivilDay latest) {
  const std::optional<CivilDay> first = parse_day(wire.first_day);
  const std::optional<CivilDay> last = parse_day(wire.last_day);
  const std::optional<domain::Degree> degree = domain::parse_degree(wire.degree);
  if (!first || !last || !degree) return std::nullopt;
  if (*last < *first || *first < kFirstDay || *last > latest) return std::nullopt;
  return domain::SickLeavePeriod(*first, *last, *degree);
}

domain::Sex sex(int number) {
  if (number == kFemale) return domain::Sex::kFemale;
  if (number == kMale) return domain::Sex::kMale;
  return domain::Sex::kUnknown;
}

// The domain has the same levels in the same order, but unset last.
domain::CareLevel care_level(int number) {
  return number == 0 ? domain::CareLevel::kUnknown : static_cast<domain::CareLevel>(number - 1);
}

bool is_reference(PayloadKind kind) {
  return kind == PayloadKind::kUnitFacts || kind == PayloadKind::kSurveyResult;
}

bool needs_cleaning(char c) {
  return (c >= 'a' && c <= 'z') || c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

std::optional<RejectReason> Validator::validate(WireEvent& wire,
                                                std::optional<base::ProcessingTime> recorded_at) {
  recorded_at_ = recorded_at;
  bad_periods_ = 0;
  if (const Verdict verdict = envelope(wire)) return verdict;
  if (const Verdict verdict = payload(wire)) return verdict;
  event_.content_hash = hasher_.hash(wire);
  return std::nullopt;
}

Validator::Verdict Validator::envelope(WireEvent& wire) {
  if (wire.payload == PayloadKind::kNone) return RejectReason::kNoPayload;
  if (wire.event_id.empty() || !wire.occurred_at) return RejectReason::kMissingField;
  if (wire.patient.id.empty() && !is_reference(wire.payload)) return RejectReason::kMissingField;
  WireCareUnit& unit = wire.care_unit;
  unit.id = clean(unit.id, care_unit_id_);
  unit.care_provider_id = clean(unit.care_provider_id, care_provider_id_);
  if (too_long(wire.event_id) || too_long(wire.patient.id) || too_long(unit.id) ||
      too_long(unit.care_provider_id)) {
    return RejectReason::kIdTooLong;
  }
  const std::optional<domain::Region> region = domain::Region::parse(unit.region);
  if (!region) unit.region = "00";
  event_.event_id = wire.event_id;
  event_.occurred_at = event_time(*wire.occurred_at);
  event_.patient = {wire.patient.id, sex(wire.patient.sex)};
  event_.care_unit = {unit.id, unit.care_provider_id, region.value_or(domain::Region{}),
                      care_level(unit.care_level)};
  return instant(*wire.occurred_at);
}

Validator::Verdict Validator::payload(WireEvent& wire) {
  switch (wire.payload) {
    case PayloadKind::kNone:
      return RejectReason::kNoPayload;
    case PayloadKind::kCertificate:
      return certificate(wire.certificate);
    case PayloadKind::kCertificateSent:
      return certificate_sent(wire.certificate_sent);
    case PayloadKind::kCertificateRevoked:
      return certificate_revoked(wire.certificate_sent);
    case PayloadKind::kCompletionRequest:
      return completion_request(wire.message);
    case PayloadKind::kCompletionAnswer:
      return completion_answer(wire.message);
    case PayloadKind::kReminder:
      return reminder(wire.message);
    case PayloadKind::kKvaRecord:
      return kva_record(wire.kva_record);
    case PayloadKind::kKvaRecordRemoved:
      return kva_record_removed(wire.kva_record);
    case PayloadKind::kRehabilitationNeedNotice:
      return notice(wire.message);
    case PayloadKind::kUnitFacts:
      return unit_facts(wire.unit_facts);
    case PayloadKind::kSurveyResult:
      return survey_result(wire.survey_result);
  }
  return RejectReason::kNoPayload;
}

Validator::Verdict Validator::certificate(const WireCertificate& wire) {
  if (wire.certificate_id.empty() || wire.type.empty() || !wire.signed_at) {
    return RejectReason::kMissingField;
  }
  if (too_long(wire.certificate_id) || too_long(wire.relation.certificate_id)) {
    return RejectReason::kIdTooLong;
  }
  if (const Verdict verdict = instant(*wire.signed_at)) return verdict;
  collect_periods(wire);
  const bool complements = wire.relation.type == kComplements;
  event_.payload = domain::Certificate{
      .certificate_id = wire.certificate_id,
      .kind = domain::certificate_kind(wire.type),
      .signed_at = event_time(*wire.signed_at),
      .diagnosis = domain::chapter_of(wire.diagnosis),
      .names_current_work = std::find(wire.occupations.begin(), wire.occupations.end(),
                                      kCurrentWork) != wire.occupations.end(),
      .periods = periods_,
      .complements = complements ? wire.relation.certificate_id : std::string_view{}};
  return std::nullopt;
}

void Validator::collect_periods(const WireCertificate& wire) {
  periods_.clear();
  if (wire.periods.empty()) return;
  const CivilDay latest = five_years_after(domain::civil_day(event_time(*wire.signed_at)));
  for (const WirePeriod& period : wire.periods) {
    if (const auto valid = parse_period(period, latest)) {
      periods_.push_back(*valid);
    } else {
      ++bad_periods_;
    }
  }
}

Validator::Verdict Validator::certificate_sent(const WireCertificateSent& wire) {
  if (wire.certificate_id.empty() || wire.recipient.empty()) return RejectReason::kMissingField;
  if (too_long(wire.certificate_id)) return RejectReason::kIdTooLong;
  event_.payload = domain::CertificateSent{wire.certificate_id, wire.recipient == "FKASSA"};
  return std::nullopt;
}

Validator::Verdict Validator::certificate_revoked(const WireCertificateSent& wire) {
  if (wire.certificate_id.empty()) return RejectReason::kMissingField;
  if (too_long(wire.certificate_id)) return RejectReason::kIdTooLong;
  event_.payload = domain::CertificateRevoked{wire.certificate_id};
  return std::nullopt;
}

Validator::Verdict Validator::completion_request(const WireMessage& wire) {
  if (wire.message_id.empty() || wire.certificate_id.empty()) return RejectReason::kMissingField;
  if (too_long(wire.message_id) || too_long(wire.certificate_id)) return RejectReason::kIdTooLong;
  std::optional<CivilDay> last_day_to_answer;
  if (!wire.last_day_to_answer.empty()) {
    last_day_to_answer = parse_day(wire.last_day_to_answer);
    if (!last_day_to_answer) return RejectReason::kBadDate;
  }
  event_.payload =
      domain::CompletionRequest{wire.message_id, wire.certificate_id, last_day_to_answer};
  return std::nullopt;
}

Validator::Verdict Validator::completion_answer(const WireMessage& wire) {
  if (wire.request_message_id.empty()) return RejectReason::kMissingField;
  if (too_long(wire.request_message_id)) return RejectReason::kIdTooLong;
  event_.payload = domain::CompletionAnswer{wire.request_message_id};
  return std::nullopt;
}

Validator::Verdict Validator::reminder(const WireMessage& wire) {
  if (wire.message_id.empty() || wire.certificate_id.empty()) return RejectReason::kMissingField;
  if (too_long(wire.message_id) || too_long(wire.certificate_id) ||
      too_long(wire.reminded_message_id)) {
    return RejectReason::kIdTooLong;
  }
  event_.payload = domain::Reminder{wire.message_id, wire.certificate_id, wire.reminded_message_id};
  return std::nullopt;
}

Validator::Verdict Validator::kva_record(const WireKvaRecord& wire) {
  if (wire.record_id.empty() || wire.code.empty() || wire.performed_on.empty()) {
    return RejectReason::kMissingField;
  }
  if (too_long(wire.record_id) || too_long(wire.contact_id)) return RejectReason::kIdTooLong;
  const std::optional<domain::KvaCode> code = domain::KvaCode::parse(wire.code);
  if (!code) return RejectReason::kBadCode;
  const std::optional<CivilDay> performed_on = parse_day(wire.performed_on);
  if (!performed_on) return RejectReason::kBadDate;
  if (*performed_on < kFirstDay) return RejectReason::kTooOld;
  event_.payload = domain::KvaRecord{wire.record_id, *code, *performed_on};
  return std::nullopt;
}

Validator::Verdict Validator::kva_record_removed(const WireKvaRecord& wire) {
  if (wire.record_id.empty()) return RejectReason::kMissingField;
  if (too_long(wire.record_id)) return RejectReason::kIdTooLong;
  event_.payload = domain::KvaRecordRemoved{wire.record_id};
  return std::nullopt;
}

Validator::Verdict Validator::notice(const WireMessage& wire) {
  if (wire.message_id.empty()) return RejectReason::kMissingField;
  if (too_long(wire.message_id)) return RejectReason::kIdTooLong;
  event_.payload = domain::RehabilitationNeedNotice{wire.message_id};
  return std::nullopt;
}

Validator::Verdict Validator::unit_facts(WireUnitFacts& wire) {
  wire.care_unit_id = clean(wire.care_unit_id, reference_id_);
  if (wire.care_unit_id.empty() || wire.valid_from.empty()) return RejectReason::kMissingField;
  if (too_long(wire.care_unit_id)) return RejectReason::kIdTooLong;
  const std::optional<CivilDay> valid_from = parse_day(wire.valid_from);
  if (!valid_from) return RejectReason::kBadDate;
  const double fte = wire.coordinator_fte.value_or(0);
  // Written so that NaN fails.
  if (!(fte >= 0 && fte <= kMaxCoordinatorFte)) return RejectReason::kBadValue;
  if (wire.listed_patients.value_or(0) < 0) return RejectReason::kBadValue;
  event_.payload = domain::UnitFacts{
      .care_unit_id = wire.care_unit_id,
      .name = wire.name,
      .valid_from = *valid_from,
      .listed_patients = wire.listed_patients.value_or(0),
      .coordinator_fte_hundredths = static_cast<std::int64_t>(std::round(100 * fte)),
      .has_coordinator = wire.has_coordinator.value_or(false),
      .expert_physician = wire.expert_physician.value_or(false),
      .offers_training = wire.offers_training.value_or(false)};
  return std::nullopt;
}

Validator::Verdict Validator::survey_result(WireSurveyResult& wire) {
  wire.entity_id = clean(wire.entity_id, reference_id_);
  if (too_long(wire.entity_id)) return RejectReason::kIdTooLong;
  if (wire.measure.empty() || wire.level == 0 || wire.period_first_day.empty() ||
      wire.period_last_day.empty()) {
    return RejectReason::kMissingField;
  }
  const auto level = static_cast<domain::Level>(wire.level - 1);
  if (level == domain::Level::kNation) wire.entity_id = domain::kNationId;
  if (wire.entity_id.empty()) return RejectReason::kMissingField;
  if (level == domain::Level::kRegion && !domain::Region::parse(wire.entity_id)) {
    return RejectReason::kBadValue;
  }
  const std::optional<CivilDay> first_day = parse_day(wire.period_first_day);
  const std::optional<CivilDay> last_day = parse_day(wire.period_last_day);
  if (!first_day || !last_day) return RejectReason::kBadDate;
  if (*last_day < *first_day || wire.numerator < 0 || wire.denominator < 0) {
    return RejectReason::kBadValue;
  }
  event_.payload = domain::SurveyResult{wire.measure, level,          wire.entity_id,  *first_day,
                                        *last_day,    wire.numerator, wire.denominator};
  return std::nullopt;
}

Validator::Verdict Validator::instant(UnixMilliseconds instant) const {
  static const EventTime kFirstInstant = domain::start_of(kFirstDay);
  const EventTime time = event_time(instant);
  if (time < kFirstInstant) return RejectReason::kTooOld;
  if (recorded_at_ && time.time_since_epoch() > recorded_at_->time_since_epoch() + kMaxAhead) {
    return RejectReason::kInFuture;
  }
  return std::nullopt;
}

std::string_view Validator::clean(std::string_view hsa_id, std::string& scratch) const {
  if (std::none_of(hsa_id.begin(), hsa_id.end(), needs_cleaning)) return hsa_id;
  scratch.clear();
  for (const char c : hsa_id) {
    if (c >= 'a' && c <= 'z') {
      scratch += static_cast<char>(c - 'a' + 'A');
    } else if (!needs_cleaning(c)) {
      scratch += c;
    }
  }
  return scratch;
}

}  // namespace sjukpuls::codec
