#include "tests/oracle/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sjukpuls::oracle {
namespace {

// A certificate event whose payload and further fields are given as JSON.
std::string certificate(const std::string& payload, const std::string& more = "") {
  return R"({"eventId":"e","occurredAt":"2025-03-01T10:00:00Z","patient":{"id":"p"},)" + more +
         R"("certificate":{"certificateId":"c","type":"LISJP","signedAt":"2025-03-01T10:00:00Z")" +
         payload + "}}";
}

bool is_parsable(const std::string& line) { return parse(line).event.has_value(); }

std::optional<std::string> reason(const std::string& line) {
  const Parsed parsed = parse(line);
  return parsed.event ? reject_reason(*parsed.event) : parsed.reason;
}

TEST(EventTest, FieldsAreReadByBothNamesAndEnumeratorsByNumberToo) {
  const Parsed parsed = parse(
      R"({"event_id":"e","occurred_at":"2025-03-01T10:00:00Z","patient":{"id":"p","sex":1},)"
      R"("care_unit":{"care_provider_id":"x","careLevel":3},)"
      R"("certificate":{"certificate_id":"c","type":"LISJP","signed_at":"2025-03-01T10:00:00Z",)"
      R"("occupations":[1,"STUDIES",9],"relation":{"type":3,"certificateId":"d"}}})");
  ASSERT_TRUE(parsed.event);
  EXPECT_EQ(parsed.event->patient.sex, "FEMALE");
  EXPECT_EQ(parsed.event->care_unit.care_provider_id, "x");
  EXPECT_EQ(parsed.event->care_unit.care_level, "PSYCHIATRY");
  const auto& c = std::get<Certificate>(parsed.event->payload);
  EXPECT_THAT(c.occupations, testing::ElementsAre("CURRENT_WORK", "STUDIES", ""));
  EXPECT_EQ(c.relation->type, "COMPLEMENTS");
}

TEST(EventTest, NullIsNotSetAndTwoPayloadsAreNoEvent) {
  EXPECT_EQ(reason(certificate("", R"("reminder":null,"careUnit":null,)")), std::nullopt);
  EXPECT_EQ(reason(certificate("", R"("reminder":{},)")), "unparsable");
  EXPECT_EQ(reason(R"({"eventId":"e","certificate":null})"), "no_payload");
  EXPECT_EQ(reason(certificate(R"(,"relation":null,"periods":null)")), std::nullopt);
}

TEST(EventTest, NumbersOutsideTheirTypeAndWrongTypesAreNoEvent) {
  const auto degree = [](const std::string& value) {
    return is_parsable(certificate(R"(,"periods":[{"degree":)" + value + "}]"));
  };
  EXPECT_TRUE(degree("100"));
  EXPECT_TRUE(degree("\"100\""));
  EXPECT_TRUE(degree("1e2"));
  EXPECT_TRUE(degree("-2147483648"));
  EXPECT_FALSE(degree("2147483648"));
  EXPECT_FALSE(degree("1.5"));
  EXPECT_FALSE(degree("true"));
  EXPECT_FALSE(degree("{}"));
  EXPECT_FALSE(is_parsable(certificate(R"(,"diagnosis":5)")));
  EXPECT_FALSE(is_parsable(certificate("", R"("patient2":[1],"careUnit":"x",)")));
}

TEST(EventTest, HsaIdsAreCleanedBeforeTheyAreMeasured) {
  EXPECT_EQ(cleaned(" se2099\t010016-å\r\n"), "SE2099010016-å");
  const std::string blanks(40, ' ');
  const std::string id(64, 'u');
  EXPECT_EQ(reason(certificate("", R"("careUnit":{"id":")" + blanks + id + R"("},)")),
            std::nullopt);
  EXPECT_EQ(reason(certificate("", R"("careUnit":{"id":")" + id + R"(u"},)")), "id_too_long");
}

TEST(EventTest, APeriodMayEndFiveYearsAfterTheSigningDayAndNoLater) {
  const Day signed_on = *parse_day("2024-02-29");
  EXPECT_TRUE(is_good({"2024-03-01", "2029-02-28", 50}, signed_on));
  EXPECT_FALSE(is_good({"2024-03-01", "2029-03-01", 50}, signed_on));
  EXPECT_TRUE(is_good({"2010-01-01", "2010-01-01", 25}, signed_on));
  EXPECT_FALSE(is_good({"2009-12-31", "2010-01-01", 25}, signed_on));
  EXPECT_FALSE(is_good({"2024-03-02", "2024-03-01", 100}, signed_on));
  EXPECT_FALSE(is_good({"2024-03-02", "2024-03-02", 60}, signed_on));
}

TEST(EventTest, OnlyARecordsTimestampTellsThatAnEventIsInTheFuture) {
  const Event event = *parse(certificate("")).event;
  EXPECT_EQ(reject_reason(event), std::nullopt);
  EXPECT_EQ(reject_reason(event, parse_instant("2025-02-28T10:00:00Z")), std::nullopt);
  EXPECT_EQ(reject_reason(event, parse_instant("2025-02-28T09:59:59.999Z")), "in_future");
}

TEST(EventTest, ASurveyNeedsAnEntityButForTheNation) {
  const auto survey = [](const std::string& entity) {
    return reason(
        R"({"eventId":"e","occurredAt":"2025-03-01T10:00:00Z","surveyResult":{"measure":"6.1",)"
        R"("periodFirstDay":"2024-01-01","periodLastDay":"2024-12-31","numerator":"1",)"
        R"("denominator":2,"entity":)" +
        entity + "}}");
  };
  EXPECT_EQ(survey(R"({"level":"NATION"})"), std::nullopt);
  EXPECT_EQ(survey(R"({"level":"REGION","id":" 01"})"), std::nullopt);
  EXPECT_EQ(survey(R"({"level":"REGION","id":"1"})"), "bad_value");
  EXPECT_EQ(survey(R"({"level":"UNIT","id":" "})"), "missing_field");
  EXPECT_EQ(survey(R"({"level":"COUNTY","id":"01"})"), "missing_field");
}

}  // namespace
}  // namespace sjukpuls::oracle
