#include "processor/domain/day_text.h"

#include <gmock/gmock.h>

#include <string_view>

namespace sjukpuls::domain {
namespace {

using std::chrono::February;
using std::chrono::March;
using namespace std::chrono_literals;

TEST(DayTextTest, ADayIsTenCharactersYearMonthDay) {
  EXPECT_EQ(day_text(base::CivilDay{2025y / March / 9}), "2025-03-09");
  EXPECT_EQ(day_text(base::CivilDay{1y / March / 9}), "0001-03-09");
  EXPECT_EQ(parse_day("2025-03-09"), base::CivilDay{2025y / March / 9});
}

TEST(DayTextTest, ALeapDayIsADayOnlyInLeapYears) {
  EXPECT_EQ(parse_day("2024-02-29"), base::CivilDay{2024y / February / 29});
  EXPECT_EQ(parse_day("2000-02-29"), base::CivilDay{2000y / February / 29});
  EXPECT_FALSE(parse_day("2025-02-29"));
  EXPECT_FALSE(parse_day("2100-02-29"));
}

TEST(DayTextTest, YearsReachFrom0001To9999) {
  EXPECT_TRUE(parse_day("0001-01-01"));
  EXPECT_TRUE(parse_day("9999-12-31"));
  EXPECT_FALSE(parse_day("0000-12-31"));
}

TEST(DayTextTest, WhatIsNoDayIsNone) {
  for (const std::string_view text :
       {"", "2025-00-01", "2025-13-01", "2025-01-00", "2025-01-32", "2025-04-31", "2025-1-01",
        "2025-01-1", "25-01-01", "2025/01/01", "20250101", "2025-01-01 ", " 2025-01-01",
        "2025-01-01T00:00", "10000-01-01", "-025-01-01", "2025-01-+1", "2o25-01-01"}) {
    EXPECT_FALSE(parse_day(text)) << text;
  }
}

}  // namespace
}  // namespace sjukpuls::domain
