#include "tests/oracle/oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

namespace sjukpuls::oracle {
namespace {

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path << " (the tests run in tests/)";
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// Byte for byte; on a difference only the lines that differ are shown.
void expect_same_lines(const std::string& expected, const std::string& got) {
  if (expected == got) return;
  std::istringstream expected_lines(expected), got_lines(got);
  std::multiset<std::string> missing, surplus;
  for (std::string line; std::getline(expected_lines, line);) missing.insert(line);
  for (std::string line; std::getline(got_lines, line);) {
    const auto at = missing.find(line);
    if (at == missing.end()) {
      surplus.insert(line);
    } else {
      missing.erase(at);
    }
  }
  std::string report;
  for (const std::string& line : missing) report += "- " + line + "\n";
  for (const std::string& line : surplus) report += "+ " + line + "\n";
  ADD_FAILURE() << (report.empty() ? "same lines in another order" : report);
}

TEST(OracleTest, SampleEventsGiveTheExpectedRowsByteForByte) {
  const Day as_of = *parse_day(read("samples/as_of.txt").substr(0, 10));
  const auto rows = evaluate(parse_events(read("samples/events.ndjson")), as_of);
  EXPECT_EQ(rows.size(), 4907U);
  expect_same_lines(read("samples/expected.csv"), to_csv(rows, as_of));
}

TEST(OracleTest, SampleRejectsHaveOneOfTheListedReasonsAndEveryBadPeriod) {
  std::map<std::size_t, std::vector<std::string>> got;
  for (const Reject& r : rejects(read("samples/events.ndjson"))) got[r.line].push_back(r.reason);
  std::istringstream lines(read("samples/rejects.ndjson"));
  for (std::string line; std::getline(lines, line);) {
    const auto expected = nlohmann::json::parse(line);
    const auto number = expected["line"].get<std::size_t>();
    const auto reasons = expected["reasons"].get<std::vector<std::string>>();
    const auto bad_periods = expected.value("bad_periods", std::size_t{0});
    if (bad_periods > 0) {
      EXPECT_EQ(got[number], std::vector<std::string>(bad_periods, "bad_period")) << number;
    } else {
      ASSERT_EQ(got[number].size(), 1U) << number;
      EXPECT_THAT(reasons, testing::Contains(got[number][0])) << number;
    }
    got.erase(number);
  }
  EXPECT_THAT(got, testing::IsEmpty());
}

// Rules that the sample events do not reach. One patient, one unit in region 01, D is 2025-04-01.
class RulesTest : public testing::Test {
 protected:
  Event& event(const char* day, Payload payload) {
    Event e;
    e.event_id = "event-" + std::to_string(events_.size());
    e.occurred_at = parse_instant(std::string(day) + "T10:00:00Z");
    e.patient.id = "pseudonym-1";
    e.patient.sex = "FEMALE";
    e.care_unit = {"SE2099000001-A1", "SE2099000001", "01", "PRIMARY"};
    e.payload = std::move(payload);
    events_.push_back(std::move(e));
    return events_.back();
  }

  Certificate certificate(const char* id, const char* signed_on, std::vector<SickPeriod> periods) {
    Certificate c;
    c.certificate_id = id;
    c.type = "LISJP";
    c.signed_at = parse_instant(std::string(signed_on) + "T10:00:00Z");
    c.periods = std::move(periods);
    return c;
  }

  void sick(const char* id, const char* first, const char* last, int degree = 100) {
    event(first, certificate(id, first, {{first, last, degree}}));
  }

  // The nation's total; 0 where the row is missing.
  std::int64_t n(const std::string& period, const std::string& count) {
    for (const Row& row : evaluate(events_, as_of_)) {
      if (row.level == "nation" && row.period == period && row.count == count &&
          row.dimension.empty()) {
        return row.n;
      }
    }
    return 0;
  }

  std::vector<Event> events_;
  Day as_of_ = *parse_day("2025-04-01");
};

TEST_F(RulesTest, AtD90DaysAreNotOver90And91Are) {
  sick("a", "2025-01-02", "2025-04-30");
  EXPECT_EQ(n("at", "sick_listed"), 1);
  EXPECT_EQ(n("at", "sick_listed_over_90"), 0);
  as_of_ += std::chrono::days{1};
  EXPECT_EQ(n("at", "sick_listed_over_90"), 1);
}

TEST_F(RulesTest, TheDegreeIsTheHighestOfTheLatestCertificateAlone) {
  sick("a", "2025-03-01", "2025-04-30", 100);
  event("2025-03-20",
        certificate("b", "2025-03-20",
                    {{"2025-03-20", "2025-04-30", 50}, {"2025-04-01", "2025-04-01", 25}}));
  EXPECT_EQ(n("at", "sick_listed_part_time"), 1);
}

TEST_F(RulesTest, AnEndedSjukfallFallsInOneClassOfLength) {
  sick("a", "2024-01-01", "2024-03-31");  // 91 days
  EXPECT_EQ(n("2024", "sjukfall_ended"), 1);
  EXPECT_EQ(n("2024", "sjukfall_ended_days"), 91);
  EXPECT_EQ(n("2024", "sjukfall_ended_91_180"), 1);
  sick("b", "2024-04-01", "2024-12-31");  // 366 days with the first
  EXPECT_EQ(n("2024", "sjukfall_ended_91_180"), 0);
  EXPECT_EQ(n("2024", "sjukfall_ended_366"), 1);
}

TEST_F(RulesTest, ASpellCountsFor730DaysFromItsSeventhDayWithoutSickness) {
  sick("a", "2023-03-12", "2023-03-26");
  EXPECT_EQ(n("730d", "spells_ended"), 0);
  events_.clear();
  sick("a", "2023-03-13", "2023-03-27");
  EXPECT_EQ(n("730d", "spells_ended"), 1);
  events_.clear();
  sick("a", "2023-03-14", "2023-03-27");  // 14 days
  EXPECT_EQ(n("730d", "spells_ended"), 0);
}

TEST_F(RulesTest, ASpellRelapsesWithin730DaysOfItsEnd) {
  sick("a", "2023-03-10", "2023-04-01");
  sick("b", "2025-04-01", "2025-04-01");
  EXPECT_EQ(n("730d", "spells_relapsed"), 0);
  sick("c", "2023-04-02", "2023-04-02");
  EXPECT_EQ(n("730d", "spells_relapsed"), 1);
}

TEST_F(RulesTest, AComplementAnswersFromTheRequestsDayOn) {
  sick("a", "2025-03-01", "2025-03-10");
  event("2025-03-05", CompletionRequest{"m", "a", "2025-03-20", {}});
  Certificate earlier = certificate("b", "2025-03-04", {});
  earlier.relation = Relation{"COMPLEMENTS", "a"};
  event("2025-03-04", earlier);
  EXPECT_EQ(n("at", "requests_overdue"), 1);
  Certificate later = certificate("c", "2025-03-08", {});
  later.relation = Relation{"COMPLEMENTS", "a"};
  event("2025-03-08", later);
  EXPECT_EQ(n("2025", "requests_answered"), 1);
  EXPECT_EQ(n("2025", "request_answer_days"), 3);
  EXPECT_EQ(n("at", "requests_open"), 0);
  event("2025-05-01", CertificateRevoked{"c"});
  EXPECT_EQ(n("at", "requests_open"), 1);
}

TEST_F(RulesTest, AnUnnamedReminderLinksToTheLatestRequestBeforeIt) {
  sick("a", "2025-03-01", "2025-03-10");
  event("2025-03-06", Reminder{"r", "a", ""});
  event("2025-03-07", CompletionRequest{"m", "a", "", {}});
  EXPECT_EQ(n("2025", "reminders_unlinked"), 1);
  event("2025-03-06", CompletionRequest{"m2", "a", "", {}});
  EXPECT_EQ(n("2025", "reminders"), 1);
  EXPECT_EQ(n("2025", "requests_reminded"), 1);
}

TEST_F(RulesTest, ASurveyResultPassesThroughAndIsQuotedWhereNeeded) {
  event("2025-03-01",
        SurveyResult{"stöd, \"bra\"", "REGION", "01", "2024-01-01", "2024-12-31", 3, 0});
  EXPECT_EQ(to_csv(evaluate(events_, as_of_), as_of_),
            "as_of,period,level,entity,count,dimension,group,n\n"
            "2025-04-01,2024-01-01/2024-12-31,region,01,survey_numerator,measure,"
            "\"stöd, \"\"bra\"\"\",3\n");
}

TEST_F(RulesTest, HundredthsAreRoundedHalvesAwayFromZero) {
  UnitFacts facts;
  facts.care_unit_id = "se2099000001-a1 ";
  facts.valid_from = "2025-04-01";
  facts.coordinator_fte = 0.125;
  event("2025-05-01", facts);
  EXPECT_EQ(n("at", "coordinator_fte_hundredths"), 13);
  EXPECT_EQ(n("at", "units"), 1);
}

TEST_F(RulesTest, OtherKvaCodesCountOnlyWhereAskedFor) {
  KvaRecord record;
  record.record_id = "k";
  record.code = "XS012";
  record.performed_on = "2025-03-31";
  event("2025-03-31", record);
  EXPECT_THAT(evaluate(events_, as_of_), testing::IsEmpty());
  EXPECT_THAT(evaluate(events_, as_of_, {"XS012"}), testing::Not(testing::IsEmpty()));
}

}  // namespace
}  // namespace sjukpuls::oracle
