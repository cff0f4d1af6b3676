#include "processor/indicators/catalogue.h"

#include <gmock/gmock.h>

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace sjukpuls::indicators {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;

domain::KvaCode kva_code(std::string_view text) { return domain::KvaCode::parse(text).value(); }

// Section 6 of the contract, count by count.
TEST(CatalogueTest, HasTheCountsOfTheContractInItsPeriods) {
  const std::set<std::string_view> of_the_day = {"requests_open",
                                                 "requests_overdue",
                                                 "sjukfall_ongoing",
                                                 "sick_listed",
                                                 "sick_listed_women",
                                                 "sick_listed_part_time",
                                                 "sick_listed_employed",
                                                 "sick_listed_over_90",
                                                 "sick_listed_with_plan",
                                                 "sick_listed_plan_followed_up",
                                                 "sick_listed_employer_involved",
                                                 "sick_listed_over_90_with_plan",
                                                 "listed_patients",
                                                 "coordinator_fte_hundredths",
                                                 "units_with_coordinator",
                                                 "units",
                                                 "units_with_expert_physician",
                                                 "units_offering_training"};
  const std::set<std::string_view> of_periods = {"certificates",
                                                 "certificates_sent",
                                                 "certificates_requested",
                                                 "certificates_reminded",
                                                 "requests",
                                                 "requests_reminded",
                                                 "requests_answered",
                                                 "request_answer_days",
                                                 "reminders",
                                                 "reminders_unlinked",
                                                 "sjukfall_active",
                                                 "sjukfall_started",
                                                 "sjukfall_ended",
                                                 "sjukfall_ended_days",
                                                 "sjukfall_ended_91_180",
                                                 "sjukfall_ended_181_365",
                                                 "sjukfall_ended_366",
                                                 "sjukfall_ended_short",
                                                 "rehabilitation_need_notices",
                                                 "kva_records_GC001",
                                                 "kva_patients_GC001",
                                                 "kva_records_DV077",
                                                 "kva_patients_DV077",
                                                 "kva_records_AW026",
                                                 "kva_patients_AW026",
                                                 "kva_records_ZV506",
                                                 "kva_patients_ZV506"};
  const std::set<std::string_view> of_730_days = {"spells_ended", "spells_relapsed"};
  const std::set<std::string_view> of_their_own = {"survey_numerator", "survey_denominator"};

  const Catalogue catalogue;
  std::size_t known = 0;
  const auto expect_periods = [&](const auto& names, PeriodSet periods) {
    for (const std::string_view name : names) {
      const CountInfo* count = catalogue.find(name);
      ASSERT_NE(count, nullptr) << name;
      EXPECT_EQ(count->periods, periods) << name;
      ++known;
    }
  };
  expect_periods(of_the_day, PeriodSet::of(kAt));
  expect_periods(of_periods, kAllP);
  expect_periods(of_730_days, PeriodSet::of(kRolling730));
  expect_periods(of_their_own, PeriodSet());
  EXPECT_EQ(catalogue.counts().size(), known);
}

TEST(CatalogueTest, EveryCountSaysWhatItIsAndWhereItComesFrom) {
  const Catalogue catalogue;
  for (const CountInfo& count : catalogue.counts()) {
    EXPECT_THAT(count.official_term, Not(IsEmpty())) << count.name;
    EXPECT_THAT(count.source, Not(IsEmpty())) << count.name;
    EXPECT_THAT(count.help, Not(IsEmpty())) << count.name;
  }
}

TEST(CatalogueTest, NamesAndNumbersAreUniqueAndLeadBackToTheCount) {
  const std::array more = {kva_code("AA000"), kva_code("ZZ999")};
  const Catalogue catalogue(more);
  std::set<std::string> names;
  std::set<std::uint32_t> numbers;
  for (const CountInfo& count : catalogue.counts()) {
    EXPECT_TRUE(names.insert(count.name).second) << count.name;
    EXPECT_TRUE(numbers.insert(count.number).second) << count.name;
    EXPECT_EQ(Catalogue::name_of_number(count.number), count.name);
    EXPECT_EQ(catalogue.find_number(count.number), &count);
    EXPECT_EQ(catalogue.find(count.name), &count);
  }
}

// Topics and snapshots hold numbers, so these never change.
TEST(CatalogueTest, NumbersStayTheSameForEver) {
  const Catalogue catalogue;
  EXPECT_EQ(catalogue.find("certificates")->number, 1U);
  EXPECT_EQ(catalogue.find("sjukfall_active")->number, 14U);
  EXPECT_EQ(catalogue.find("rehabilitation_need_notices")->number, 33U);
  EXPECT_EQ(catalogue.find("survey_denominator")->number, 41U);
  EXPECT_EQ(catalogue.find("kva_records_GC001")->number, 64U + 2 * kva_code("GC001").number());
  EXPECT_EQ(CellId(*catalogue.find("certificates"), kTotal).value(), 32U);
}

TEST(CatalogueTest, ConfiguredCodesDoNotMoveTheNumbersOfOthers) {
  const std::array more = {kva_code("AA000")};
  const Catalogue with(more);
  const Catalogue without;
  for (const CountInfo& count : without.counts()) {
    EXPECT_EQ(with.find(count.name)->number, count.number);
  }
  EXPECT_EQ(Catalogue::name_of_number(with.find("kva_patients_AA000")->number),
            "kva_patients_AA000");
}

TEST(CatalogueTest, GroupsAreThoseOfTheThreeDimensions) {
  std::set<std::pair<std::string_view, std::string_view>> groups;
  for (Group group = 0; group < kGroups; ++group) {
    groups.emplace(dimension_of(group), name_of(group));
  }
  EXPECT_EQ(groups.size(), 1U + 3 + 5 + 23);
  EXPECT_TRUE(groups.contains({"", ""}));
  EXPECT_TRUE(groups.contains({"sex", "UNKNOWN"}));
  EXPECT_TRUE(groups.contains({"care_level", "PRIMARY"}));
  EXPECT_TRUE(groups.contains({"diagnosis", "I"}));
  EXPECT_TRUE(groups.contains({"diagnosis", "XXII"}));
  EXPECT_TRUE(groups.contains({"diagnosis", "UNKNOWN"}));
}

TEST(CatalogueTest, ACellIdTellsCountAndGroup) {
  const Catalogue catalogue;
  const CountInfo& count = *catalogue.find("kva_patients_ZV506");
  const auto id = CellId::from_value(CellId(count, kFirstCareLevel + 2).value());
  EXPECT_EQ(id.count_number(), count.number);
  EXPECT_EQ(id.group(), kFirstCareLevel + 2);
}

}  // namespace
}  // namespace sjukpuls::indicators
