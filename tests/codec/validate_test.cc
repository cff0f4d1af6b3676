#include "processor/codec/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>

#include "processor/codec/schema.h"
#include "processor/codec/time_text.h"

namespace sjukpuls::codec {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

constexpr auto kStands = std::nullopt;

UnixMilliseconds at(std::string_view instant) { return parse_instant(instant).value(); }
base::CivilDay day(std::string_view text) { return parse_day(text).value(); }

// Events that stand, to be spoilt one field at a time.
class ValidateTest : public testing::Test {
 protected:
  ValidateTest() {
    event_.event_id = "event";
    event_.occurred_at = at("2025-03-02T11:00:00Z");
    event_.patient.id = "patient";
  }

  WireCertificate& certificate() {
    event_.payload = PayloadKind::kCertificate;
    event_.certificate.certificate_id = "certificate";
    event_.certificate.type = "LISJP";
    event_.certificate.signed_at = at("2025-03-02T10:00:00Z");
    return event_.certificate;
  }

  WireMessage& message(PayloadKind kind) {
    event_.payload = kind;
    const bool answer = kind == PayloadKind::kCompletionAnswer;
    if (answer) event_.message.request_message_id = "request";
    if (!answer) event_.message.message_id = "message";
    if (kind == PayloadKind::kCompletionRequest || kind == PayloadKind::kReminder) {
      event_.message.certificate_id = "certificate";
    }
    return event_.message;
  }

  WireKvaRecord& kva_record() {
    event_.payload = PayloadKind::kKvaRecord;
    event_.kva_record.record_id = "record";
    event_.kva_record.code = "DV077";
    event_.kva_record.performed_on = "2025-03-02";
    return event_.kva_record;
  }

  WireUnitFacts& unit_facts() {
    event_.patient = {};
    event_.payload = PayloadKind::kUnitFacts;
    event_.unit_facts.care_unit_id = "SE2099010016-A1";
    event_.unit_facts.valid_from = "2025-03-02";
    return event_.unit_facts;
  }

  WireSurveyResult& survey_result() {
    event_.patient = {};
    event_.payload = PayloadKind::kSurveyResult;
    event_.survey_result.measure = "2024-7";
    event_.survey_result.level = 2;
    event_.survey_result.entity_id = "01";
    event_.survey_result.period_first_day = "2025-01-01";
    event_.survey_result.period_last_day = "2025-03-01";
    return event_.survey_result;
  }

  std::optional<RejectReason> verdict() { return validator_.validate(event_, recorded_at_); }

  template <typename Payload>
  const Payload& accepted() {
    EXPECT_EQ(verdict(), kStands);
    return std::get<Payload>(validator_.event().payload);
  }

  // What becomes of a field when it takes this value; puts the old one back.
  template <typename Field>
  std::optional<RejectReason> verdict_with(Field& field, Field value) {
    const Field before = field;
    field = value;
    const auto result = verdict();
    field = before;
    EXPECT_EQ(verdict(), kStands);
    return result;
  }

  void expect_required(std::string_view& field) {
    EXPECT_EQ(verdict_with(field, {}), RejectReason::kMissingField);
  }

  // Ids have at most 64 bytes of UTF-8; where they are not required they may be empty.
  void expect_bounded(std::string_view& id) {
    const std::string longest(64, 'i');
    const std::string letters = std::string(62, 'i') + "åå";
    EXPECT_EQ(verdict_with(id, std::string_view(longest)), kStands);
    EXPECT_EQ(verdict_with(id, std::string_view(letters)), RejectReason::kIdTooLong);
  }

  std::uint32_t bad_periods(std::vector<WirePeriod> periods) {
    event_.certificate.periods = std::move(periods);
    EXPECT_EQ(verdict(), kStands);
    return validator_.bad_periods();
  }

  WireEvent event_;
  Validator validator_;
  std::optional<base::ProcessingTime> recorded_at_;
};

TEST_F(ValidateTest, AnEventNeedsAPayload) { EXPECT_EQ(verdict(), RejectReason::kNoPayload); }

TEST_F(ValidateTest, AnEventNeedsIdInstantAndPatient) {
  certificate();
  expect_required(event_.event_id);
  expect_required(event_.patient.id);
  EXPECT_EQ(verdict_with(event_.occurred_at, {}), RejectReason::kMissingField);
}

TEST_F(ValidateTest, ReferenceEventsNeedNoPatient) {
  unit_facts();
  EXPECT_EQ(verdict(), kStands);
  EXPECT_TRUE(validator_.event().is_reference());
  survey_result();
  EXPECT_EQ(verdict(), kStands);
  EXPECT_TRUE(validator_.event().is_reference());
}

TEST_F(ValidateTest, IdsOfTheEnvelopeAreBounded) {
  unit_facts();
  for (std::string_view* id : {&event_.event_id, &event_.patient.id, &event_.care_unit.id,
                               &event_.care_unit.care_provider_id}) {
    expect_bounded(*id);
  }
}

TEST_F(ValidateTest, HsaIdsAreUpperCasedAndFreedOfWhiteSpace) {
  certificate();
  event_.care_unit.id = " se2099010016-a1\t\r\n";
  event_.care_unit.care_provider_id = "Se 2099010016å";
  ASSERT_EQ(verdict(), kStands);
  EXPECT_EQ(validator_.event().care_unit.id, "SE2099010016-A1");
  EXPECT_EQ(validator_.event().care_unit.care_provider_id, "SE2099010016å");
}

TEST_F(ValidateTest, HsaIdsAreMeasuredCleanAndEmptyOnesAreNotSet) {
  WireUnitFacts& facts = unit_facts();
  const std::string padded = std::string(40, ' ') + std::string(64, 'A');
  event_.care_unit.id = padded;
  event_.care_unit.care_provider_id = " \v\f ";
  ASSERT_EQ(verdict(), kStands);
  EXPECT_EQ(validator_.event().care_unit.id.size(), 64U);
  EXPECT_EQ(validator_.event().care_unit.care_provider_id, "");
  EXPECT_EQ(verdict_with<std::string_view>(facts.care_unit_id, " \t "),
            RejectReason::kMissingField);
}

TEST_F(ValidateTest, ARegionIsTwoDigitsAnythingElseIs00) {
  certificate();
  for (const std::string_view region : {"", "1", "001", "1a", " 1", "01 "}) {
    event_.care_unit.region = region;
    ASSERT_EQ(verdict(), kStands);
    EXPECT_EQ(validator_.event().care_unit.region.code(), "00") << region;
  }
  event_.care_unit.region = "14";
  ASSERT_EQ(verdict(), kStands);
  EXPECT_EQ(validator_.event().care_unit.region.code(), "14");
}

TEST_F(ValidateTest, SexAndCareLevelMayBeUnset) {
  certificate();
  const auto is = [&](int sex, int level, domain::Sex domain_sex, domain::CareLevel domain_level) {
    event_.patient.sex = sex;
    event_.care_unit.care_level = level;
    ASSERT_EQ(verdict(), kStands);
    EXPECT_EQ(validator_.event().patient.sex, domain_sex);
    EXPECT_EQ(validator_.event().care_unit.care_level, domain_level);
  };
  is(0, 0, domain::Sex::kUnknown, domain::CareLevel::kUnknown);
  is(1, 1, domain::Sex::kFemale, domain::CareLevel::kPrimary);
  is(2, 2, domain::Sex::kMale, domain::CareLevel::kSpecialised);
  is(2, 3, domain::Sex::kMale, domain::CareLevel::kPsychiatry);
  is(2, 4, domain::Sex::kMale, domain::CareLevel::kOther);
}

TEST_F(ValidateTest, NothingIsOlderThan2010InStockholm) {
  WireCertificate& certificate = this->certificate();
  const auto last_of_2009 = std::optional(at("2009-12-31T22:59:59.999Z"));
  const auto first_of_2010 = std::optional(at("2009-12-31T23:00:00Z"));
  EXPECT_EQ(verdict_with(event_.occurred_at, last_of_2009), RejectReason::kTooOld);
  EXPECT_EQ(verdict_with(event_.occurred_at, first_of_2010), kStands);
  EXPECT_EQ(verdict_with(certificate.signed_at, last_of_2009), RejectReason::kTooOld);
  EXPECT_EQ(verdict_with(certificate.signed_at, first_of_2010), kStands);
  WireKvaRecord& record = kva_record();
  EXPECT_EQ(verdict_with<std::string_view>(record.performed_on, "2009-12-31"),
            RejectReason::kTooOld);
  EXPECT_EQ(verdict_with<std::string_view>(record.performed_on, "2010-01-01"), kStands);
}

TEST_F(ValidateTest, UnitFactsMayHoldFromAnyDay) {
  unit_facts().valid_from = "0001-01-01";
  EXPECT_EQ(accepted<domain::UnitFacts>().valid_from, day("0001-01-01"));
}

TEST_F(ValidateTest, NothingIsMoreThan24HoursAheadOfItsRecord) {
  WireCertificate& certificate = this->certificate();
  recorded_at_ = base::ProcessingTime{std::chrono::milliseconds{at("2025-03-03T00:00:00Z")}};
  const auto latest = std::optional(at("2025-03-04T00:00:00Z"));
  const auto later = std::optional(at("2025-03-04T00:00:00.001Z"));
  EXPECT_EQ(verdict_with(event_.occurred_at, latest), kStands);
  EXPECT_EQ(verdict_with(event_.occurred_at, later), RejectReason::kInFuture);
  EXPECT_EQ(verdict_with(certificate.signed_at, latest), kStands);
  EXPECT_EQ(verdict_with(certificate.signed_at, later), RejectReason::kInFuture);
  recorded_at_.reset();
  EXPECT_EQ(verdict_with(event_.occurred_at, later), kStands);
}

TEST_F(ValidateTest, ACertificateNeedsIdTypeAndSigning) {
  WireCertificate& certificate = this->certificate();
  expect_required(certificate.certificate_id);
  expect_required(certificate.type);
  EXPECT_EQ(verdict_with(certificate.signed_at, {}), RejectReason::kMissingField);
  expect_bounded(certificate.certificate_id);
  expect_bounded(certificate.relation.certificate_id);
}

TEST_F(ValidateTest, ACertificateTellsWhatTheCountsAsk) {
  WireCertificate& wire = certificate();
  wire.diagnosis = "f43.8A";
  wire.occupations = {4, 1};
  wire.periods = {{"2025-03-02", "2025-03-10", 50}, {"2025-03-02", "2025-03-02", 100}};
  wire.relation = {kComplements, "earlier"};
  const auto& certificate = accepted<domain::Certificate>();
  EXPECT_EQ(certificate.certificate_id, "certificate");
  EXPECT_EQ(certificate.kind, domain::CertificateKind::kSickPay);
  EXPECT_EQ(certificate.signed_at.time_since_epoch().count(), at("2025-03-02T10:00:00Z"));
  EXPECT_EQ(name(certificate.diagnosis), "V");
  EXPECT_TRUE(certificate.names_current_work);
  EXPECT_EQ(certificate.complements, "earlier");
  EXPECT_THAT(
      certificate.periods,
      ElementsAre(
          domain::SickLeavePeriod(day("2025-03-02"), day("2025-03-10"), domain::Degree::k50),
          domain::SickLeavePeriod(day("2025-03-02"), day("2025-03-02"), domain::Degree::k100)));
}

TEST_F(ValidateTest, OnlyComplementsAnswersAndOnlyCurrentWorkIsWork) {
  WireCertificate& wire = certificate();
  wire.occupations = {2, 3, 4};
  for (const int relation : {0, 1, 2, 4}) {
    wire.relation = {relation, "earlier"};
    EXPECT_EQ(accepted<domain::Certificate>().complements, "");
    EXPECT_FALSE(accepted<domain::Certificate>().names_current_work);
  }
}

TEST_F(ValidateTest, WrongPeriodsAreRejectedAloneAndCountedEach) {
  certificate();
  EXPECT_EQ(bad_periods({{"2025-02-29", "2025-03-10", 100},
                         {"2025-03-02", "2025-03-10", 100},
                         {"2025-03-02", "", 100},
                         {"2025-03-02T00:00:00Z", "2025-03-10", 100},
                         {"2025-03-02", "2025-03-01", 100},
                         {"2009-12-31", "2025-03-10", 100},
                         {"2025-03-02", "2025-03-10", 60},
                         {"2025-03-02", "2025-03-10", 0}}),
            7U);
  EXPECT_EQ(accepted<domain::Certificate>().periods.size(), 1U);
  EXPECT_EQ(bad_periods({{"2010-01-01", "2010-01-01", 25}, {"2025-03-02", "2025-03-10", 75}}), 0U);
}

TEST_F(ValidateTest, PeriodsOfOtherCertificatesAreCheckedToo) {
  certificate().type = "LUSE";
  EXPECT_EQ(bad_periods({{"2025-03-02", "2025-03-01", 100}}), 1U);
}

TEST_F(ValidateTest, APeriodEndsWithinFiveYearsOfSigning) {
  certificate();
  EXPECT_EQ(bad_periods({{"2025-03-02", "2030-03-02", 100}}), 0U);
  EXPECT_EQ(bad_periods({{"2025-03-02", "2030-03-03", 100}}), 1U);
  EXPECT_EQ(bad_periods({{"2030-03-03", "2030-03-03", 100}}), 1U);
  event_.certificate.signed_at = at("2024-02-29T12:00:00Z");
  EXPECT_EQ(bad_periods({{"2025-03-02", "2029-02-28", 100}}), 0U);
  EXPECT_EQ(bad_periods({{"2025-03-02", "2029-03-01", 100}}), 1U);
}

TEST_F(ValidateTest, TheDayOfSigningIsThatOfStockholm) {
  certificate().signed_at = at("2025-03-01T23:00:00Z");
  EXPECT_EQ(bad_periods({{"2025-03-02", "2030-03-02", 100}}), 0U);
  event_.certificate.signed_at = at("2025-03-01T22:59:59Z");
  EXPECT_EQ(bad_periods({{"2025-03-02", "2030-03-02", 100}}), 1U);
}

TEST_F(ValidateTest, SendingNeedsARecipientAndOnlyFkassaCounts) {
  event_.payload = PayloadKind::kCertificateSent;
  event_.certificate_sent = {"certificate", "FKASSA"};
  EXPECT_TRUE(accepted<domain::CertificateSent>().to_fkassa);
  expect_required(event_.certificate_sent.certificate_id);
  expect_required(event_.certificate_sent.recipient);
  expect_bounded(event_.certificate_sent.certificate_id);
  event_.certificate_sent.recipient = "FBA";
  EXPECT_FALSE(accepted<domain::CertificateSent>().to_fkassa);
}

TEST_F(ValidateTest, ARevocationNeedsItsCertificate) {
  event_.payload = PayloadKind::kCertificateRevoked;
  event_.certificate_sent.certificate_id = "certificate";
  EXPECT_EQ(accepted<domain::CertificateRevoked>().certificate_id, "certificate");
  expect_required(event_.certificate_sent.certificate_id);
  expect_bounded(event_.certificate_sent.certificate_id);
}

TEST_F(ValidateTest, ACompletionRequestNeedsIdAndCertificate) {
  WireMessage& request = message(PayloadKind::kCompletionRequest);
  EXPECT_EQ(accepted<domain::CompletionRequest>().last_day_to_answer, std::nullopt);
  expect_required(request.message_id);
  expect_required(request.certificate_id);
  expect_bounded(request.message_id);
  expect_bounded(request.certificate_id);
  EXPECT_EQ(verdict_with<std::string_view>(request.last_day_to_answer, "2025-02-30"),
            RejectReason::kBadDate);
  request.last_day_to_answer = "2025-03-12";
  EXPECT_THAT(accepted<domain::CompletionRequest>().last_day_to_answer,
              Optional(day("2025-03-12")));
}

TEST_F(ValidateTest, QuestionIdsMayBeOfAnyLength) {
  const std::string question(100, 'q');
  message(PayloadKind::kCompletionRequest).question_ids = {question, ""};
  EXPECT_EQ(verdict(), kStands);
}

TEST_F(ValidateTest, AnAnswerNeedsItsRequest) {
  WireMessage& answer = message(PayloadKind::kCompletionAnswer);
  EXPECT_EQ(accepted<domain::CompletionAnswer>().request_message_id, "request");
  expect_required(answer.request_message_id);
  expect_bounded(answer.request_message_id);
}

TEST_F(ValidateTest, AReminderNeedsIdAndCertificateAndMayNameARequest) {
  WireMessage& reminder = message(PayloadKind::kReminder);
  EXPECT_EQ(accepted<domain::Reminder>().reminded_message_id, "");
  expect_required(reminder.message_id);
  expect_required(reminder.certificate_id);
  for (std::string_view* id :
       {&reminder.message_id, &reminder.certificate_id, &reminder.reminded_message_id}) {
    expect_bounded(*id);
  }
}

TEST_F(ValidateTest, AKvaRecordNeedsIdCodeAndDay) {
  WireKvaRecord& record = kva_record();
  EXPECT_EQ(accepted<domain::KvaRecord>().code.text(), "DV077");
  expect_required(record.record_id);
  expect_required(record.code);
  expect_required(record.performed_on);
  expect_bounded(record.record_id);
  expect_bounded(record.contact_id);
}

TEST_F(ValidateTest, AKvaCodeIsTwoCapitalsAndThreeDigits) {
  WireKvaRecord& record = kva_record();
  for (const std::string_view code : {"dv077", "DV77", "DV0777", "D0777", "DVA77", "ÅV077"}) {
    EXPECT_EQ(verdict_with(record.code, code), RejectReason::kBadCode) << code;
  }
  EXPECT_EQ(verdict_with<std::string_view>(record.code, "QA000"), kStands);
}

TEST_F(ValidateTest, ADayIsTenCharactersAndExists) {
  WireKvaRecord& record = kva_record();
  for (const std::string_view text :
       {"2025-2-03", "2025-02-30", "2025-13-01", "2025-00-01", "2025-01-00", "20250101",
        "2025-01-01 ", " 2025-01-01", "2025/01/01", "2025-01-01T00:00:00Z", "0000-01-01",
        "+025-01-01", "2025-01-0a", "12025-01-01"}) {
    EXPECT_EQ(verdict_with(record.performed_on, text), RejectReason::kBadDate) << text;
  }
  EXPECT_EQ(verdict_with<std::string_view>(record.performed_on, "9999-12-31"), kStands);
  EXPECT_EQ(verdict_with<std::string_view>(record.performed_on, "2024-02-29"), kStands);
}

TEST_F(ValidateTest, ARemovalNeedsItsRecord) {
  event_.payload = PayloadKind::kKvaRecordRemoved;
  event_.kva_record.record_id = "record";
  EXPECT_EQ(accepted<domain::KvaRecordRemoved>().record_id, "record");
  expect_required(event_.kva_record.record_id);
  expect_bounded(event_.kva_record.record_id);
}

TEST_F(ValidateTest, ANoticeNeedsItsId) {
  WireMessage& notice = message(PayloadKind::kRehabilitationNeedNotice);
  EXPECT_EQ(accepted<domain::RehabilitationNeedNotice>().message_id, "message");
  expect_required(notice.message_id);
  expect_bounded(notice.message_id);
}

TEST_F(ValidateTest, UnitFactsNeedUnitAndDay) {
  WireUnitFacts& facts = unit_facts();
  expect_required(facts.care_unit_id);
  expect_required(facts.valid_from);
  expect_bounded(facts.care_unit_id);
  EXPECT_EQ(verdict_with<std::string_view>(facts.valid_from, "2025-02-29"), RejectReason::kBadDate);
}

TEST_F(ValidateTest, UnitFactsHaveNoNegativeOrBoundlessNumbers) {
  WireUnitFacts& facts = unit_facts();
  EXPECT_EQ(verdict_with(facts.listed_patients, std::optional(-1)), RejectReason::kBadValue);
  using Limits = std::numeric_limits<double>;
  for (const double fte :
       {-0.001, 10'000.001, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
    EXPECT_EQ(verdict_with(facts.coordinator_fte, std::optional(fte)), RejectReason::kBadValue)
        << fte;
  }
  EXPECT_EQ(verdict_with(facts.coordinator_fte, std::optional(10'000.0)), kStands);
}

TEST_F(ValidateTest, FullTimeEquivalentsAreRoundedToHundredthsHalvesAwayFromZero) {
  const auto hundredths = [&](double fte) {
    unit_facts().coordinator_fte = fte;
    return accepted<domain::UnitFacts>().coordinator_fte_hundredths;
  };
  EXPECT_EQ(hundredths(0.29), 29);
  EXPECT_EQ(hundredths(0.125), 13);
  EXPECT_EQ(hundredths(0.375), 38);
  EXPECT_EQ(hundredths(0.004), 0);
  EXPECT_EQ(hundredths(10'000), 1'000'000);
}

TEST_F(ValidateTest, UnitFactsThatAreNotSetAreZero) {
  unit_facts().care_unit_id = "se2099010016-a1 ";
  const auto& facts = accepted<domain::UnitFacts>();
  EXPECT_EQ(facts.care_unit_id, "SE2099010016-A1");
  EXPECT_EQ(facts.listed_patients, 0);
  EXPECT_EQ(facts.coordinator_fte_hundredths, 0);
  EXPECT_FALSE(facts.has_coordinator || facts.expert_physician || facts.offers_training);
}

TEST_F(ValidateTest, ASurveyNeedsMeasureLevelEntityAndPeriod) {
  WireSurveyResult& result = survey_result();
  expect_required(result.measure);
  expect_required(result.entity_id);
  expect_required(result.period_first_day);
  expect_required(result.period_last_day);
  EXPECT_EQ(verdict_with(result.level, 0), RejectReason::kMissingField);
}

TEST_F(ValidateTest, ASurveysEntityIdIsReadByItsLevel) {
  WireSurveyResult& result = survey_result();
  result.level = 1;
  result.entity_id = "whatever";
  EXPECT_EQ(accepted<domain::SurveyResult>().entity_id, "SE");
  result.entity_id = "";
  EXPECT_EQ(accepted<domain::SurveyResult>().level, domain::Level::kNation);
  result.level = 2;
  result.entity_id = "1";
  EXPECT_EQ(verdict(), RejectReason::kBadValue);
  result.level = 4;
  result.entity_id = "se2099010016-a1 ";
  EXPECT_EQ(accepted<domain::SurveyResult>().entity_id, "SE2099010016-A1");
  EXPECT_EQ(accepted<domain::SurveyResult>().level, domain::Level::kUnit);
}

TEST_F(ValidateTest, ASurveysEntityIdIsBoundedAlsoWhereItIsNotRead) {
  WireSurveyResult& result = survey_result();
  const std::string longer(65, 'I');
  for (const int level : {1, 3, 4}) {
    result.level = level;
    result.entity_id = longer;
    EXPECT_EQ(verdict(), RejectReason::kIdTooLong);
  }
}

TEST_F(ValidateTest, ASurveysFiguresAreNotNegativeAndItsPeriodIsOne) {
  WireSurveyResult& result = survey_result();
  EXPECT_EQ(verdict_with<std::int64_t>(result.numerator, -1), RejectReason::kBadValue);
  EXPECT_EQ(verdict_with<std::int64_t>(result.denominator, -1), RejectReason::kBadValue);
  EXPECT_EQ(verdict_with<std::string_view>(result.period_last_day, "2024-12-31"),
            RejectReason::kBadValue);
  EXPECT_EQ(verdict_with<std::string_view>(result.period_last_day, "2025-01-01"), kStands);
  EXPECT_EQ(verdict_with<std::string_view>(result.period_last_day, "2025-01-32"),
            RejectReason::kBadDate);
}

}  // namespace
}  // namespace sjukpuls::codec
