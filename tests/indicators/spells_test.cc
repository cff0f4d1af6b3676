// Section 6, relapse: sjukfall of a person over all care providers that ended in 730 days.
#include <gmock/gmock.h>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SpellsTest : public CountsTest {
 protected:
  void sick_days(std::string_view id, CivilDay from, int length, const fakes::Unit& at = kUnitA) {
    certificate(id, {.from = from, .to = from + days{length - 1}, .unit = at});
  }
  std::int64_t ended(const Entity& entity = nation()) {
    return count("spells_ended", "730d", entity);
  }
  std::int64_t relapsed(const Entity& entity = nation()) {
    return count("spells_relapsed", "730d", entity);
  }
};

TEST_F(SpellsTest, ASpellIsEndedSevenDaysAfterItsLastDayAndForTheNext730) {
  sick_days("a", "2025-02-01"_day, 20);  // to 20 February
  as_of("2025-02-26"_day);
  EXPECT_EQ(ended(), 0);
  as_of("2025-02-27"_day);
  EXPECT_EQ(ended(), 1);
  as_of("2025-02-27"_day + days{729});
  EXPECT_EQ(ended(), 1);
  as_of("2025-02-27"_day + days{730});
  EXPECT_EQ(ended(), 0);
}

TEST_F(SpellsTest, SpellsAreCountedInThe730DaysAlone) {
  sick_days("a", "2025-02-01"_day, 20);
  EXPECT_THAT(periods_with("spells_ended"), ElementsAre("730d"));
}

TEST_F(SpellsTest, ASpellHasFifteenDaysOrMore) {
  sick_days("a", "2025-02-01"_day, 14);
  EXPECT_EQ(ended(), 0);
  patient("patient-2");
  sick_days("b", "2025-02-01"_day, 15);
  EXPECT_EQ(ended(), 1);
}

TEST_F(SpellsTest, FreeDaysDoNotCountAsDaysOfASpell) {
  sick_days("a", "2025-02-01"_day, 7);
  sick_days("b", "2025-02-13"_day, 7);
  EXPECT_EQ(ended(), 0);
  sick_days("c", "2025-02-10"_day, 1);
  EXPECT_EQ(ended(), 1);
}

TEST_F(SpellsTest, FactsOfAllProvidersMakeOneSpell) {
  sick_days("a", "2025-02-01"_day, 10, kUnitA);
  sick_days("d", "2025-02-11"_day, 10, kUnitD);
  EXPECT_EQ(ended(), 1);
  EXPECT_EQ(count("sjukfall_ended_short", "2025-02"), 2);
}

TEST_F(SpellsTest, ASpellBelongsToTheUnitOfItsLastFact) {
  sick_days("a", "2025-02-01"_day, 20, kUnitA);
  sick_days("d", "2025-02-11"_day, 5, kUnitD);
  EXPECT_EQ(ended(unit(kUnitA)), 0);
  EXPECT_EQ(ended(unit(kUnitD)), 1);
  EXPECT_EQ(ended(region("12")), 1);
}

TEST_F(SpellsTest, ASpellThatANewOneFollowsHasRelapsed) {
  sick_days("a", "2025-01-01"_day, 20);
  EXPECT_EQ(relapsed(), 0);
  sick_days("b", "2025-03-01"_day, 3);
  EXPECT_EQ(ended(), 1);
  EXPECT_EQ(relapsed(), 1);
}

TEST_F(SpellsTest, ARelapseMayBeAtAnotherProviderAndStaysWithTheSpellThatEnded) {
  sick_days("a", "2025-01-01"_day, 20, kUnitA);
  sick_days("d", "2025-03-01"_day, 3, kUnitD);
  EXPECT_EQ(relapsed(unit(kUnitA)), 1);
  EXPECT_EQ(relapsed(unit(kUnitD)), 0);
}

TEST_F(SpellsTest, ARelapseCountsFromItsFirstDay) {
  sick_days("a", "2025-01-01"_day, 20);
  certificate("b",
              {.from = "2025-03-20"_day, .to = "2025-03-25"_day, .signed_on = "2025-03-01"_day});
  as_of("2025-03-19"_day);
  EXPECT_EQ(relapsed(), 0);
  as_of("2025-03-20"_day);
  EXPECT_EQ(relapsed(), 1);
}

TEST_F(SpellsTest, ANewSpellWithin730DaysIsARelapseAndOneLaterIsNot) {
  as_of("2025-02-27"_day + days{729});
  sick_days("a", "2025-02-01"_day, 20);  // to 20 February 2025
  sick_days("later", "2025-02-20"_day + days{731}, 3);
  EXPECT_EQ(ended(), 1);
  EXPECT_EQ(relapsed(), 0);
  patient("patient-2");
  sick_days("b", "2025-02-01"_day, 20);
  sick_days("just", "2025-02-20"_day + days{730}, 3);
  EXPECT_EQ(ended(), 2);
  EXPECT_EQ(relapsed(), 1);
}

TEST_F(SpellsTest, EveryEndedSpellCountsByItself) {
  sick_days("a", "2024-01-01"_day, 20);
  sick_days("b", "2024-06-01"_day, 20);
  sick_days("c", "2025-01-01"_day, 20);
  EXPECT_EQ(ended(), 3);
  EXPECT_EQ(relapsed(), 2);
}

TEST_F(SpellsTest, AShortNewSpellIsARelapseTooButNoEndedSpell) {
  sick_days("a", "2024-01-01"_day, 20);
  sick_days("b", "2024-06-01"_day, 1);
  EXPECT_EQ(ended(), 1);
  EXPECT_EQ(relapsed(), 1);
}

TEST_F(SpellsTest, AFactThatJoinsIsNoRelapse) {
  sick_days("a", "2025-02-01"_day, 20);
  sick_days("b", "2025-02-26"_day, 3);  // after five free days
  EXPECT_EQ(ended(), 1);
  EXPECT_EQ(relapsed(), 0);
}

TEST_F(SpellsTest, SpellsThatAreNotEndedAreNotCounted) {
  sick_days("a", "2025-02-01"_day, 90);
  EXPECT_THAT(periods_with("spells_ended"), IsEmpty());
}

}  // namespace
}  // namespace sjukpuls::indicators
