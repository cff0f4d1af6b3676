#include "processor/simulation/sweden.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace sjukpuls::simulation {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::map<std::string_view, int> units_by_region(const Sweden& sweden) {
  std::map<std::string_view, int> units;
  for (const Unit& unit : sweden.units()) ++units[unit.region];
  return units;
}

TEST(SwedenTest, HasThe21RegionsWithTheirCountyCodes) {
  std::vector<std::string_view> codes;
  for (const auto& [code, units] : units_by_region(Sweden(1, 42))) codes.push_back(code);
  EXPECT_THAT(codes, ElementsAre("01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13",
                                 "14", "17", "18", "19", "20", "21", "22", "23", "24", "25"));
}

TEST(SwedenTest, UnitsAreSpreadByPopulation) {
  const Sweden sweden(1, 12'000);
  EXPECT_NEAR(static_cast<double>(sweden.units().size()), 12'000, 30);
  auto units = units_by_region(sweden);
  EXPECT_NEAR(units["01"], 2797, 10);
  EXPECT_NEAR(units["09"], 69, 5);
}

TEST(SwedenTest, UnitIdsAreUniqueAndProvidersFewer) {
  const Sweden sweden(1, 20'000);
  std::set<std::string> ids;
  std::set<std::string> providers;
  std::map<std::string, std::set<std::string_view>> regions_of;
  for (const Unit& unit : sweden.units()) {
    ids.insert(unit.id);
    providers.insert(unit.provider_id);
    regions_of[unit.provider_id].insert(unit.region);
    EXPECT_LE(unit.id.size(), 64U);
    EXPECT_TRUE(unit.id.starts_with(unit.provider_id + "-"));
  }
  EXPECT_THAT(ids, SizeIs(sweden.units().size()));
  EXPECT_GT(providers.size(), 1000U);
  EXPECT_LT(providers.size(), 6000U);
  // A region's own provider stays there, a chain does not.
  EXPECT_THAT(regions_of["SE2099010016"], ElementsAre("01"));
  EXPECT_GT(regions_of["SE2099990016"].size(), 5U);
}

TEST(SwedenTest, PatientsComeByPopulationAndMostlyToLargeUnits) {
  const Sweden sweden(1, 2'000);
  Random random(1);
  std::map<std::string_view, int> patients;
  double size = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Unit& unit = sweden.units()[sweden.draw_unit(random)];
    ++patients[unit.region];
    size += unit.size;
  }
  EXPECT_NEAR(patients["01"], 20'000.0 * 2455 / 10549, 300);
  EXPECT_NEAR(patients["09"], 20'000.0 * 61 / 10549, 50);
  double plain = 0;
  for (const Unit& unit : sweden.units()) plain += unit.size;
  EXPECT_GT(size / 20'000, 1.4 * plain / static_cast<double>(sweden.units().size()));
}

TEST(SwedenTest, ScalesWithThePatients) {
  EXPECT_EQ(usual_units(1'500'000), 12'000U);
  EXPECT_EQ(usual_units(1'000), 42U);
  EXPECT_EQ(usual_units(10'000'000), 20'000U);
}

}  // namespace
}  // namespace sjukpuls::simulation
