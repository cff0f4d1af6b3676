#include "processor/indicators/periods.h"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "tests/fakes/days.h"

namespace sjukpuls::indicators {
namespace {

using base::CivilDay;
using fakes::operator""_day;
using std::chrono::days;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

using Ids = std::set<std::string>;

Ids ids_of(const PeriodCalendar& calendar, PeriodSet periods) {
  Ids ids;
  periods.for_each([&](PeriodSlot slot) { ids.insert(calendar.id(slot)); });
  return ids;
}

// The ids of the periods of P, as of a day, in which another day lies.
Ids containing(CivilDay as_of, CivilDay day) {
  const PeriodCalendar calendar(as_of);
  return ids_of(calendar, calendar.containing(day));
}

Ids overlapping(CivilDay as_of, CivilDay first_day, CivilDay last_day) {
  const PeriodCalendar calendar(as_of);
  return ids_of(calendar, calendar.overlapping(first_day, last_day));
}

TEST(PeriodsTest, TheDayItselfLiesInEveryRollingPeriodAndInTheCurrentOfTheOthers) {
  EXPECT_THAT(containing("2025-03-31"_day, "2025-03-31"_day),
              UnorderedElementsAre("7d", "28d", "90d", "365d", "2025-03", "2025", "my2025"));
}

TEST(PeriodsTest, ARollingPeriodOfWDaysIsTheDayAndTheWMinusOneBefore) {
  const CivilDay day = "2025-03-31"_day;
  for (const int width : {7, 28, 90, 365}) {
    const std::string id = std::to_string(width) + "d";
    EXPECT_THAT(containing(day, day - days{width - 1}), Contains(id));
    EXPECT_THAT(containing(day, day - days{width}), Not(Contains(id)));
  }
}

TEST(PeriodsTest, DaysAfterTheDayLieInNoPeriod) {
  EXPECT_THAT(containing("2025-03-30"_day, "2025-03-31"_day), IsEmpty());
}

TEST(PeriodsTest, TheCurrentMonthAndTheTwentyThreeBeforeAreInSight) {
  const PeriodCalendar calendar("2025-03-31"_day);
  Ids months;
  for (PeriodSlot slot = kFirstMonth; slot < kFirstYear; ++slot) months.insert(calendar.id(slot));
  EXPECT_THAT(months, SizeIs(24));
  EXPECT_EQ(*months.begin(), "2023-04");
  EXPECT_EQ(*months.rbegin(), "2025-03");
  EXPECT_THAT(containing("2025-03-31"_day, "2023-04-01"_day), Contains("2023-04"));
  EXPECT_THAT(containing("2025-03-31"_day, "2023-03-31"_day), Not(Contains("2023-03")));
}

TEST(PeriodsTest, AMonthEndsWithItsLastDay) {
  EXPECT_THAT(containing("2025-03-31"_day, "2025-02-28"_day), Contains("2025-02"));
  EXPECT_THAT(containing("2025-03-31"_day, "2025-03-01"_day), Contains("2025-03"));
  EXPECT_THAT(containing("2025-03-31"_day, "2024-02-29"_day), Contains("2024-02"));
  EXPECT_THAT(containing("2025-03-31"_day, "2024-03-01"_day), Contains("2024-03"));
}

TEST(PeriodsTest, TheCurrentYearAndTheTwoBeforeAreInSight) {
  const PeriodCalendar calendar("2025-03-31"_day);
  EXPECT_THAT(ids_of(calendar, PeriodSet::of(kFirstYear) | PeriodSet::of(kFirstYear + 1) |
                                   PeriodSet::of(kFirstYear + 2)),
              UnorderedElementsAre("2023", "2024", "2025"));
  EXPECT_THAT(containing("2025-03-31"_day, "2023-01-01"_day), UnorderedElementsAre("2023"));
  EXPECT_THAT(containing("2025-03-31"_day, "2022-12-31"_day), IsEmpty());
}

TEST(PeriodsTest, AMeasureYearIsFromMarchToTheEndOfFebruary) {
  EXPECT_THAT(containing("2026-03-01"_day, "2025-02-28"_day), Contains("my2024"));
  EXPECT_THAT(containing("2026-03-01"_day, "2025-03-01"_day), Contains("my2025"));
  EXPECT_THAT(containing("2026-03-01"_day, "2026-02-28"_day), Contains("my2025"));
  EXPECT_THAT(containing("2026-03-01"_day, "2026-03-01"_day), Contains("my2026"));
}

TEST(PeriodsTest, ALeapDayEndsItsMeasureYear) {
  EXPECT_THAT(containing("2024-02-29"_day, "2024-02-29"_day),
              UnorderedElementsAre("7d", "28d", "90d", "365d", "2024-02", "2024", "my2023"));
  EXPECT_THAT(containing("2024-03-01"_day, "2024-02-29"_day), Contains("my2023"));
  EXPECT_THAT(containing("2024-03-01"_day, "2024-02-29"_day), Not(Contains("my2024")));
}

TEST(PeriodsTest, TheCurrentMeasureYearAndTheTwoBeforeAreInSight) {
  EXPECT_THAT(containing("2025-02-28"_day, "2022-03-01"_day), Contains("my2022"));
  EXPECT_THAT(containing("2025-03-01"_day, "2022-03-01"_day), Not(Contains("my2022")));
  EXPECT_THAT(containing("2025-03-01"_day, "2023-03-01"_day), Contains("my2023"));
}

TEST(PeriodsTest, AFixedPeriodIsOfTheSameDaysHoweverLateItIsLookedAt) {
  for (const CivilDay as_of :
       {"2024-05-31"_day, "2024-06-01"_day, "2025-01-01"_day, "2026-04-30"_day}) {
    EXPECT_THAT(containing(as_of, "2024-05-31"_day), Contains("2024-05"));
    EXPECT_THAT(containing(as_of, "2024-04-30"_day), Not(Contains("2024-05")));
  }
  EXPECT_THAT(containing("2026-05-01"_day, "2024-05-31"_day), Not(Contains("2024-05")));
}

TEST(PeriodsTest, EveryPeriodOfADayHasAnIdOfItsOwn) {
  for (CivilDay day = "2023-12-01"_day; day < "2025-04-01"_day; day += days{1}) {
    const PeriodCalendar calendar(day);
    const Ids ids = ids_of(calendar, kAllPeriods);
    ASSERT_THAT(ids, SizeIs(kPeriodSlots));
    ASSERT_THAT(ids, Contains("at"));
    ASSERT_THAT(ids, Contains("730d"));
  }
}

TEST(PeriodsTest, APeriodKeepsItsPlaceWhileDaysTurn) {
  std::map<std::string, PeriodSlot> places;
  for (CivilDay day = "2024-01-01"_day; day < "2025-12-31"_day; day += days{1}) {
    const PeriodCalendar calendar(day);
    kAllPeriods.for_each([&](PeriodSlot slot) {
      const auto [place, added] = places.emplace(calendar.id(slot), slot);
      ASSERT_EQ(place->second, slot) << calendar.id(slot);
    });
  }
}

TEST(PeriodsTest, ASpanOverlapsAPeriodWithWhichItSharesADay) {
  const CivilDay as_of = "2025-03-31"_day;
  EXPECT_THAT(overlapping(as_of, "2025-01-31"_day, "2025-02-01"_day),
              UnorderedElementsAre("90d", "365d", "2025-01", "2025-02", "2025", "my2024"));
  EXPECT_THAT(
      overlapping(as_of, "2025-02-28"_day, "2025-03-01"_day),
      UnorderedElementsAre("90d", "365d", "2025-02", "2025-03", "2025", "my2024", "my2025"));
  EXPECT_THAT(overlapping(as_of, "2025-03-25"_day, "2025-03-25"_day), Contains("7d"));
  EXPECT_THAT(overlapping(as_of, "2025-03-20"_day, "2025-03-24"_day), Not(Contains("7d")));
  EXPECT_THAT(overlapping(as_of, "2025-03-20"_day, "2025-03-25"_day), Contains("7d"));
}

TEST(PeriodsTest, ASpanThatGoesOnAfterTheDayIsCutThere) {
  EXPECT_THAT(overlapping("2025-03-31"_day, "2025-03-31"_day, "2026-12-31"_day),
              UnorderedElementsAre("7d", "28d", "90d", "365d", "2025-03", "2025", "my2025"));
  EXPECT_THAT(overlapping("2025-03-31"_day, "2025-04-01"_day, "2026-12-31"_day), IsEmpty());
}

TEST(PeriodsTest, ASpanLongerThanAllPeriodsOverlapsThemAll) {
  EXPECT_THAT(overlapping("2025-03-31"_day, "2010-01-01"_day, "2030-01-01"_day), SizeIs(34));
  EXPECT_THAT(overlapping("2025-03-31"_day, "2010-01-01"_day, "2020-01-01"_day), IsEmpty());
}

TEST(PeriodsTest, OverlappingIsContainingDayByDay) {
  for (const CivilDay as_of : {"2025-03-31"_day, "2024-02-29"_day, "2025-01-01"_day}) {
    const PeriodCalendar calendar(as_of);
    for (int length = 1; length < 1300; length += 61) {
      for (int age = -40; age < 1300; age += 7) {
        const CivilDay last = as_of - days{age};
        PeriodSet expected;
        for (CivilDay day = last - days{length - 1}; day <= last; day += days{1}) {
          expected |= calendar.containing(day);
        }
        ASSERT_EQ(calendar.overlapping(last - days{length - 1}, last), expected)
            << length << " days, the last of them " << age << " days ago";
      }
    }
  }
}

// Walks D over four years and shows each day with the next.
void for_each_turn(const std::function<void(const PeriodCalendar&, const PeriodCalendar&)>& visit) {
  PeriodCalendar today("2023-12-20"_day);
  while (today.as_of() < "2028-04-01"_day) {
    PeriodCalendar tomorrow(today.as_of() + days{1});
    visit(today, tomorrow);
    today = std::move(tomorrow);
  }
}

// Whenever a set of periods is another on the next day, the change was foretold, and only then.
TEST(PeriodsTest, ChangesAreForetoldToTheDay) {
  for_each_turn([](const PeriodCalendar& today, const PeriodCalendar& tomorrow) {
    for (const CivilDay fact : {"2023-12-31"_day, "2024-01-15"_day, "2024-02-29"_day,
                                "2024-03-01"_day, "2025-03-31"_day}) {
      for (const PeriodSet kind : {kRollingP, kFixedP}) {
        const bool changes = ids_of(today, today.containing(fact) & kind) !=
                             ids_of(tomorrow, tomorrow.containing(fact) & kind);
        const CivilDay foretold =
            kind == kRollingP ? today.rolling_changes(fact) : today.fixed_changes(fact);
        ASSERT_GT(foretold, today.as_of());
        ASSERT_EQ(foretold == tomorrow.as_of(), changes) << domain::day_text(today.as_of());
      }
    }
  });
}

TEST(PeriodsTest, ChangesOfASpanAreNeverForetoldTooLate) {
  for_each_turn([](const PeriodCalendar& today, const PeriodCalendar& tomorrow) {
    for (const int length : {1, 5, 40, 400}) {
      const CivilDay from = "2024-02-10"_day;
      const CivilDay to = from + days{length - 1};
      const CivilDay foretold = today.overlap_changes(from, to);
      ASSERT_GT(foretold, today.as_of());
      if (ids_of(today, today.overlapping(from, to)) !=
          ids_of(tomorrow, tomorrow.overlapping(from, to))) {
        ASSERT_EQ(foretold, tomorrow.as_of()) << length << " days";
      }
    }
  });
}

}  // namespace
}  // namespace sjukpuls::indicators
