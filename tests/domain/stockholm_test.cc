#include "processor/domain/stockholm.h"

#include <gmock/gmock.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv is POSIX
#include <time.h>    // NOLINT(modernize-deprecated-headers): localtime_r is POSIX

#include <cstdlib>
#include <optional>
#include <string>

#include "tests/fakes/days.h"

namespace sjukpuls::domain {
namespace {

using base::CivilDay;
using base::EventTime;
using fakes::operator""_day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using namespace std::chrono_literals;

EventTime utc(CivilDay day, milliseconds time_of_day) {
  return EventTime{milliseconds{day.time_since_epoch()} + time_of_day};
}

// While it lives, libc's local time is that of tzdata's Europe/Stockholm.
class StockholmInLibc {
 public:
  StockholmInLibc() {
    if (const char* zone = std::getenv("TZ")) before_ = zone;  // NOLINT(concurrency-mt-unsafe)
    set("Europe/Stockholm");
  }
  StockholmInLibc(const StockholmInLibc&) = delete;
  StockholmInLibc& operator=(const StockholmInLibc&) = delete;
  ~StockholmInLibc() {
    if (before_) {
      set(before_->c_str());
    } else {
      ::unsetenv("TZ");  // NOLINT(concurrency-mt-unsafe)
      ::tzset();
    }
  }

  static CivilDay civil_day(seconds since_1970) {
    const std::time_t instant = since_1970.count();
    std::tm local{};
    ::localtime_r(&instant, &local);
    return CivilDay{std::chrono::year{local.tm_year + 1900} /
                    std::chrono::month{static_cast<unsigned>(local.tm_mon + 1)} /
                    std::chrono::day{static_cast<unsigned>(local.tm_mday)}};
  }

 private:
  static void set(const char* zone) {
    ::setenv("TZ", zone, 1);  // NOLINT(concurrency-mt-unsafe)
    ::tzset();
  }

  std::optional<std::string> before_;
};

TEST(StockholmTest, InWinterTheDayBeginsAnHourBeforeUtc) {
  EXPECT_EQ(civil_day(utc("2025-01-14"_day, 23h - 1ms)), "2025-01-14"_day);
  EXPECT_EQ(civil_day(utc("2025-01-14"_day, 23h)), "2025-01-15"_day);
  EXPECT_EQ(start_of("2025-01-15"_day), utc("2025-01-14"_day, 23h));
}

TEST(StockholmTest, InSummerTheDayBeginsTwoHoursBeforeUtc) {
  EXPECT_EQ(civil_day(utc("2025-07-14"_day, 22h - 1ms)), "2025-07-14"_day);
  EXPECT_EQ(civil_day(utc("2025-07-14"_day, 22h)), "2025-07-15"_day);
  EXPECT_EQ(start_of("2025-07-15"_day), utc("2025-07-14"_day, 22h));
}

TEST(StockholmTest, TheDayOnWhichSummerTimeBeginsLasts23Hours) {
  const CivilDay day = "2025-03-30"_day;
  EXPECT_EQ(start_of(day), utc("2025-03-29"_day, 23h));
  EXPECT_EQ(start_of(day + days{1}), utc(day, 22h));
  EXPECT_EQ(start_of(day + days{1}) - start_of(day), 23h);
  EXPECT_EQ(civil_day(utc(day, 22h - 1ms)), day);
  EXPECT_EQ(civil_day(utc(day, 22h)), day + days{1});
}

TEST(StockholmTest, TheDayOnWhichSummerTimeEndsLasts25Hours) {
  const CivilDay day = "2025-10-26"_day;
  EXPECT_EQ(start_of(day), utc("2025-10-25"_day, 22h));
  EXPECT_EQ(start_of(day + days{1}), utc(day, 23h));
  EXPECT_EQ(start_of(day + days{1}) - start_of(day), 25h);
  EXPECT_EQ(civil_day(utc(day, 23h - 1ms)), day);
  EXPECT_EQ(civil_day(utc(day, 23h)), day + days{1});
}

TEST(StockholmTest, TheLastMillisecondOfADayIsThatDays) {
  for (CivilDay day = "2010-01-01"_day; day < "2038-01-01"_day; day += days{1}) {
    ASSERT_EQ(civil_day(start_of(day)), day) << day_text(day);
    ASSERT_EQ(civil_day(start_of(day) - milliseconds{1}), day - days{1}) << day_text(day);
  }
}

TEST(StockholmTest, InstantsBefore1970HaveTheirDayToo) {
  EXPECT_EQ(civil_day(EventTime{-1ms}), "1970-01-01"_day);
  EXPECT_EQ(civil_day(EventTime{-1h}), "1970-01-01"_day);
  EXPECT_EQ(civil_day(EventTime{-1h - 1ms}), "1969-12-31"_day);
}

TEST(StockholmTest, TheWallClockHasTheSameDays) {
  EXPECT_EQ(civil_day(base::ProcessingTime{start_of("2025-07-15"_day).time_since_epoch()}),
            "2025-07-15"_day);
  EXPECT_EQ(civil_day(base::ProcessingTime{start_of("2025-07-15"_day).time_since_epoch() - 1ms}),
            "2025-07-14"_day);
}

// The rule is written out in the code; tzdata is what the rest of the world goes by.
TEST(StockholmTest, EveryHourFrom2010To2037IsOnTheDayThatTzdataSays) {
  const StockholmInLibc libc;
  const EventTime begin = utc("2010-01-01"_day, 0h);
  const EventTime end = utc("2038-01-01"_day, 0h);
  for (EventTime instant = begin; instant < end; instant += hours{1}) {
    for (const seconds within : {seconds{0}, seconds{3599}}) {
      const EventTime sample = instant + within;
      const auto since_1970 = std::chrono::floor<seconds>(sample.time_since_epoch());
      ASSERT_EQ(civil_day(sample), StockholmInLibc::civil_day(since_1970)) << since_1970.count();
    }
  }
}

TEST(StockholmTest, EveryMinuteOfTheNightsOnWhichTheClockChangesIsOnTheDayThatTzdataSays) {
  const StockholmInLibc libc;
  for (int year = 2010; year < 2038; ++year) {
    for (const auto month : {std::chrono::March, std::chrono::October}) {
      const auto sunday = std::chrono::year{year} / month / std::chrono::Sunday[std::chrono::last];
      const CivilDay day{sunday};
      for (minutes minute{-26 * 60}; minute < hours{50}; minute += minutes{1}) {
        const EventTime sample = utc(day, minute);
        const auto since_1970 = std::chrono::floor<seconds>(sample.time_since_epoch());
        ASSERT_EQ(civil_day(sample), StockholmInLibc::civil_day(since_1970)) << since_1970.count();
      }
    }
  }
}

}  // namespace
}  // namespace sjukpuls::domain
