#include "sinks/disclosure/publication.h"

#include <gmock/gmock.h>

#include <chrono>

namespace sjukpuls::disclosure {
namespace {

using domain::Level;
using engine::Cell;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

class PublicationTest : public testing::Test {
 protected:
  void row(Level level, std::string_view entity, std::string_view period,
           std::initializer_list<std::pair<std::string_view, std::int64_t>> counts) {
    std::vector<Cell> cells;
    for (const auto& [name, n] : counts) {
      cells.push_back({indicators::CellId(*catalogue_.find(name), 0).value(), n});
    }
    std::ranges::sort(cells, {}, &Cell::id);
    table_.put(0, {level, entity, period}, cells);
    table_.set_as_of(base::CivilDay{2025y / 3 / 31});
  }

  // Requests of 365 days: the sexes, and their sum as the total.
  void group(Level level, std::string_view entity,
             std::initializer_list<std::pair<std::string_view, std::int64_t>> sexes) {
    const auto& count = *catalogue_.find("requests");
    std::vector<Cell> cells = {{indicators::CellId(count, indicators::kTotal).value(), 0}};
    for (indicators::Group sex = indicators::kFirstSex; sex < indicators::kFirstCareLevel; ++sex) {
      for (const auto& [name, n] : sexes) {
        if (indicators::name_of(sex) != name) continue;
        cells.push_back({indicators::CellId(count, sex).value(), n});
        cells[0].n += n;
      }
    }
    table_.put(0, {level, entity, "365d"}, cells);
    table_.set_as_of(base::CivilDay{2025y / 3 / 31});
  }

  void unit(const std::string& id, std::string_view region, const std::string& provider) {
    domain::UnitFactsVersion facts;
    facts.event_id = id;
    facts.care_unit_id = id;
    facts.care_provider_id = provider;
    facts.region = *domain::Region::parse(region);
    table_.put(facts);
  }

  std::vector<std::string> shown(Scope scope = Scope::kAll) const {
    std::vector<std::string> lines;
    for (const PublishedRow& row : publish(table_, catalogue_, options_, scope).rows) {
      for (const Cell& cell : row.cells) {
        const auto id = indicators::CellId::from_value(cell.id);
        std::string line = row.entity + " " + catalogue_.find_number(id.count_number())->name;
        if (id.group() != indicators::kTotal) {
          line += " " + std::string(indicators::name_of(id.group()));
        }
        lines.push_back(line + " " + std::to_string(cell.n));
      }
    }
    return lines;
  }

  indicators::Catalogue catalogue_;
  PublicationOptions options_;
  engine::Table table_;
};

TEST_F(PublicationTest, CountsOfOneToFourAreAbsent) {
  row(Level::kNation, "SE", "28d", {{"certificates_sent", 5}, {"certificates_requested", 4}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE certificates_sent 5"));
}

TEST_F(PublicationTest, WhatIsNoSmallCountIsShownWhole) {
  group(Level::kNation, "SE", {{"FEMALE", 12}, {"MALE", 10}});
  group(Level::kRegion, "01", {{"FEMALE", 7}, {"MALE", 5}});
  group(Level::kRegion, "03", {{"FEMALE", 5}, {"MALE", 5}});
  EXPECT_EQ(publish(table_, catalogue_, options_, Scope::kAll).withheld, 0U);
  EXPECT_THAT(shown(), testing::SizeIs(9));
}

// With the total published, a single group that is hidden is the total less the others.
TEST_F(PublicationTest, OfTwoSexesOneIsNotHiddenAlone) {
  group(Level::kNation, "SE", {{"FEMALE", 30}, {"MALE", 20}});
  group(Level::kRegion, "01", {{"FEMALE", 21}, {"MALE", 3}});
  group(Level::kRegion, "03", {{"FEMALE", 9}, {"MALE", 17}});
  EXPECT_THAT(shown(),
              testing::ElementsAre("SE requests 50", "SE requests FEMALE 30", "SE requests MALE 20",
                                   "01 requests 24", "03 requests 26"));
}

// Nor is a region: the nation less the others would tell.
TEST_F(PublicationTest, ARegionIsNotHiddenAlone) {
  row(Level::kNation, "SE", "28d", {{"requests", 64}});
  row(Level::kRegion, "01", "28d", {{"requests", 40}});
  row(Level::kRegion, "03", "28d", {{"requests", 20}});
  row(Level::kRegion, "09", "28d", {{"requests", 4}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE requests 64", "01 requests 40"));
}

// And what the hidden regions have together is no small number.
TEST_F(PublicationTest, TheHiddenRegionsTogetherAreNotFew) {
  row(Level::kNation, "SE", "28d", {{"requests", 63}});
  row(Level::kRegion, "01", "28d", {{"requests", 40}});
  row(Level::kRegion, "03", "28d", {{"requests", 20}});
  row(Level::kRegion, "09", "28d", {{"requests", 2}});
  row(Level::kRegion, "23", "28d", {{"requests", 1}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE requests 63", "01 requests 40"));
}

TEST_F(PublicationTest, AUnitIsNotHiddenAloneInItsRegionAndProvider) {
  unit("A", "01", "P");
  unit("B", "01", "P");
  unit("C", "01", "P");
  row(Level::kNation, "SE", "28d", {{"requests", 42}});
  row(Level::kRegion, "01", "28d", {{"requests", 42}});
  row(Level::kProvider, "P", "28d", {{"requests", 42}});
  row(Level::kUnit, "A", "28d", {{"requests", 9}});
  row(Level::kUnit, "B", "28d", {{"requests", 30}});
  row(Level::kUnit, "C", "28d", {{"requests", 3}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE requests 42", "P requests 42", "01 requests 42",
                                            "B requests 30"));
}

TEST_F(PublicationTest, DaysGoWithTheirCases) {
  row(Level::kNation, "SE", "28d", {{"requests_answered", 4}, {"request_answer_days", 61}});
  row(Level::kNation, "SE", "365d", {{"requests_answered", 9}, {"request_answer_days", 1}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE requests_answered 9", "SE request_answer_days 1"));
}

TEST_F(PublicationTest, FewMenAreHiddenWithTheWomen) {
  row(Level::kNation, "SE", "at", {{"sick_listed", 20}, {"sick_listed_women", 17}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE sick_listed 20"));
}

// A unit's sick-listed are its ongoing sjukfall, one way or the other.
TEST_F(PublicationTest, TheSameNumberIsHiddenUnderBothItsNames) {
  row(Level::kNation, "SE", "at", {{"sick_listed", 4}, {"sjukfall_ongoing", 5}});
  EXPECT_THAT(shown(), testing::IsEmpty());
}

TEST_F(PublicationTest, MonthsAndYearsAreNotPublished) {
  row(Level::kNation, "SE", "2025-03", {{"requests", 50}});
  row(Level::kNation, "SE", "2025", {{"requests", 50}});
  row(Level::kNation, "SE", "my2024", {{"requests", 50}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE requests 50"));
}

// Whose sums its numbers are part of, nobody here can tell.
TEST_F(PublicationTest, AUnitWithoutFactsIsNotShown) {
  row(Level::kNation, "SE", "28d", {{"requests", 50}});
  row(Level::kUnit, "A", "28d", {{"requests", 50}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE requests 50"));
}

// It has moved, say: its cases are part of another provider's sum, nobody here can tell which.
TEST_F(PublicationTest, AUnitWhoseFactsNameAProviderWithoutNumbersIsNotShown) {
  unit("A", "01", "ANOTHER");
  unit("B", "01", "P");
  row(Level::kProvider, "P", "28d", {{"requests", 103}});
  row(Level::kUnit, "A", "28d", {{"requests", 50}});
  row(Level::kUnit, "B", "28d", {{"requests", 53}});
  EXPECT_THAT(shown(Scope::kProvidersAndUnits),
              testing::ElementsAre("P requests 103", "B requests 53"));
}

TEST_F(PublicationTest, UnitsShowTheCountsAskedFor) {
  unit("A", "01", "P");
  row(Level::kNation, "SE", "28d", {{"requests", 50}, {"reminders", 40}});
  row(Level::kProvider, "P", "28d", {{"requests", 50}, {"reminders", 40}});
  row(Level::kUnit, "A", "28d", {{"requests", 50}, {"reminders", 40}});
  options_.unit_counts = {"reminders"};
  EXPECT_THAT(shown(Scope::kProvidersAndUnits),
              testing::ElementsAre("P reminders 40", "A reminders 40"));
  EXPECT_THAT(shown(Scope::kNationAndRegions),
              testing::ElementsAre("SE requests 50", "SE reminders 40"));
}

TEST_F(PublicationTest, UnitsAreDescribedByTheirFacts) {
  unit("A", "01", "P");
  row(Level::kNation, "SE", "28d", {{"requests", 50}});
  const auto units = publish(table_, catalogue_, options_, Scope::kProvidersAndUnits).units;
  ASSERT_THAT(units, testing::SizeIs(1));
  EXPECT_EQ(units[0].provider, "P");
  EXPECT_EQ(units[0].region.code(), "01");
}

}  // namespace
}  // namespace sjukpuls::disclosure
