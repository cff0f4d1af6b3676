#include "processor/engine/rows.h"

#include <gmock/gmock.h>

#include <map>
#include <string>
#include <vector>

#include "processor/domain/care_units.h"
#include "tests/fakes/days.h"

namespace sjukpuls::engine {
namespace {

using domain::CareLevel;
using domain::Level;
using fakes::operator""_day;
using indicators::Contribution;
using indicators::Count;
using indicators::DimensionSet;
using indicators::PeriodCalendar;
using indicators::PeriodSet;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RowsTest : public ::testing::Test {
 protected:
  using Row = std::map<std::string, std::int64_t>;  // "count", "count sex=MALE"
  using Table = std::map<std::string, Row>;         // "unit UNIT-A 28d"

  Contribution contribution(Count count, PeriodSet periods, std::int64_t n = 1) const {
    return {.count = count,
            .sex = domain::Sex::kMale,
            .care_level = CareLevel::kPrimary,
            .diagnosis = domain::chapter_of("F32"),
            .care_unit = unit_a_,
            .periods = periods,
            .n = n};
  }

  static std::string name_of(const RowKey& key) {
    return std::string(name(key.level)) + " " + std::string(key.entity) + " " +
           std::string(key.period);
  }
  static Row row_of(std::span<const Cell> cells) {
    Row row;
    for (const Cell& cell : cells) {
      const auto id = indicators::CellId::from_value(cell.id);
      std::string cell_name = indicators::Catalogue::name_of_number(id.count_number());
      if (id.group() != indicators::kTotal) {
        cell_name += " " + std::string(indicators::dimension_of(id.group())) + "=" +
                     std::string(indicators::name_of(id.group()));
      }
      row[cell_name] = cell.n;
    }
    return row;
  }
  Table all(const Rows& rows) const {
    Table table;
    rows.for_each(calendar_,
                  [&table](const RowKey& key, auto cells) { table[name_of(key)] = row_of(cells); });
    return table;
  }
  Table changed(const Rows& rows) const {
    Table table;
    rows.for_each_changed(calendar_, [&table](const RowKey& key, auto cells) {
      table[name_of(key)] = row_of(cells);
    });
    return table;
  }
  // A patient's contributions become others.
  void replace(Rows& rows, std::vector<Contribution> before, std::vector<Contribution> after) {
    rows.replace(before, after);
  }

  indicators::Catalogue catalogue_;
  domain::CareUnits care_units_;
  domain::CareUnitRef unit_a_ = care_units_.intern(
      {"UNIT-A", "PROVIDER-1", domain::Region::parse("01").value(), CareLevel::kPrimary});
  PeriodCalendar calendar_{"2025-03-31"_day};
  PeriodSet march_ = calendar_.containing("2025-03-31"_day) & indicators::kFixedP;
  Rows rows_{catalogue_, care_units_, indicators::kAllPeriods};
};

constexpr PeriodSet k28d = PeriodSet::of(indicators::kRolling28);
constexpr PeriodSet kDay = PeriodSet::of(indicators::kAt);

PeriodSet only_months() {
  PeriodSet months;
  for (auto slot = indicators::kFirstMonth; slot < indicators::kFirstYear; ++slot) {
    months |= PeriodSet::of(slot);
  }
  return months;
}

TEST_F(RowsTest, AContributionAddsToItsEntityAtEveryLevelAndToGroupsAtTheUpperTwo) {
  rows_.add(contribution(Count::kCertificates, k28d), 1);
  const Row with_groups = {{"certificates", 1},
                           {"certificates sex=MALE", 1},
                           {"certificates care_level=PRIMARY", 1},
                           {"certificates diagnosis=V", 1}};
  const Row total = {{"certificates", 1}};
  EXPECT_EQ(all(rows_), (Table{{"nation SE 28d", with_groups},
                               {"region 01 28d", with_groups},
                               {"provider PROVIDER-1 28d", total},
                               {"unit UNIT-A 28d", total}}));
}

TEST_F(RowsTest, AContributionOfOneLevelAddsThereAlone) {
  Contribution part = contribution(Count::kSickListed, kDay);
  part.levels = indicators::only(Level::kUnit);
  rows_.add(part, 1);
  EXPECT_EQ(all(rows_), (Table{{"unit UNIT-A at", {{"sick_listed", 1}}}}));
}

TEST_F(RowsTest, AContributionOfOneDimensionAddsThereAlone) {
  Contribution part = contribution(Count::kSjukfallActive, k28d);
  part.levels = indicators::only(Level::kNation);
  part.dimensions = DimensionSet::kCareLevel;
  rows_.add(part, 1);
  EXPECT_EQ(all(rows_), (Table{{"nation SE 28d", {{"sjukfall_active care_level=PRIMARY", 1}}}}));
}

TEST_F(RowsTest, WhatIsTakenAwayAgainLeavesNoRow) {
  rows_.add(contribution(Count::kCertificates, k28d | march_), 1);
  rows_.add(contribution(Count::kCertificates, k28d | march_), -1);
  EXPECT_THAT(all(rows_), IsEmpty());
}

TEST_F(RowsTest, UnitsAndProvidersKeepOnlyThePeriodsTheyAreMadeWith) {
  Rows rows(catalogue_, care_units_, k28d | kDay);
  rows.add(contribution(Count::kCertificates, indicators::kAllP), 1);
  rows.add(contribution(Count::kSickListed, kDay), 1);
  rows.add(contribution(Count::kSpellsEnded, PeriodSet::of(indicators::kRolling730)), 1);
  std::vector<std::string> of_unit;
  std::vector<std::string> of_nation;
  for (const auto& [row_name, row] : all(rows)) {
    if (row_name.starts_with("unit")) of_unit.push_back(row_name);
    if (row_name.starts_with("nation")) of_nation.push_back(row_name);
  }
  EXPECT_THAT(of_unit, ElementsAre("unit UNIT-A 28d", "unit UNIT-A at"));
  EXPECT_EQ(of_nation.size(), indicators::kPeriodSlots);
}

TEST_F(RowsTest, ASumBeyond32BitsIsExact) {
  constexpr std::int64_t kLarge = 2'000'000'000;
  for (int i = 0; i < 5; ++i) {
    rows_.add(contribution(Count::kSjukfallEndedDays, k28d, kLarge), 1);
  }
  rows_.add(contribution(Count::kSjukfallEndedDays, k28d, 7), 1);
  EXPECT_EQ(all(rows_)["unit UNIT-A 28d"]["sjukfall_ended_days"], 5 * kLarge + 7);
  EXPECT_EQ(all(rows_)["nation SE 28d"]["sjukfall_ended_days diagnosis=V"], 5 * kLarge + 7);
  for (int i = 0; i < 5; ++i) {
    rows_.add(contribution(Count::kSjukfallEndedDays, k28d, kLarge), -1);
  }
  EXPECT_EQ(all(rows_)["unit UNIT-A 28d"]["sjukfall_ended_days"], 7);
  rows_.add(contribution(Count::kSjukfallEndedDays, k28d, 7), -1);
  EXPECT_THAT(all(rows_), IsEmpty());
}

TEST_F(RowsTest, ASingleNumberBeyond32BitsIsExact) {
  constexpr std::int64_t kHuge = std::int64_t{1} << 40;
  replace(rows_, {}, {contribution(Count::kRequestAnswerDays, k28d, kHuge)});
  EXPECT_EQ(all(rows_)["unit UNIT-A 28d"]["request_answer_days"], kHuge);
}

TEST_F(RowsTest, RowsOfTwoPartsOfThePopulationAddUp) {
  Rows other(catalogue_, care_units_, indicators::kAllPeriods);
  rows_.add(contribution(Count::kCertificates, k28d, 2'000'000'000), 1);
  other.add(contribution(Count::kCertificates, k28d, 2'000'000'000), 1);
  other.add(contribution(Count::kCertificates, k28d, 2'000'000'000), 1);
  other.add(contribution(Count::kSickListed, kDay), 1);
  rows_.add_all(other);
  EXPECT_EQ(all(rows_)["unit UNIT-A 28d"]["certificates"], 6'000'000'000);
  EXPECT_EQ(all(rows_)["unit UNIT-A at"]["sick_listed"], 1);
}

TEST_F(RowsTest, AddingForBulkLoadsMarksNothingAsChanged) {
  rows_.add(contribution(Count::kCertificates, k28d), 1);
  EXPECT_FALSE(rows_.has_changes());
  EXPECT_THAT(changed(rows_), IsEmpty());
}

TEST_F(RowsTest, ReplacingMarksTheRowsThatAreDifferentWithAllTheirNumbers) {
  Contribution of_unit = contribution(Count::kCertificates, k28d | kDay);
  of_unit.levels = indicators::only(Level::kUnit);
  Contribution more = contribution(Count::kRequests, k28d);
  more.levels = indicators::only(Level::kUnit);
  rows_.add(of_unit, 1);
  replace(rows_, {}, {more});
  EXPECT_TRUE(rows_.has_changes());
  EXPECT_EQ(changed(rows_), (Table{{"unit UNIT-A 28d", {{"certificates", 1}, {"requests", 1}}}}));
  rows_.clear_changes();
  EXPECT_FALSE(rows_.has_changes());
  EXPECT_THAT(changed(rows_), IsEmpty());
}

TEST_F(RowsTest, ReplacingBySomethingThatSumsUpTheSameChangesNothing) {
  const Contribution two = contribution(Count::kCertificates, k28d, 2);
  const Contribution one = contribution(Count::kCertificates, k28d, 1);
  rows_.add(two, 1);
  replace(rows_, {two}, {one, one});
  EXPECT_FALSE(rows_.has_changes());
  replace(rows_, {one, one}, {one, one});
  EXPECT_FALSE(rows_.has_changes());
}

TEST_F(RowsTest, ARowThatBecomesEmptyIsChangedAndHasNoCells) {
  Contribution part = contribution(Count::kSickListed, kDay);
  part.levels = indicators::only(Level::kUnit);
  rows_.add(part, 1);
  replace(rows_, {part}, {});
  EXPECT_EQ(changed(rows_), (Table{{"unit UNIT-A at", {}}}));
}

TEST_F(RowsTest, AMonthThatFallsOutOfSightIsGoneAndTheOneInItsPlaceIsAnother) {
  const PeriodCalendar april("2025-04-30"_day);
  const PeriodCalendar may("2025-05-01"_day);
  Contribution old =
      contribution(Count::kCertificates, april.containing("2023-05-15"_day) & only_months());
  old.levels = indicators::only(Level::kUnit);
  Contribution fresh = old;
  fresh.periods = may.containing("2025-05-01"_day) & only_months();
  ASSERT_EQ(old.periods, fresh.periods);
  rows_.add(old, 1);
  rows_.turn(april, may);
  replace(rows_, {old}, {fresh});
  Table table;
  rows_.for_each_changed(
      may, [&table](const RowKey& key, auto cells) { table[name_of(key)] = row_of(cells); });
  EXPECT_EQ(table,
            (Table{{"unit UNIT-A 2023-05", {}}, {"unit UNIT-A 2025-05", {{"certificates", 1}}}}));
}

TEST_F(RowsTest, ADayThatTurnsWithinAMonthMakesNothingGone) {
  rows_.add(contribution(Count::kCertificates, indicators::kAllP), 1);
  rows_.turn(PeriodCalendar("2025-04-29"_day), PeriodCalendar("2025-04-30"_day));
  EXPECT_FALSE(rows_.has_changes());
}

TEST_F(RowsTest, RowsComeInTheOrderOfTheText) {
  const auto unit_b = care_units_.intern(
      {"UNIT-B", "PROVIDER-0", domain::Region::parse("00").value(), CareLevel::kPrimary});
  Contribution part =
      contribution(Count::kCertificates, k28d | PeriodSet::of(indicators::kRolling7));
  rows_.add(part, 1);
  part.care_unit = unit_b;
  rows_.add(part, 1);
  std::vector<std::string> order;
  rows_.for_each(calendar_, [&order](const RowKey& key, auto) { order.push_back(name_of(key)); });
  EXPECT_THAT(order,
              ElementsAre("nation SE 28d", "provider PROVIDER-0 28d", "provider PROVIDER-1 28d",
                          "region 00 28d", "region 01 28d", "unit UNIT-A 28d", "unit UNIT-B 28d",
                          "nation SE 7d", "provider PROVIDER-0 7d", "provider PROVIDER-1 7d",
                          "region 00 7d", "region 01 7d", "unit UNIT-A 7d", "unit UNIT-B 7d"));
}

}  // namespace
}  // namespace sjukpuls::engine
