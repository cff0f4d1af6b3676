#include "processor/engine/reference_book.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fakes/event_maker.h"

namespace sjukpuls::engine {
namespace {

using domain::Level;
using domain::Verdict;
using fakes::at;
using fakes::kUnitA;
using fakes::kUnitB;
using fakes::kUnitD;
using fakes::operator""_day;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class ReferenceBookTest : public ::testing::Test {
 protected:
  domain::FoldOutcome unit_facts(const fakes::UnitFactsSaid& said) {
    const domain::Event& event = make_.unit_facts(said);
    return book_.put(version_of(event, std::get<domain::UnitFacts>(event.payload)));
  }
  domain::FoldOutcome survey(const fakes::SurveySaid& said) {
    const domain::Event& event = make_.survey(said);
    return book_.put(version_of(event, std::get<domain::SurveyResult>(event.payload)));
  }

  // "unit UNIT-A listed_patients 500", in order of text.
  std::vector<std::string> counts(base::CivilDay as_of) const {
    std::vector<std::string> lines;
    for (const ReferenceCount& count : book_.counts(catalogue_, as_of)) {
      std::string line =
          fmt::format("{} {} {} {}", name(count.level), count.entity, count.count->name, count.n);
      if (!count.measure.empty()) line += fmt::format(" of {} in {}", count.measure, count.period);
      lines.push_back(line);
    }
    std::ranges::sort(lines);
    return lines;
  }

  fakes::EventMaker make_;
  indicators::Catalogue catalogue_;
  ReferenceBook book_;
};

TEST_F(ReferenceBookTest, FactsOfAUnitCountAtItsUnitProviderRegionAndNation) {
  unit_facts({.unit = kUnitA,
              .valid_from = "2025-01-01"_day,
              .listed_patients = 500,
              .coordinator_fte_hundredths = 75,
              .has_coordinator = true,
              .expert_physician = true,
              .offers_training = true});
  for (const std::string entity :
       {"unit UNIT-A", "provider PROVIDER-1", "region 01", "nation SE"}) {
    EXPECT_THAT(counts("2025-03-31"_day), Contains(entity + " units 1"));
    EXPECT_THAT(counts("2025-03-31"_day), Contains(entity + " listed_patients 500"));
    EXPECT_THAT(counts("2025-03-31"_day), Contains(entity + " coordinator_fte_hundredths 75"));
    EXPECT_THAT(counts("2025-03-31"_day), Contains(entity + " units_with_coordinator 1"));
    EXPECT_THAT(counts("2025-03-31"_day), Contains(entity + " units_with_expert_physician 1"));
    EXPECT_THAT(counts("2025-03-31"_day), Contains(entity + " units_offering_training 1"));
  }
  EXPECT_EQ(counts("2025-03-31"_day).size(), 24U);
}

TEST_F(ReferenceBookTest, HigherLevelsSumTheirUnits) {
  unit_facts({.unit = kUnitA, .valid_from = "2025-01-01"_day, .listed_patients = 500});
  unit_facts({.unit = kUnitB, .valid_from = "2025-01-01"_day, .listed_patients = 300});
  unit_facts({.unit = kUnitD, .valid_from = "2025-01-01"_day, .listed_patients = 200});
  EXPECT_THAT(counts("2025-03-31"_day), Contains("provider PROVIDER-1 listed_patients 800"));
  EXPECT_THAT(counts("2025-03-31"_day), Contains("region 01 listed_patients 800"));
  EXPECT_THAT(counts("2025-03-31"_day), Contains("region 12 listed_patients 200"));
  EXPECT_THAT(counts("2025-03-31"_day), Contains("nation SE listed_patients 1000"));
  EXPECT_THAT(counts("2025-03-31"_day), Contains("nation SE units 3"));
}

TEST_F(ReferenceBookTest, OfAUnitTheFactsWithTheLatestValidFromThatHasComeHold) {
  unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 500});
  unit_facts({.valid_from = "2025-03-01"_day, .listed_patients = 400});
  unit_facts({.valid_from = "2025-02-01"_day, .listed_patients = 600});
  EXPECT_THAT(counts("2025-01-31"_day), Contains("unit UNIT-A listed_patients 500"));
  EXPECT_THAT(counts("2025-02-01"_day), Contains("unit UNIT-A listed_patients 600"));
  EXPECT_THAT(counts("2025-02-28"_day), Contains("unit UNIT-A listed_patients 600"));
  EXPECT_THAT(counts("2025-03-01"_day), Contains("unit UNIT-A listed_patients 400"));
  EXPECT_THAT(counts("2025-03-01"_day), Contains("nation SE units 1"));
}

TEST_F(ReferenceBookTest, AUnitExistsFromItsFirstValidFrom) {
  unit_facts({.valid_from = "2025-01-01"_day});
  EXPECT_THAT(counts("2024-12-31"_day), IsEmpty());
  EXPECT_THAT(counts("2025-01-01"_day), Contains("unit UNIT-A units 1"));
}

TEST_F(ReferenceBookTest, FactsCountFromValidFromThoughTheyAreToldLater) {
  unit_facts({.valid_from = "2025-01-01"_day,
              .listed_patients = 500,
              .told_at = at("2025-06-01"_day, 12h)});
  EXPECT_THAT(counts("2025-01-01"_day), Contains("unit UNIT-A listed_patients 500"));
}

TEST_F(ReferenceBookTest, WhatTheLatestFactsDoNotSayIsNotTakenFromOlderOnes) {
  unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 500, .has_coordinator = true});
  unit_facts({.valid_from = "2025-02-01"_day, .expert_physician = true});
  EXPECT_THAT(counts("2025-03-31"_day), Not(Contains("unit UNIT-A listed_patients 500")));
  EXPECT_THAT(counts("2025-03-31"_day), Not(Contains("unit UNIT-A units_with_coordinator 1")));
  EXPECT_THAT(counts("2025-03-31"_day), Contains("unit UNIT-A units_with_expert_physician 1"));
}

TEST_F(ReferenceBookTest, AUnitHasACoordinatorWhenTheFlagSaysSoNotWhenTheHoursDo) {
  unit_facts({.valid_from = "2025-01-01"_day, .coordinator_fte_hundredths = 100});
  EXPECT_THAT(counts("2025-03-31"_day), Not(Contains("unit UNIT-A units_with_coordinator 1")));
}

TEST_F(ReferenceBookTest, AUnitThatChangesProviderIsSummedAtTheProviderOfItsLatestFacts) {
  unit_facts({.unit = kUnitA, .valid_from = "2025-01-01"_day});
  unit_facts({.unit = {"UNIT-A", "PROVIDER-9", "20", domain::CareLevel::kPrimary},
              .valid_from = "2025-02-01"_day});
  EXPECT_THAT(counts("2025-03-31"_day),
              UnorderedElementsAre("nation SE units 1", "region 20 units 1",
                                   "provider PROVIDER-9 units 1", "unit UNIT-A units 1"));
}

TEST_F(ReferenceBookTest, AUnitWithoutProviderIsSummedUnderUnknown) {
  unit_facts(
      {.unit = {"UNIT-A", "", "00", domain::CareLevel::kUnknown}, .valid_from = "2025-01-01"_day});
  EXPECT_THAT(counts("2025-03-31"_day),
              UnorderedElementsAre("nation SE units 1", "region 00 units 1",
                                   "provider UNKNOWN units 1", "unit UNIT-A units 1"));
}

TEST_F(ReferenceBookTest, OfTheVersionsOfAUnitsFactsTheGreatestHoldsWholeInAnyOrder) {
  const fakes::UnitFactsSaid early = {.valid_from = "2025-01-01"_day,
                                      .listed_patients = 500,
                                      .has_coordinator = true,
                                      .told_at = at("2025-01-01"_day, 12h)};
  const fakes::UnitFactsSaid late = {.valid_from = "2025-01-01"_day,
                                     .coordinator_fte_hundredths = 50,
                                     .told_at = at("2025-01-02"_day, 12h)};
  for (const bool early_first : {true, false}) {
    book_ = {};
    unit_facts(early_first ? early : late);
    unit_facts(early_first ? late : early);
    EXPECT_THAT(counts("2025-03-31"_day), Contains("unit UNIT-A coordinator_fte_hundredths 50"));
    EXPECT_THAT(counts("2025-03-31"_day), Not(Contains("unit UNIT-A listed_patients 500")));
    EXPECT_THAT(counts("2025-03-31"_day), Not(Contains("unit UNIT-A units_with_coordinator 1")));
  }
}

TEST_F(ReferenceBookTest, OfVersionsOfOneInstantTheGreatestEventIdHolds) {
  unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 500});
  unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 400});
  EXPECT_THAT(counts("2025-03-31"_day), Contains("unit UNIT-A listed_patients 400"));
}

TEST_F(ReferenceBookTest, ASurveyResultPassesThroughAtItsOwnEntityWithoutSums) {
  survey({.measure = "6.1",
          .level = Level::kUnit,
          .entity = "UNIT-A",
          .first_day = "2024-01-01"_day,
          .last_day = "2024-12-31"_day,
          .numerator = 8,
          .denominator = 20});
  EXPECT_THAT(counts("2025-03-31"_day),
              ElementsAre("unit UNIT-A survey_denominator 20 of 6.1 in 2024-01-01/2024-12-31",
                          "unit UNIT-A survey_numerator 8 of 6.1 in 2024-01-01/2024-12-31"));
}

TEST_F(ReferenceBookTest, ASurveyResultIsVisibleFromTheDayItIsTold) {
  survey({.measure = "6.1",
          .first_day = "2024-01-01"_day,
          .last_day = "2024-12-31"_day,
          .denominator = 20,
          .told_at = at("2025-02-10"_day, 1ms)});
  EXPECT_THAT(counts("2025-02-09"_day), IsEmpty());
  EXPECT_THAT(counts("2025-02-10"_day), Not(IsEmpty()));
}

TEST_F(ReferenceBookTest, SurveyResultsOfOtherMeasuresEntitiesAndPeriodsStandSideBySide) {
  const auto result = [](std::string_view measure, Level level, std::string_view entity,
                         base::CivilDay last_day, std::int64_t n) {
    return fakes::SurveySaid{.measure = measure,
                             .level = level,
                             .entity = entity,
                             .first_day = "2024-01-01"_day,
                             .last_day = last_day,
                             .denominator = n};
  };
  survey(result("6.1", Level::kUnit, "SAME", "2024-12-31"_day, 1));
  survey(result("6.2", Level::kUnit, "SAME", "2024-12-31"_day, 2));
  survey(result("6.1", Level::kProvider, "SAME", "2024-12-31"_day, 3));
  survey(result("6.1", Level::kUnit, "OTHER", "2024-12-31"_day, 4));
  survey(result("6.1", Level::kUnit, "SAME", "2024-06-30"_day, 5));
  EXPECT_EQ(counts("2025-03-31"_day).size(), 5U);
}

TEST_F(ReferenceBookTest, OfTheVersionsOfASurveyResultTheGreatestHoldsEvenWhileItIsInvisible) {
  survey({.measure = "6.1",
          .first_day = "2024-01-01"_day,
          .last_day = "2024-12-31"_day,
          .numerator = 8,
          .denominator = 20,
          .told_at = at("2025-02-10"_day, 12h)});
  survey({.measure = "6.1",
          .first_day = "2024-01-01"_day,
          .last_day = "2024-12-31"_day,
          .numerator = 9,
          .denominator = 20,
          .told_at = at("2025-03-10"_day, 12h)});
  EXPECT_THAT(counts("2025-02-28"_day), IsEmpty());
  EXPECT_THAT(counts("2025-03-10"_day),
              Contains("nation SE survey_numerator 9 of 6.1 in 2024-01-01/2024-12-31"));
}

TEST_F(ReferenceBookTest, VerdictsTellNewDuplicatesAndCorrections) {
  const fakes::UnitFactsSaid said = {.valid_from = "2025-01-01"_day, .listed_patients = 500};
  const domain::Event& event = make_.unit_facts(said);
  const auto version = version_of(event, std::get<domain::UnitFacts>(event.payload));
  EXPECT_EQ(book_.put(version).verdict, Verdict::kNew);
  EXPECT_EQ(book_.put(version).verdict, Verdict::kDuplicate);
  EXPECT_FALSE(book_.put(version).changed);
  const domain::FoldOutcome newer = unit_facts({.valid_from = "2025-01-01"_day});
  EXPECT_EQ(newer.verdict, Verdict::kCorrection);
  EXPECT_TRUE(newer.changed);
  EXPECT_FALSE(book_.put(version).changed);
  EXPECT_EQ(book_.put(version).verdict, Verdict::kDuplicate);
}

TEST_F(ReferenceBookTest, CountsOfSomeLevelsAreThoseOfAllWithoutTheOthers) {
  unit_facts({.unit = kUnitA, .valid_from = "2025-01-01"_day, .listed_patients = 500});
  std::size_t of_region = 0;
  for (const ReferenceCount& count : book_.counts(catalogue_, "2025-03-31"_day)) {
    if (count.level == Level::kRegion) ++of_region;
  }
  const auto counts = book_.counts(catalogue_, "2025-03-31"_day, indicators::only(Level::kRegion));
  EXPECT_EQ(counts.size(), of_region);
  for (const ReferenceCount& count : counts) EXPECT_EQ(count.level, Level::kRegion);
}

}  // namespace
}  // namespace sjukpuls::engine
