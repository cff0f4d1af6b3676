// Section 5, and the sjukfall part of section 6 but for the states of the day.
#include <gmock/gmock.h>

#include <string>
#include <tuple>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class SjukfallTest : public CountsTest {
 protected:
  // A certificate of one period of this many days.
  void sick_days(std::string_view id, CivilDay from, int length, const fakes::Unit& at = kUnitA) {
    certificate(id, {.from = from, .to = from + days{length - 1}, .unit = at});
  }
};

TEST_F(SjukfallTest, FiveFreeDaysJoinAndSixSplit) {
  certificate("a", {.from = "2025-01-01"_day, .to = "2025-01-01"_day});
  certificate("b", {.from = "2025-01-07"_day, .to = "2025-01-10"_day});
  EXPECT_EQ(count("sjukfall_active", "365d"), 1);
  certificate("c", {.from = "2025-01-17"_day, .to = "2025-01-20"_day});
  EXPECT_EQ(count("sjukfall_active", "365d"), 2);
}

TEST_F(SjukfallTest, FreeDaysAreCountedFromTheGreatestLastDaySoFar) {
  certificate("long", {.from = "2025-01-01"_day, .to = "2025-01-31"_day});
  certificate("short", {.from = "2025-01-05"_day, .to = "2025-01-06"_day});
  certificate("next", {.from = "2025-02-06"_day, .to = "2025-02-10"_day});
  EXPECT_EQ(count("sjukfall_active", "365d"), 1);
}

TEST_F(SjukfallTest, PeriodsOfOneCertificateJoinAndSplitAsThoseOfSeveral) {
  certificate("a", {.periods = {{"2025-01-17"_day, "2025-01-20"_day},
                                {"2025-01-01"_day, "2025-01-01"_day},
                                {"2025-01-07"_day, "2025-01-10"_day, 50}},
                    .signed_on = "2025-01-01"_day});
  EXPECT_EQ(count("sjukfall_active", "365d"), 2);
}

TEST_F(SjukfallTest, ACertificateThatComesLateJoinsTwoSjukfall) {
  sick_days("a", "2025-01-01"_day, 5);
  sick_days("b", "2025-01-20"_day, 5);
  EXPECT_EQ(count("sjukfall_active", "365d"), 2);
  sick_days("between", "2025-01-10"_day, 6);
  EXPECT_EQ(count("sjukfall_active", "365d"), 1);
}

TEST_F(SjukfallTest, ARevokedCertificateNoLongerJoinsWhatItJoined) {
  sick_days("a", "2025-01-01"_day, 5);
  sick_days("between", "2025-01-10"_day, 6);
  sick_days("b", "2025-01-20"_day, 5);
  revoke("between");
  EXPECT_EQ(count("sjukfall_active", "365d"), 2);
}

TEST_F(SjukfallTest, OnlyThreeTypesOfCertificateMakeSjukfall) {
  int month = 1;
  for (const char* type : {"LISJP", "FK7804", "FK7263", "AG7804", "AG114", "LUSE"}) {
    const CivilDay from{2024y / std::chrono::month{static_cast<unsigned>(month)} / 10};
    certificate(type, {.from = from, .to = from + days{2}, .type = type});
    month += 2;
  }
  EXPECT_EQ(count("sjukfall_active", "2024"), 3);
}

TEST_F(SjukfallTest, EachCareProviderHasItsOwnSjukfall) {
  sick_days("a", "2025-03-01"_day, 10, kUnitA);
  sick_days("b", "2025-03-05"_day, 10, kUnitB);  // same provider
  sick_days("c", "2025-03-05"_day, 10, kUnitC);  // another
  EXPECT_EQ(count("sjukfall_active", "28d", provider("PROVIDER-1")), 1);
  EXPECT_EQ(count("sjukfall_active", "28d", provider("PROVIDER-2")), 1);
  EXPECT_EQ(count("sjukfall_active", "28d", region("01")), 2);
  EXPECT_EQ(count("sjukfall_active", "28d", nation()), 2);
}

TEST_F(SjukfallTest, EachPatientHasTheirOwnSjukfall) {
  sick_days("a", "2025-03-01"_day, 10);
  patient("patient-2");
  sick_days("b", "2025-03-05"_day, 10);
  EXPECT_EQ(count("sjukfall_active", "28d"), 2);
}

TEST_F(SjukfallTest, FactsWithoutProviderFormOneScope) {
  certificate("a", {.from = "2025-03-01"_day,
                    .to = "2025-03-10"_day,
                    .unit = {"UNIT-A", "", "01", domain::CareLevel::kPrimary}});
  certificate("b", {.from = "2025-03-05"_day,
                    .to = "2025-03-20"_day,
                    .unit = {"UNIT-D", "", "12", domain::CareLevel::kPrimary}});
  EXPECT_EQ(count("sjukfall_active", "28d"), 1);
  EXPECT_EQ(count("sjukfall_active", "28d", provider("UNKNOWN")), 1);
}

TEST_F(SjukfallTest, ASjukfallIsActiveInAPeriodThatAFactOverlaps) {
  certificate("a", {.from = "2025-01-31"_day, .to = "2025-02-01"_day});
  EXPECT_THAT(periods_with("sjukfall_active"),
              UnorderedElementsAre("90d", "365d", "2025-01", "2025-02", "2025", "my2024"));
}

TEST_F(SjukfallTest, ASjukfallLeavesARollingPeriodTheDayAfterItsEdge) {
  certificate("a", {.from = "2025-03-01"_day, .to = "2025-03-25"_day});
  as_of("2025-03-31"_day);
  EXPECT_EQ(count("sjukfall_active", "7d"), 1);
  as_of("2025-04-01"_day);
  EXPECT_EQ(count("sjukfall_active", "7d"), 0);
}

TEST_F(SjukfallTest, ASjukfallThatIsNotEndedYetIsNotActiveByItsFreeDaysAlone) {
  certificate("a", {.from = "2025-03-01"_day, .to = "2025-03-23"_day});
  as_of("2025-03-29"_day);
  EXPECT_EQ(count("sjukfall_active", "7d"), 1);  // 23 to 29 March
  EXPECT_EQ(count("sjukfall_ended", "2025-03"), 0);
  as_of("2025-04-01"_day);
  EXPECT_EQ(count("sjukfall_active", "2025-04"), 0);
}

TEST_F(SjukfallTest, ASjukfallIsActiveOnceHoweverManyFactsOverlap) {
  sick_days("a", "2025-03-01"_day, 10);
  sick_days("b", "2025-03-08"_day, 10);
  sick_days("c", "2025-03-20"_day, 5);
  EXPECT_EQ(count("sjukfall_active", "28d"), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-03", unit(kUnitA)), 1);
}

TEST_F(SjukfallTest, ASjukfallIsActiveAtAUnitOnlyInPeriodsThatItsOwnFactsOverlap) {
  certificate("a", {.from = "2025-01-10"_day, .to = "2025-01-31"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-02-01"_day, .to = "2025-02-20"_day, .unit = kUnitB});
  EXPECT_EQ(count("sjukfall_active", "2025-01", unit(kUnitA)), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-01", unit(kUnitB)), 0);
  EXPECT_EQ(count("sjukfall_active", "2025-02", unit(kUnitA)), 0);
  EXPECT_EQ(count("sjukfall_active", "2025-02", unit(kUnitB)), 1);
  EXPECT_EQ(count("sjukfall_active", "2025", unit(kUnitA)), 1);
  EXPECT_EQ(count("sjukfall_active", "2025", unit(kUnitB)), 1);
  EXPECT_EQ(count("sjukfall_active", "2025", provider("PROVIDER-1")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025", nation()), 1);
}

TEST_F(SjukfallTest, TwoSjukfallOfOnePatientInAPeriodAreTwo) {
  sick_days("a", "2025-03-01"_day, 3);
  sick_days("b", "2025-03-20"_day, 3);
  EXPECT_EQ(count("sjukfall_active", "2025-03"), 2);
  EXPECT_EQ(count("sjukfall_started", "2025-03"), 2);
}

TEST_F(SjukfallTest, AClosedMonthLooksAtTheChainsOfItsLastDay) {
  sick_days("a", "2025-01-10"_day, 5);
  sick_days("b", "2025-01-31"_day, 3);
  EXPECT_EQ(count("sjukfall_active", "2025-01"), 2);
  EXPECT_EQ(count("sjukfall_active", "2025-02"), 1);
}

TEST_F(SjukfallTest, ASjukfallStartsOnTheFirstDayOfItsFirstFactAtThatFactsUnit) {
  certificate("b", {.from = "2025-02-01"_day, .to = "2025-02-20"_day, .unit = kUnitB});
  certificate("a", {.from = "2025-01-31"_day, .to = "2025-02-05"_day, .unit = kUnitA});
  EXPECT_EQ(count("sjukfall_started", "2025-01", unit(kUnitA)), 1);
  EXPECT_EQ(count("sjukfall_started", "2025-02", unit(kUnitB)), 0);
  EXPECT_EQ(count("sjukfall_started", "2025", nation()), 1);
}

TEST_F(SjukfallTest, OfFactsThatBeginTogetherTheFirstSignedIsFirstThenTheLeastId) {
  certificate("signed later",
              {.from = "2025-03-10"_day, .to = "2025-03-11"_day, .signed_at = 12h, .unit = kUnitB});
  certificate("signed sooner",
              {.from = "2025-03-10"_day, .to = "2025-03-11"_day, .signed_at = 11h, .unit = kUnitA});
  EXPECT_EQ(count("sjukfall_started", "28d", unit(kUnitA)), 1);
  certificate("same instant, lesser id",
              {.from = "2025-03-10"_day, .to = "2025-03-11"_day, .signed_at = 11h, .unit = kUnitB});
  EXPECT_EQ(count("sjukfall_started", "28d", unit(kUnitA)), 0);
  EXPECT_EQ(count("sjukfall_started", "28d", unit(kUnitB)), 1);
}

TEST_F(SjukfallTest, ASjukfallThatStartedBeforeAPeriodDidNotStartInIt) {
  sick_days("a", "2025-02-28"_day, 31);
  EXPECT_EQ(count("sjukfall_started", "2025-03"), 0);
  EXPECT_EQ(count("sjukfall_active", "2025-03"), 1);
}

TEST_F(SjukfallTest, ASjukfallIsEndedSevenDaysAfterItsLastDay) {
  sick_days("a", "2025-02-01"_day, 20);  // to 20 February
  as_of("2025-02-26"_day);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 0);
  as_of("2025-02-27"_day);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 1);
}

TEST_F(SjukfallTest, AnEndedSjukfallCountsInTheMonthOfItsLastDayThoughThatIsKnownLater) {
  sick_days("a", "2025-02-01"_day, 28);
  as_of("2025-03-06"_day);
  EXPECT_THAT(periods_with("sjukfall_ended"), IsEmpty());
  as_of("2025-03-07"_day);
  EXPECT_THAT(periods_with("sjukfall_ended"),
              UnorderedElementsAre("7d", "28d", "90d", "365d", "2025-02", "2025", "my2024"));
}

TEST_F(SjukfallTest, InRollingPeriodsAnEndedSjukfallCountsFromTheDayItIsEndedForAsLongAsTheyReach) {
  sick_days("a", "2025-02-01"_day, 20);  // ended on 27 February
  for (const int width : {7, 28, 90, 365}) {
    const std::string period = std::to_string(width) + "d";
    as_of("2025-02-27"_day);
    EXPECT_EQ(count("sjukfall_ended", period), 1) << period;
    as_of("2025-02-27"_day + days{width - 1});
    EXPECT_EQ(count("sjukfall_ended", period), 1) << period;
    as_of("2025-02-27"_day + days{width});
    EXPECT_EQ(count("sjukfall_ended", period), 0) << period;
  }
}

TEST_F(SjukfallTest, OfAChainThatGoesOnAfterAMonthOnlyTheMonthOfItsEndCounts) {
  sick_days("a", "2025-01-10"_day, 22);  // to 31 January
  sick_days("b", "2025-02-03"_day, 18);  // to 20 February
  EXPECT_EQ(count("sjukfall_ended", "2025-01"), 0);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 1);
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02"), 22 + 18);
}

TEST_F(SjukfallTest, ALateCertificateReopensAnEndedSjukfall) {
  sick_days("a", "2025-02-01"_day, 20);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 1);
  sick_days("late", "2025-02-26"_day, 60);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 0);
  EXPECT_EQ(count("sjukfall_active", "2025-02"), 1);
}

TEST_F(SjukfallTest, FourteenDaysAreShortAndFifteenAreNot) {
  sick_days("a", "2025-02-01"_day, 14);
  EXPECT_EQ(count("sjukfall_ended_short", "2025-02"), 1);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 0);
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02"), 0);
  patient("patient-2");
  sick_days("b", "2025-02-01"_day, 15);
  EXPECT_EQ(count("sjukfall_ended_short", "2025-02"), 1);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 1);
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02"), 15);
}

TEST_F(SjukfallTest, FreeDaysDoNotCountAsDays) {
  sick_days("a", "2025-02-01"_day, 7);
  sick_days("b", "2025-02-13"_day, 7);  // five free days between
  EXPECT_EQ(count("sjukfall_ended_short", "2025-02"), 1);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 0);
}

TEST_F(SjukfallTest, ADayThatSeveralFactsCoverCountsOnce) {
  sick_days("a", "2025-02-01"_day, 14);
  sick_days("b", "2025-02-01"_day, 14);
  sick_days("c", "2025-02-03"_day, 5);
  EXPECT_EQ(count("sjukfall_ended_short", "2025-02"), 1);
  sick_days("d", "2025-02-10"_day, 7);  // to the 16th
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02"), 16);
}

TEST_F(SjukfallTest, DaysCountFullyWhateverTheDegree) {
  certificate("a", {.from = "2025-02-01"_day, .to = "2025-02-15"_day, .degree = 25});
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02"), 15);
}

TEST_F(SjukfallTest, LongSjukfallAreOf91To180Of181To365AndOf366DaysOrMore) {
  const auto ends_after = [this](int length) {
    patient("patient of " + std::to_string(length) + " days");
    sick_days("a", "2025-02-20"_day - days{length - 1}, length);
  };
  const auto long_ones = [this] {
    return std::tuple(count("sjukfall_ended_91_180", "2025-02"),
                      count("sjukfall_ended_181_365", "2025-02"),
                      count("sjukfall_ended_366", "2025-02"));
  };
  ends_after(90);
  EXPECT_EQ(long_ones(), std::tuple(0, 0, 0));
  ends_after(91);
  EXPECT_EQ(long_ones(), std::tuple(1, 0, 0));
  ends_after(180);
  EXPECT_EQ(long_ones(), std::tuple(2, 0, 0));
  ends_after(181);
  EXPECT_EQ(long_ones(), std::tuple(2, 1, 0));
  ends_after(365);
  EXPECT_EQ(long_ones(), std::tuple(2, 2, 0));
  ends_after(366);
  EXPECT_EQ(long_ones(), std::tuple(2, 2, 1));
  ends_after(1000);
  EXPECT_EQ(long_ones(), std::tuple(2, 2, 2));
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 7);
}

TEST_F(SjukfallTest, AnEndedSjukfallBelongsToTheUnitOfItsLastFact) {
  certificate("a", {.from = "2025-02-01"_day, .to = "2025-02-20"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-02-10"_day, .to = "2025-02-12"_day, .unit = kUnitB});
  EXPECT_EQ(count("sjukfall_ended", "2025-02", unit(kUnitA)), 0);
  EXPECT_EQ(count("sjukfall_ended", "2025-02", unit(kUnitB)), 1);
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02", unit(kUnitB)), 20);
}

TEST_F(SjukfallTest, OfFactsThatBeginTogetherTheLastSignedIsLastThenTheGreatestId) {
  certificate("b",
              {.from = "2025-02-01"_day, .to = "2025-02-20"_day, .signed_at = 12h, .unit = kUnitA});
  certificate("z",
              {.from = "2025-02-01"_day, .to = "2025-02-20"_day, .signed_at = 11h, .unit = kUnitB});
  EXPECT_EQ(count("sjukfall_ended", "2025-02", unit(kUnitA)), 1);
  certificate("c",
              {.from = "2025-02-01"_day, .to = "2025-02-20"_day, .signed_at = 12h, .unit = kUnitB});
  EXPECT_EQ(count("sjukfall_ended", "2025-02", unit(kUnitA)), 0);
  EXPECT_EQ(count("sjukfall_ended", "2025-02", unit(kUnitB)), 1);
}

TEST_F(SjukfallTest, TheSjukfallOfEachProviderEndsByItself) {
  sick_days("a", "2025-02-01"_day, 20, kUnitA);
  sick_days("c", "2025-02-10"_day, 90, kUnitC);
  EXPECT_EQ(count("sjukfall_ended", "2025-02"), 1);
  EXPECT_EQ(count("sjukfall_ended", "2025-02", provider("PROVIDER-1")), 1);
}

TEST_F(SjukfallTest, APeriodAcrossTheTurnOfTheYearEndsInTheYearOfItsLastDay) {
  certificate("a", {.from = "2024-12-01"_day, .to = "2024-12-31"_day});
  certificate("b", {.from = "2025-02-01"_day, .to = "2025-02-28"_day});
  EXPECT_EQ(count("sjukfall_ended", "2024"), 1);
  EXPECT_EQ(count("sjukfall_ended", "2025"), 1);
  EXPECT_EQ(count("sjukfall_ended", "my2024"), 2);
  EXPECT_EQ(count("sjukfall_ended", "my2025"), 0);
}

TEST_F(SjukfallTest, ALeapDayIsADayOfSickLeave) {
  as_of("2024-04-30"_day);
  certificate("a", {.from = "2024-02-16"_day, .to = "2024-03-01"_day});
  EXPECT_EQ(count("sjukfall_ended_days", "2024-03"), 15);
  EXPECT_EQ(count("sjukfall_ended", "my2024"), 1);
}

}  // namespace
}  // namespace sjukpuls::indicators
