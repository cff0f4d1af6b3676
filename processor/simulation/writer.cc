#include "processor/simulation/writer.h"

#include <algorithm>
#include <optional>

#include "processor/simulation/diagnoses.h"
#include "processor/simulation/story.h"

namespace sjukpuls::simulation {
namespace {

using base::CivilDay;
using codec::PayloadKind;
using std::chrono::days;

constexpr std::array<std::string_view, 6> kTypes = {"LISJP",  "FK7804", "FK7263",
                                                    "AG7804", "AG114",  "LUSE"};
constexpr std::array<std::string_view, 2> kRecipients = {"FKASSA", "AF"};
constexpr std::array<std::string_view, 5> kKvaCodes = {"DV077", "AW026", "GC001", "ZV506", "XS012"};
constexpr std::array<std::string_view, 4> kRoles = {"LAKARE", "REHABKOORDINATOR", "FYSIOTERAPEUT",
                                                    "PSYKOLOG"};
// Fields of the form that requests ask about.
constexpr std::array<std::string_view, 8> kQuestions = {"35", "17", "32", "19",
                                                        "34", "39", "28", "6"};
constexpr std::array<std::string_view, 5> kMeasures = {"2020-6.1", "2020-6.2", "2024-4", "2024-7",
                                                       "2024-8"};
constexpr int kNationLevel = 1;
constexpr int kRegionLevel = 2;

enum KeyTag : std::uint64_t { kEventTag = 1001, kItemTag, kContactTag, kUnitTag, kSurveyTag };

void write_byte(std::uint64_t byte, char* to) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  to[0] = kDigits[byte >> 4 & 15];
  to[1] = kDigits[byte & 15];
}

// 122 bits that follow from the key, in the form of a version 4 UUID.
std::string_view write_uuid(std::uint64_t key, std::array<char, 36>& to) {
  Random random(key);
  const std::uint64_t high = (random.bits() & ~std::uint64_t{0xf000}) | 0x4000;
  const std::uint64_t low = (random.bits() & ~(std::uint64_t{3} << 62)) | std::uint64_t{2} << 62;
  std::size_t at = 0;
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) to[at++] = '-';
    write_byte((i < 8 ? high : low) >> (56 - 8 * (i % 8)), &to[at]);
    at += 2;
  }
  return {to.data(), to.size()};
}

std::string_view write_token(std::uint64_t key, std::array<char, 22>& to) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  Random random(key);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (i % 10 == 0) bits = random.bits();
    to[i] = kAlphabet[bits & 63];
    bits >>= 6;
  }
  return {to.data(), to.size()};
}

bool is_reference(PayloadKind kind) {
  return kind == PayloadKind::kUnitFacts || kind == PayloadKind::kSurveyResult;
}

// Messages between Forsakringskassan and care have their unit from the certificate.
bool names_care_unit(PayloadKind kind) {
  return kind == PayloadKind::kCertificate || kind == PayloadKind::kCertificateSent ||
         kind == PayloadKind::kKvaRecord || kind == PayloadKind::kRehabilitationNeedNotice ||
         kind == PayloadKind::kUnitFacts;
}

// Of those who answered a survey in a region, how many said yes; the nation is the sum.
struct Answers {
  std::int64_t yes = 0;
  std::int64_t all = 0;
};
Answers draw_answers(std::uint64_t key) {
  Random random(key);
  const int all = random.between(80, 900);
  return {all * random.between(28, 86) / 100, all};
}

}  // namespace

Writer::Writer(std::uint64_t seed, const Sweden& sweden) : seed_(seed), sweden_(sweden) {}

const codec::WireEvent& Writer::write(const Draft& draft, base::EventTime occurred_at, days shift) {
  event_.clear();
  shift_ = shift;
  event_.payload = draft.kind;
  event_.occurred_at = occurred_at.time_since_epoch().count();
  std::uint64_t key = 0;
  if (is_reference(draft.kind)) {
    key = key_of(key_of(seed_, draft.kind == PayloadKind::kUnitFacts ? kUnitTag : kSurveyTag),
                 std::uint64_t{draft.unit} << 32 | draft.patient);
    key = key_of(key, static_cast<std::uint64_t>(draft.other_day.time_since_epoch().count()) << 16 |
                          draft.item);
    spell_ = key;
  } else {
    write_patient(draft);
    key = key_of(spell_, std::uint64_t{kEventTag} << 32 | draft.event);
  }
  event_.event_id = write_uuid(key_of(key, draft.copy), event_id_);
  if (names_care_unit(draft.kind)) write_care_unit(sweden_.units()[draft.unit]);
  write_payload(draft);
  if (draft.flaw != Flaw::kNone) spoil(draft.flaw);
  return event_;
}

void Writer::write_patient(const Draft& draft) {
  spell_ = spell_key(seed_, draft.patient, draft.spell);
  event_.patient.id = write_token(patient_key(seed_, draft.patient), patient_id_);
  event_.patient.sex = draft.sex;
  event_.patient.birth_year = draft.birth_year;
}

void Writer::write_care_unit(const Unit& unit) {
  event_.care_unit = {unit.id, unit.provider_id, unit.region, 1 + static_cast<int>(unit.care)};
}

void Writer::write_payload(const Draft& draft) {
  switch (draft.kind) {
    case PayloadKind::kCertificate:
      return write_certificate(draft);
    case PayloadKind::kCertificateSent:
      event_.certificate_sent.recipient = kRecipients[draft.code];
      [[fallthrough]];
    case PayloadKind::kCertificateRevoked:
      event_.certificate_sent.certificate_id = item_id(draft.refers_to, certificate_id_);
      return;
    case PayloadKind::kCompletionRequest:
    case PayloadKind::kCompletionAnswer:
    case PayloadKind::kReminder:
    case PayloadKind::kRehabilitationNeedNotice:
      return write_message(draft);
    case PayloadKind::kKvaRecord:
      return write_kva_record(draft);
    case PayloadKind::kKvaRecordRemoved:
      event_.kva_record.record_id = item_id(draft.item, item_id_);
      return;
    case PayloadKind::kUnitFacts:
      return write_unit_facts(draft);
    case PayloadKind::kSurveyResult:
      return write_survey_result(draft);
    case PayloadKind::kNone:
      return;
  }
}

void Writer::write_certificate(const Draft& draft) {
  codec::WireCertificate& certificate = event_.certificate;
  certificate.certificate_id = item_id(draft.item, item_id_);
  certificate.type = kTypes[static_cast<std::size_t>(draft.type)];
  certificate.signed_at = *event_.occurred_at - draft.signed_milliseconds_before;
  certificate.diagnosis = diagnosis(draft.diagnosis).code;
  certificate.occupations.push_back(draft.occupation);
  if (draft.second_occupation != 0) certificate.occupations.push_back(draft.second_occupation);
  for (std::size_t i = 0; i < draft.periods.size(); ++i) {
    const DraftPeriod& period = draft.periods[i];
    if (period.length == 0) continue;
    const CivilDay first{days{period.first_day}};
    certificate.periods.push_back({date(first, dates_[2 * i]),
                                   date(first + days{period.length - 1}, dates_[2 * i + 1]),
                                   period.degree});
  }
  if (draft.relation != 0) {
    certificate.relation = {draft.relation, item_id(draft.refers_to, certificate_id_)};
  }
}

void Writer::write_message(const Draft& draft) {
  codec::WireMessage& message = event_.message;
  if (draft.kind == PayloadKind::kCompletionAnswer) {
    message.request_message_id = item_id(draft.message, message_id_);
    return;
  }
  message.message_id = item_id(draft.item, item_id_);
  if (draft.refers_to != Draft::kNone) {
    message.certificate_id = item_id(draft.refers_to, certificate_id_);
  }
  if (draft.message != Draft::kNone) {
    message.reminded_message_id = item_id(draft.message, message_id_);
  }
  if (draft.kind == PayloadKind::kCompletionRequest) {
    if (draft.other_day != CivilDay{})
      message.last_day_to_answer = date(draft.other_day, dates_[0]);
    message.question_ids.push_back(kQuestions[draft.code]);
    if (draft.code % 3 == 0) message.question_ids.push_back(kQuestions[draft.code + 1]);
  }
}

void Writer::write_kva_record(const Draft& draft) {
  event_.kva_record = {
      .record_id = item_id(draft.item, item_id_),
      .code = kKvaCodes[draft.code],
      .performed_on = date(draft.other_day, dates_[0]),
      .performer_role = kRoles[draft.role],
      .patient_present = draft.flag,
      .contact_id =
          write_uuid(key_of(spell_, std::uint64_t{kContactTag} << 32 | draft.item), contact_id_)};
}

void Writer::write_unit_facts(const Draft& draft) {
  const Unit& unit = sweden_.units()[draft.unit];
  Random lasting(key_of(key_of(seed_, kUnitTag), draft.unit));
  Random passing(spell_);
  codec::WireUnitFacts& facts = event_.unit_facts;
  facts.care_unit_id = unit.id;
  facts.name = unit.name;
  facts.valid_from = date(draft.other_day, dates_[0]);
  if (unit.care == CareKind::kPrimary) {
    facts.listed_patients = static_cast<std::int32_t>(unit.size) * passing.between(95, 106) / 100;
  }
  const int hundredths = unit.coordinator_fte_hundredths * passing.between(90, 112) / 100;
  facts.coordinator_fte = hundredths / 100.0;
  facts.has_coordinator = hundredths > 0;
  facts.expert_physician = lasting.happens(3500);
  // More of them from one version to the next.
  facts.offers_training = lasting.happens(4000u + 500u * std::min<std::uint32_t>(draft.item, 8));
}

void Writer::write_survey_result(const Draft& draft) {
  codec::WireSurveyResult& result = event_.survey_result;
  const std::chrono::year year = std::chrono::year_month_day{draft.other_day}.year();
  const auto answers_of = [&](std::uint32_t region) {
    const auto place = static_cast<std::uint64_t>(static_cast<int>(year)) << 16 | draft.item;
    return draw_answers(key_of(key_of(key_of(seed_, kSurveyTag), region), place));
  };
  Answers answers;
  if (draft.patient > 0) {
    answers = answers_of(draft.patient);
    result.level = kRegionLevel;
    result.entity_id = region_code(draft.patient - 1);
  } else {
    for (std::uint32_t region = 1; region <= kRegions; ++region) {
      const Answers part = answers_of(region);
      answers.yes += part.yes;
      answers.all += part.all;
    }
    result.level = kNationLevel;
    result.entity_id = "SE";
  }
  result.measure = kMeasures[draft.item % kMeasures.size()];
  result.period_first_day = date(CivilDay{year / std::chrono::January / 1}, dates_[0]);
  result.period_last_day = date(CivilDay{year / std::chrono::December / 31}, dates_[1]);
  result.numerator = answers.yes;
  result.denominator = answers.all;
}

void Writer::spoil(Flaw flaw) {
  switch (flaw) {
    case Flaw::kNone:
      return;
    case Flaw::kExtraWrongPeriod: {
      codec::WirePeriod wrong = event_.certificate.periods.front();
      wrong.degree = 30;
      event_.certificate.periods.push_back(wrong);
      return;
    }
    case Flaw::kNoEventId:
      event_.event_id = {};
      return;
    case Flaw::kNoOccurredAt:
      event_.occurred_at.reset();
      return;
    case Flaw::kNoPatient:
      if (is_reference(event_.payload)) event_.event_id = {};
      event_.patient.id = {};
      return;
    case Flaw::kNoPayload:
      drop_payload();
      return;
    case Flaw::kNoNaturalId:
      event_.certificate.certificate_id = event_.certificate_sent.certificate_id = {};
      event_.message.message_id = event_.message.request_message_id = {};
      event_.kva_record.record_id = event_.unit_facts.care_unit_id =
          event_.survey_result.measure = {};
      return;
    case Flaw::kLongId:
      event_.patient.id = long_id_;
      return;
    case Flaw::kTooOld:
      event_.occurred_at = 1'200'000'000'000;  // 2008
      return;
    case Flaw::kWrongDay:
      return spoil_day();
    case Flaw::kWrongValue:
      return spoil_value();
  }
}

// By way of clear(), which looks at the kind of the payload to know what to clear.
void Writer::drop_payload() {
  const std::string_view event_id = event_.event_id;
  const std::optional<codec::UnixMilliseconds> occurred_at = event_.occurred_at;
  const codec::WirePatient patient = event_.patient;
  const codec::WireCareUnit care_unit = event_.care_unit;
  event_.clear();
  event_.event_id = event_id;
  event_.occurred_at = occurred_at;
  event_.patient = patient;
  event_.care_unit = care_unit;
}

void Writer::spoil_day() {
  static constexpr std::string_view kNoDay = "2025-02-30";
  if (event_.payload == PayloadKind::kKvaRecord) {
    event_.kva_record.performed_on = kNoDay;
  } else if (event_.payload == PayloadKind::kCompletionRequest) {
    event_.message.last_day_to_answer = kNoDay;
  } else if (event_.payload == PayloadKind::kUnitFacts) {
    event_.unit_facts.valid_from = kNoDay;
  } else {
    event_.occurred_at = 0;
  }
}

void Writer::spoil_value() {
  if (event_.payload == PayloadKind::kKvaRecord) {
    event_.kva_record.code = "dv77";
  } else if (event_.payload == PayloadKind::kUnitFacts) {
    event_.unit_facts.listed_patients = -1;
  } else if (event_.payload == PayloadKind::kSurveyResult) {
    event_.survey_result.numerator = -1;
  } else {
    drop_payload();
  }
}

std::string_view Writer::item_id(std::uint16_t item, Uuid& buffer) const {
  return write_uuid(key_of(spell_, std::uint64_t{kItemTag} << 32 | item), buffer);
}

std::string_view Writer::date(CivilDay day, Date& buffer) const {
  const std::chrono::year_month_day date{day + shift_};
  const auto put = [&buffer](std::size_t at, unsigned two_digits) {
    buffer[at] = static_cast<char>('0' + two_digits / 10);
    buffer[at + 1] = static_cast<char>('0' + two_digits % 10);
  };
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  put(0, year / 100);
  put(2, year % 100);
  buffer[4] = buffer[7] = '-';
  put(5, static_cast<unsigned>(date.month()));
  put(8, static_cast<unsigned>(date.day()));
  return {buffer.data(), buffer.size()};
}

}  // namespace sjukpuls::simulation
