// Section 6, the states of the day: who is on sick leave on D.
#include <gmock/gmock.h>

#include <string>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using SickListedTest = CountsTest;

TEST_F(SickListedTest, APatientIsSickListedFromTheFirstDayToTheLast) {
  certificate("a",
              {.from = "2025-03-10"_day, .to = "2025-03-20"_day, .signed_on = "2025-03-01"_day});
  as_of("2025-03-09"_day);
  EXPECT_EQ(count_at("sick_listed"), 0);
  as_of("2025-03-10"_day);
  EXPECT_EQ(count_at("sick_listed"), 1);
  as_of("2025-03-20"_day);
  EXPECT_EQ(count_at("sick_listed"), 1);
  as_of("2025-03-21"_day);
  EXPECT_EQ(count_at("sick_listed"), 0);
}

TEST_F(SickListedTest, ADayBetweenTwoFactsOfOneSjukfallIsNotCovered) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-20"_day});
  certificate("b", {.from = "2025-03-22"_day, .to = "2025-03-31"_day});
  as_of("2025-03-21"_day);
  EXPECT_EQ(count_at("sick_listed"), 0);
  EXPECT_EQ(count_at("sjukfall_ongoing"), 0);
}

TEST_F(SickListedTest, APatientAtTwoUnitsCountsAtEachAndOnceAtEveryHigherLevel) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitB});
  certificate("c", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitC});
  EXPECT_EQ(count_at("sick_listed", unit(kUnitA)), 1);
  EXPECT_EQ(count_at("sick_listed", unit(kUnitB)), 1);
  EXPECT_EQ(count_at("sick_listed", unit(kUnitC)), 1);
  EXPECT_EQ(count_at("sick_listed", provider("PROVIDER-1")), 1);
  EXPECT_EQ(count_at("sick_listed", region("01")), 1);
  EXPECT_EQ(count_at("sick_listed", nation()), 1);
}

TEST_F(SickListedTest, OngoingSjukfallArePairsOfPatientAndProvider) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitB});
  certificate("c", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitC});
  EXPECT_EQ(count_at("sjukfall_ongoing", unit(kUnitA)), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", unit(kUnitB)), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", provider("PROVIDER-1")), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", provider("PROVIDER-2")), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", region("01")), 2);
  EXPECT_EQ(count_at("sjukfall_ongoing", nation()), 2);
}

TEST_F(SickListedTest, ASjukfallIsOngoingOnTheDaysThatAFactCovers) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-20"_day});
  as_of("2025-03-20"_day);
  EXPECT_EQ(count_at("sjukfall_ongoing"), 1);
  as_of("2025-03-21"_day);
  EXPECT_EQ(count_at("sjukfall_ongoing"), 0);
}

TEST_F(SickListedTest, AUnitWhoseFactDoesNotCoverTheDayHasNoSickListed) {
  certificate("a", {.from = "2025-03-01"_day, .to = "2025-03-30"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-31"_day, .to = "2025-04-10"_day, .unit = kUnitB});
  EXPECT_EQ(count_at("sick_listed", unit(kUnitA)), 0);
  EXPECT_EQ(count_at("sick_listed", unit(kUnitB)), 1);
}

TEST_F(SickListedTest, WomenAreThoseWhoseSexIsFemale) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .sex = domain::Sex::kFemale});
  patient("patient-2");
  certificate("b", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .sex = domain::Sex::kMale});
  patient("patient-3");
  certificate("c",
              {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .sex = domain::Sex::kUnknown});
  EXPECT_EQ(count_at("sick_listed"), 3);
  EXPECT_EQ(count_at("sick_listed_women"), 1);
}

TEST_F(SickListedTest, PartTimeIsADegreeUnder100) {
  for (const int degree : {25, 50, 75, 100}) {
    patient("patient at " + std::to_string(degree));
    certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .degree = degree});
  }
  EXPECT_EQ(count_at("sick_listed"), 4);
  EXPECT_EQ(count_at("sick_listed_part_time"), 3);
}

TEST_F(SickListedTest, TheDegreeIsThatOfThePeriodThatCoversTheDay) {
  certificate("a", {.periods = {{"2025-03-01"_day, "2025-03-15"_day, 100},
                                {"2025-03-16"_day, "2025-03-31"_day, 50}}});
  as_of("2025-03-15"_day);
  EXPECT_EQ(count_at("sick_listed_part_time"), 0);
  as_of("2025-03-16"_day);
  EXPECT_EQ(count_at("sick_listed_part_time"), 1);
}

TEST_F(SickListedTest, OfTheLatestCertificatesPeriodsThatCoverTheDayTheHighestDegreeCounts) {
  certificate("a", {.periods = {{"2025-03-01"_day, "2025-03-31"_day, 50},
                                {"2025-03-10"_day, "2025-03-31"_day, 100}},
                    .signed_on = "2025-03-01"_day});
  EXPECT_EQ(count_at("sick_listed_part_time"), 0);
}

TEST_F(SickListedTest, TheDegreeIsThatOfTheLatestCertificateAlone) {
  certificate("a", {.from = "2025-03-01"_day, .to = "2025-03-31"_day, .degree = 100});
  certificate("b", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .degree = 50});
  EXPECT_EQ(count_at("sick_listed_part_time"), 1);
}

TEST_F(SickListedTest, TheLatestCertificateIsTheLastSignedOfThoseThatCoverTheDay) {
  certificate("covers", {.from = "2025-03-01"_day, .to = "2025-03-31"_day, .current_work = true});
  certificate("over", {.from = "2025-03-10"_day, .to = "2025-03-30"_day, .current_work = false});
  EXPECT_EQ(count_at("sick_listed_employed"), 1);
  as_of("2025-03-30"_day);
  EXPECT_EQ(count_at("sick_listed_employed"), 0);
}

TEST_F(SickListedTest, OfCertificatesSignedAtOneInstantTheOneWithTheGreatestIdIsLatest) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .current_work = true});
  certificate("B", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .current_work = false});
  EXPECT_EQ(count_at("sick_listed_employed"), 1);
  certificate("b", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .current_work = false});
  EXPECT_EQ(count_at("sick_listed_employed"), 0);
}

TEST_F(SickListedTest, EachEntityLooksAtItsOwnLatestCertificate) {
  certificate("a", {.from = "2025-03-10"_day,
                    .to = "2025-03-31"_day,
                    .degree = 100,
                    .unit = kUnitA,
                    .current_work = true});
  certificate("b", {.from = "2025-03-20"_day,
                    .to = "2025-03-31"_day,
                    .degree = 50,
                    .unit = kUnitB,
                    .current_work = false});
  EXPECT_EQ(count_at("sick_listed_employed", unit(kUnitA)), 1);
  EXPECT_EQ(count_at("sick_listed_employed", unit(kUnitB)), 0);
  EXPECT_EQ(count_at("sick_listed_employed", provider("PROVIDER-1")), 0);
  EXPECT_EQ(count_at("sick_listed_part_time", unit(kUnitA)), 0);
  EXPECT_EQ(count_at("sick_listed_part_time", unit(kUnitB)), 1);
  EXPECT_EQ(count_at("sick_listed_part_time", nation()), 1);
}

TEST_F(SickListedTest, EmployedAreThoseWhoseLatestCertificateNamesCurrentWork) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .current_work = true});
  patient("patient-2");
  certificate("b", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .current_work = false});
  EXPECT_EQ(count_at("sick_listed_employed"), 1);
}

TEST_F(SickListedTest, OnTheNinetyFirstDayAPatientIsSickListedForOver90Days) {
  certificate("a", {.from = "2025-01-01"_day, .to = "2025-06-30"_day});
  as_of("2025-03-31"_day);  // the 90th
  EXPECT_EQ(count_at("sick_listed_over_90"), 0);
  as_of("2025-04-01"_day);
  EXPECT_EQ(count_at("sick_listed_over_90"), 1);
}

TEST_F(SickListedTest, FreeDaysAndDaysToComeAreNoneOfThe90) {
  certificate("a", {.from = "2025-01-01"_day, .to = "2025-01-31"_day});
  certificate("b", {.from = "2025-02-05"_day, .to = "2025-06-30"_day});  // four free days
  as_of("2025-04-04"_day);                                               // 31 and 59 days
  EXPECT_EQ(count_at("sick_listed_over_90"), 0);
  as_of("2025-04-05"_day);
  EXPECT_EQ(count_at("sick_listed_over_90"), 1);
}

TEST_F(SickListedTest, The90DaysAreThoseOfThePersonWhoeverCertifiedThem) {
  certificate("a", {.from = "2025-01-01"_day, .to = "2025-03-20"_day, .unit = kUnitA});
  certificate("d", {.from = "2025-03-21"_day, .to = "2025-04-30"_day, .unit = kUnitD});
  as_of("2025-04-01"_day);
  EXPECT_EQ(count_at("sick_listed_over_90", unit(kUnitD)), 1);
  EXPECT_EQ(count_at("sick_listed_over_90", unit(kUnitA)), 0);
}

TEST_F(SickListedTest, AnEarlierSjukfallDoesNotAddToThe90Days) {
  certificate("a", {.from = "2024-11-01"_day, .to = "2025-01-31"_day});
  certificate("b", {.from = "2025-02-07"_day, .to = "2025-03-31"_day});  // six free days
  EXPECT_EQ(count_at("sick_listed"), 1);
  EXPECT_EQ(count_at("sick_listed_over_90"), 0);
}

class PlansTest : public CountsTest {
 protected:
  // On sick leave from 1 February to the end of April 2025.
  PlansTest() { certificate("a", {.from = "2025-02-01"_day, .to = "2025-04-30"_day}); }

  void plan(std::string_view id, CivilDay on, const fakes::Unit& at = kUnitA) {
    kva(id, {.code = "DV077", .performed_on = on, .unit = at});
  }
  void follow_up(std::string_view id, CivilDay on, const fakes::Unit& at = kUnitA) {
    kva(id, {.code = "AW026", .performed_on = on, .unit = at});
  }
};

TEST_F(PlansTest, APlanCountsFromFourteenDaysBeforeTheSjukfallOn) {
  plan("p", "2025-01-17"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 0);
  plan("q", "2025-01-18"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 1);
}

TEST_F(PlansTest, APlanCountsFromTheDayItIsMade) {
  plan("p", "2025-03-31"_day);
  as_of("2025-03-30"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 0);
  as_of("2025-03-31"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 1);
}

TEST_F(PlansTest, APlanCountsOnlyWhileThePatientIsSickListed) {
  plan("p", "2025-03-01"_day);
  as_of("2025-04-30"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 1);
  as_of("2025-05-01"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 0);
}

TEST_F(PlansTest, APlanOfAnyUnitCountsWhereThePatientIsSickListed) {
  plan("p", "2025-03-01"_day, kUnitD);
  EXPECT_EQ(count_at("sick_listed_with_plan", unit(kUnitA)), 1);
  EXPECT_EQ(count_at("sick_listed_with_plan", unit(kUnitD)), 0);
}

TEST_F(PlansTest, APlanOfAnEarlierSjukfallDoesNotCount) {
  patient("patient-2");
  certificate("b", {.from = "2025-01-01"_day, .to = "2025-01-31"_day});
  certificate("c", {.from = "2025-03-10"_day, .to = "2025-04-30"_day});
  plan("p", "2025-01-10"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 0);
}

TEST_F(PlansTest, TheSjukfallBeginsWithThePersonsFirstDayAtWhateverProvider) {
  certificate("d", {.from = "2025-01-01"_day, .to = "2025-01-28"_day, .unit = kUnitD});
  plan("p", "2024-12-18"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan", unit(kUnitA)), 1);
  revoke("d");
  EXPECT_EQ(count_at("sick_listed_with_plan", unit(kUnitA)), 0);
}

TEST_F(PlansTest, ARemovedPlanDoesNotCount) {
  plan("p", "2025-03-01"_day);
  kva_removed("p", at("2025-03-02"_day, 12h));
  EXPECT_EQ(count_at("sick_listed_with_plan"), 0);
}

TEST_F(PlansTest, APlanIsFollowedUpOnItsDayOrLater) {
  plan("p", "2025-03-01"_day);
  follow_up("f", "2025-02-28"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 0);
  follow_up("g", "2025-03-01"_day, kUnitD);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 1);
}

TEST_F(PlansTest, TheEarliestPlanDayDecidesWhetherAPlanIsFollowedUp) {
  plan("later", "2025-03-10"_day);
  follow_up("f", "2025-03-05"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 0);
  plan("too early", "2025-01-17"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 0);
  plan("early", "2025-03-01"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 1);
}

TEST_F(PlansTest, WithoutAPlanNothingIsFollowedUp) {
  follow_up("f", "2025-03-05"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 0);
}

TEST_F(PlansTest, AFollowUpCountsFromItsDayOn) {
  plan("p", "2025-03-01"_day);
  follow_up("f", "2025-03-31"_day);
  as_of("2025-03-30"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 0);
  as_of("2025-03-31"_day);
  EXPECT_EQ(count_at("sick_listed_plan_followed_up"), 1);
}

TEST_F(PlansTest, AnEmployerIsInvolvedFromFourteenDaysBeforeTheSjukfallOn) {
  kva("early", {.code = "ZV506", .performed_on = "2025-01-17"_day});
  EXPECT_EQ(count_at("sick_listed_employer_involved"), 0);
  kva("k", {.code = "ZV506", .performed_on = "2025-01-18"_day, .unit = kUnitD});
  EXPECT_EQ(count_at("sick_listed_employer_involved"), 1);
}

TEST_F(PlansTest, AnEmployerIsInvolvedOnlyForTheEmployed) {
  certificate("b", {.from = "2025-03-01"_day, .to = "2025-04-30"_day, .current_work = false});
  kva("k", {.code = "ZV506", .performed_on = "2025-03-05"_day});
  as_of("2025-02-28"_day);
  EXPECT_EQ(count_at("sick_listed_employer_involved"), 0);  // not yet performed
  as_of("2025-03-31"_day);
  EXPECT_EQ(count_at("sick_listed_employer_involved"), 0);  // no longer employed
  revoke("b");
  EXPECT_EQ(count_at("sick_listed_employer_involved"), 1);
}

TEST_F(PlansTest, PlansAmongThoseSickListedForOver90Days) {
  plan("p", "2025-03-01"_day);
  patient("patient-2");
  certificate("b", {.from = "2024-12-01"_day, .to = "2025-04-30"_day});
  EXPECT_EQ(count_at("sick_listed_over_90"), 1);
  EXPECT_EQ(count_at("sick_listed_over_90_with_plan"), 0);
  plan("q", "2025-03-01"_day);
  EXPECT_EQ(count_at("sick_listed_over_90_with_plan"), 1);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 2);
}

TEST_F(PlansTest, OtherCodesAreNoPlan) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-01"_day});
  follow_up("f", "2025-03-05"_day);
  EXPECT_EQ(count_at("sick_listed_with_plan"), 0);
}

}  // namespace
}  // namespace sjukpuls::indicators
