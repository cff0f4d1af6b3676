#include "sinks/openmetrics/sample_times.h"

#include <gmock/gmock.h>

#include "tests/fakes/days.h"

namespace sjukpuls::openmetrics {
namespace {

using fakes::operator""_day;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone
using testing::ElementsAre;

// date -d '2025-01-15 23:59:59 CET' +%s, and so on.
TEST(SampleTimesTest, ADaysNumberIsStampedAtItsLastSecondInStockholm) {
  EXPECT_THAT(sample_times("2025-01-15"_day, kOneADay, false), ElementsAre(1'736'981'999));
  EXPECT_THAT(sample_times("2025-07-15"_day, kOneADay, false), ElementsAre(1'752'616'799));
}

TEST(SampleTimesTest, DaysThatTurnTheClockAreAnHourShorterOrLonger) {
  const auto length = [](base::CivilDay day) {
    return sample_times(day, kOneADay, false).front() -
           sample_times(day - std::chrono::days{1}, kOneADay, false).front();
  };
  EXPECT_EQ(length("2025-03-29"_day), 24 * 3600);
  EXPECT_EQ(length("2025-03-30"_day), 23 * 3600);
  EXPECT_EQ(length("2025-10-26"_day), 25 * 3600);
}

TEST(SampleTimesTest, AnHourlyNumberComesAgainUntilTheNextDaysOwn) {
  const auto before = [](base::CivilDay day) {
    return sample_times(day - std::chrono::days{1}, 1h, false);
  };
  EXPECT_EQ(before("2025-01-15"_day).size(), 24U);
  EXPECT_EQ(before("2025-03-30"_day).size(), 23U);
  EXPECT_EQ(before("2025-10-26"_day).size(), 25U);
  EXPECT_LT(before("2025-01-15"_day).back(), sample_times("2025-01-15"_day, 1h, false).front());
}

TEST(SampleTimesTest, TimesOfDaysInTurnOnlyGrow) {
  std::int64_t last = 0;
  for (auto day = "2024-01-01"_day; day <= "2025-12-31"_day; day += std::chrono::days{1}) {
    for (const std::int64_t time : sample_times(day, 5min, false)) {
      ASSERT_GT(time, last);
      ASSERT_TRUE(last == 0 || time - last <= 300) << time;
      last = time;
    }
  }
}

TEST(SampleTimesTest, TheLastDayIsNotRepeated) {
  EXPECT_EQ(sample_times("2025-01-15"_day, 1h, true).size(), 1U);
}

}  // namespace
}  // namespace sjukpuls::openmetrics
