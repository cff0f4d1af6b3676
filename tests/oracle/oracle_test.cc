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

}  // namespace
}  // namespace sjukpuls::oracle
