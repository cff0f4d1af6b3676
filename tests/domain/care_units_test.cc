#include "processor/domain/care_units.h"

#include <gmock/gmock.h>

#include <string_view>

namespace sjukpuls::domain {
namespace {

CareUnit care_unit(std::string_view id, std::string_view provider, std::string_view region,
                   CareLevel care_level = CareLevel::kPrimary) {
  return {id, provider, *Region::parse(region), care_level};
}

class CareUnitsTest : public ::testing::Test {
 protected:
  std::string_view id_at(Level level, CareUnitRef ref) const {
    return units_.entity_id(level, units_.entity(level, ref));
  }

  CareUnits units_;
};

TEST_F(CareUnitsTest, AUnitBelongsToAllFourLevels) {
  const CareUnitRef ref = units_.intern(care_unit("UNIT-A", "PROVIDER-1", "12"));
  EXPECT_EQ(id_at(Level::kNation, ref), "SE");
  EXPECT_EQ(id_at(Level::kRegion, ref), "12");
  EXPECT_EQ(id_at(Level::kProvider, ref), "PROVIDER-1");
  EXPECT_EQ(id_at(Level::kUnit, ref), "UNIT-A");
  EXPECT_EQ(units_.care_level(ref), CareLevel::kPrimary);
}

TEST_F(CareUnitsTest, WhatIsMissingIsUnknown) {
  const CareUnitRef ref = units_.intern(CareUnit{});
  EXPECT_EQ(ref, CareUnitRef::kUnknown);
  EXPECT_EQ(id_at(Level::kRegion, ref), "00");
  EXPECT_EQ(id_at(Level::kProvider, ref), "UNKNOWN");
  EXPECT_EQ(id_at(Level::kUnit, ref), "UNKNOWN");
  EXPECT_EQ(units_.care_level(ref), CareLevel::kUnknown);

  const CareUnitRef without_provider = units_.intern(care_unit("UNIT-A", "", "12"));
  EXPECT_EQ(id_at(Level::kProvider, without_provider), "UNKNOWN");
  EXPECT_EQ(id_at(Level::kUnit, without_provider), "UNIT-A");
}

TEST_F(CareUnitsTest, TheSameDescriptionIsTheSameUnit) {
  const CareUnitRef ref = units_.intern(care_unit("UNIT-A", "PROVIDER-1", "12"));
  EXPECT_EQ(units_.intern(care_unit("UNIT-A", "PROVIDER-1", "12")), ref);
  EXPECT_EQ(units_.size(), 2U);  // and the unknown one
}

TEST_F(CareUnitsTest, AUnitUnderAnotherProviderRegionOrCareLevelIsDescribedApart) {
  const CareUnitRef ref = units_.intern(care_unit("UNIT-A", "PROVIDER-1", "12"));
  const CareUnitRef moved = units_.intern(care_unit("UNIT-A", "PROVIDER-2", "12"));
  const CareUnitRef elsewhere = units_.intern(care_unit("UNIT-A", "PROVIDER-1", "13"));
  const CareUnitRef other_level =
      units_.intern(care_unit("UNIT-A", "PROVIDER-1", "12", CareLevel::kPsychiatry));
  EXPECT_NE(moved, ref);
  EXPECT_NE(elsewhere, ref);
  EXPECT_NE(other_level, ref);
  for (const CareUnitRef other : {moved, elsewhere, other_level}) {
    EXPECT_EQ(units_.entity(Level::kUnit, other), units_.entity(Level::kUnit, ref));
  }
  EXPECT_EQ(units_.care_level(other_level), CareLevel::kPsychiatry);
}

TEST_F(CareUnitsTest, AnEntityKeepsItsNumberHoweverItIsReached) {
  const CareUnitRef ref = units_.intern(care_unit("UNIT-A", "PROVIDER-1", "12"));
  for (const Level level : kLevels) {
    EXPECT_EQ(units_.intern_entity(level, id_at(level, ref)), units_.entity(level, ref));
  }
  const EntityNumber fresh = units_.intern_entity(Level::kUnit, "UNIT-B");
  EXPECT_EQ(units_.entity_id(Level::kUnit, fresh), "UNIT-B");
}

TEST_F(CareUnitsTest, AUnitAndAProviderMayShareAnId) {
  const CareUnitRef ref = units_.intern(care_unit("SAME", "SAME", "12"));
  EXPECT_EQ(id_at(Level::kUnit, ref), "SAME");
  EXPECT_EQ(id_at(Level::kProvider, ref), "SAME");
}

TEST_F(CareUnitsTest, AbsorbingAnotherBookGivesForEachOfItsUnitsTheUnitHere) {
  units_.intern(care_unit("UNIT-B", "PROVIDER-2", "01"));
  CareUnits other;
  const CareUnitRef in_both = other.intern(care_unit("UNIT-B", "PROVIDER-2", "01"));
  const CareUnitRef only_there =
      other.intern(care_unit("UNIT-C", "PROVIDER-3", "20", CareLevel::kOther));

  const auto refs = units_.absorb(other);

  ASSERT_EQ(refs.size(), other.size());
  EXPECT_EQ(refs[static_cast<std::size_t>(CareUnitRef::kUnknown)], CareUnitRef::kUnknown);
  EXPECT_EQ(refs[static_cast<std::size_t>(in_both)],
            units_.intern(care_unit("UNIT-B", "PROVIDER-2", "01")));
  const CareUnitRef here = refs[static_cast<std::size_t>(only_there)];
  EXPECT_EQ(id_at(Level::kUnit, here), "UNIT-C");
  EXPECT_EQ(id_at(Level::kProvider, here), "PROVIDER-3");
  EXPECT_EQ(id_at(Level::kRegion, here), "20");
  EXPECT_EQ(units_.care_level(here), CareLevel::kOther);
}

}  // namespace
}  // namespace sjukpuls::domain
