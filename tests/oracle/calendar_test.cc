#include "tests/oracle/calendar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace sjukpuls::oracle {
namespace {

Day day(const char* text) { return *parse_day(text); }
std::string stockholm(const char* instant) {
  return to_text(stockholm_day(*parse_instant(instant)));
}

TEST(CalendarTest, TheDayTurnsAt23InWinterAndAt22InSummer) {
  EXPECT_EQ(stockholm("2025-01-31T22:59:59.999Z"), "2025-01-31");
  EXPECT_EQ(stockholm("2025-01-31T23:00:00Z"), "2025-02-01");
  EXPECT_EQ(stockholm("2025-07-31T21:59:59.999Z"), "2025-07-31");
  EXPECT_EQ(stockholm("2025-07-31T22:00:00Z"), "2025-08-01");
}

TEST(CalendarTest, SummerTimeHoldsBetweenTheLastSundaysOfMarchAndOctober) {
  EXPECT_EQ(stockholm("2025-03-29T22:30:00Z"), "2025-03-29");
  EXPECT_EQ(stockholm("2025-03-29T23:00:00Z"), "2025-03-30");
  EXPECT_EQ(stockholm("2025-03-30T22:00:00Z"), "2025-03-31");
  EXPECT_EQ(stockholm("2025-10-25T22:00:00Z"), "2025-10-26");
  EXPECT_EQ(stockholm("2025-10-26T22:30:00Z"), "2025-10-26");
  EXPECT_EQ(stockholm("2025-10-26T23:00:00Z"), "2025-10-27");
}

TEST(CalendarTest, InstantsAreReadWithOffsetAndWrittenInUtc) {
  EXPECT_EQ(to_text(*parse_instant("2025-01-01T00:30:00+01:00")), "2024-12-31T23:30:00Z");
  EXPECT_EQ(to_text(*parse_instant("2025-01-01T00:30:00.5Z")), "2025-01-01T00:30:00.500Z");
  EXPECT_EQ(to_text(*parse_instant("2025-01-01T00:30:00.1234Z")), "2025-01-01T00:30:00.123400Z");
  EXPECT_EQ(milliseconds(*parse_instant("1970-01-01T00:00:01.999999999Z")), 1999);
  for (const char* none : {"", "yesterday", "2025-01-01", "2025-01-01T00:00:00",
                           "2025-02-29T00:00:00Z", "2025-01-01T24:00:00Z", "2025-01-01 00:00:00Z",
                           "2025-01-01T00:00:00.Z", "2025-01-01T00:00:00.1234567890Z"}) {
    EXPECT_FALSE(parse_instant(none)) << none;
  }
}

TEST(CalendarTest, ADayIsTenCharactersAndExists) {
  EXPECT_TRUE(parse_day("2024-02-29"));
  for (const char* none : {"", "2025-02-29", "2025-2-01", "2025-13-01", "0000-01-01", "2025-01-01 ",
                           "2025-00-01", "2025-01-00", "+025-01-01"}) {
    EXPECT_FALSE(parse_day(none)) << none;
  }
}

TEST(CalendarTest, FiveYearsFromALeapDayIsThe28th) {
  EXPECT_EQ(years_after(day("2024-02-29"), 5), day("2029-02-28"));
  EXPECT_EQ(years_after(day("2024-02-29"), 4), day("2028-02-29"));
  EXPECT_EQ(years_after(day("2025-03-01"), 5), day("2030-03-01"));
}

TEST(CalendarTest, PeriodsAreCutAtDAndGoBackAsFarAsTheyShould) {
  std::map<std::string, std::string> got;
  for (const Period& p : periods_as_of(day("2024-02-29"))) {
    got[p.id] = to_text(p.first) + "/" + to_text(p.last);
  }
  EXPECT_EQ(got.size(), 4U + 24 + 3 + 3 + 2);
  EXPECT_EQ(got["7d"], "2024-02-23/2024-02-29");
  EXPECT_EQ(got["365d"], "2023-03-02/2024-02-29");
  EXPECT_EQ(got["730d"], "2022-03-02/2024-02-29");
  EXPECT_EQ(got["2024-02"], "2024-02-01/2024-02-29");
  EXPECT_EQ(got["2022-03"], "2022-03-01/2022-03-31");
  EXPECT_EQ(got["2024"], "2024-01-01/2024-02-29");
  EXPECT_EQ(got["2022"], "2022-01-01/2022-12-31");
  EXPECT_EQ(got["my2023"], "2023-03-01/2024-02-29");
  EXPECT_EQ(got["my2021"], "2021-03-01/2022-02-28");
  EXPECT_EQ(got["at"], "2024-02-29/2024-02-29");
}

}  // namespace
}  // namespace sjukpuls::oracle
