#include "processor/domain/period.h"

#include <gmock/gmock.h>

#include <vector>

#include "tests/fakes/days.h"

namespace sjukpuls::domain {
namespace {

using fakes::operator""_day;
using std::chrono::days;

TEST(SickLeavePeriodTest, FirstAndLastDayAreIncluded) {
  const SickLeavePeriod period("2025-03-10"_day, "2025-03-14"_day, Degree::k50);
  EXPECT_FALSE(period.covers("2025-03-09"_day));
  EXPECT_TRUE(period.covers("2025-03-10"_day));
  EXPECT_TRUE(period.covers("2025-03-14"_day));
  EXPECT_FALSE(period.covers("2025-03-15"_day));
}

TEST(SickLeavePeriodTest, GivesBackWhatItWasMadeOf) {
  for (const auto first :
       {"1970-01-01"_day, "2010-01-01"_day, "2024-02-29"_day, "9999-12-31"_day}) {
    for (const auto last : {first, "9999-12-31"_day}) {
      for (const Degree degree : {Degree::k25, Degree::k50, Degree::k75, Degree::k100}) {
        const SickLeavePeriod period(first, last, degree);
        EXPECT_EQ(period.first_day(), first);
        EXPECT_EQ(period.last_day(), last);
        EXPECT_EQ(period.degree(), degree);
      }
    }
  }
}

TEST(SickLeavePeriodTest, OneDayIsAPeriod) {
  const SickLeavePeriod period("2025-03-10"_day, "2025-03-10"_day, Degree::k100);
  EXPECT_TRUE(period.covers("2025-03-10"_day));
  EXPECT_FALSE(period.covers("2025-03-11"_day));
}

TEST(SickLeavePeriodTest, OrdersByFirstDayThenLastDayThenDegree) {
  const std::vector<SickLeavePeriod> in_order = {{"2025-03-10"_day, "2025-03-10"_day, Degree::k100},
                                                 {"2025-03-10"_day, "2025-03-11"_day, Degree::k25},
                                                 {"2025-03-10"_day, "2025-03-11"_day, Degree::k50},
                                                 {"2025-03-11"_day, "2025-03-11"_day, Degree::k25}};
  for (std::size_t i = 0; i + 1 < in_order.size(); ++i) EXPECT_LT(in_order[i], in_order[i + 1]);
}

TEST(SickLeavePeriodTest, DegreesAreTheFourOfTheCertificate) {
  EXPECT_EQ(parse_degree(25), Degree::k25);
  EXPECT_EQ(parse_degree(50), Degree::k50);
  EXPECT_EQ(parse_degree(75), Degree::k75);
  EXPECT_EQ(parse_degree(100), Degree::k100);
  for (const int other : {-25, 0, 1, 24, 26, 33, 60, 99, 101, 125}) {
    EXPECT_FALSE(parse_degree(other)) << other;
  }
}

TEST(SickLeavePeriodTest, DegreesOrderFromLowToHigh) {
  EXPECT_LT(Degree::k25, Degree::k50);
  EXPECT_LT(Degree::k50, Degree::k75);
  EXPECT_LT(Degree::k75, Degree::k100);
}

}  // namespace
}  // namespace sjukpuls::domain
