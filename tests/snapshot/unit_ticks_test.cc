#include "sinks/snapshot/unit_ticks.h"

#include <gmock/gmock.h>

#include "tests/fakes/days.h"
#include "tests/fakes/held_table.h"
#include "tests/fakes/manual_clock.h"

namespace sjukpuls::snapshot {
namespace {

using domain::Level;
using fakes::operator""_day;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

constexpr base::ProcessingTime kNoon{std::chrono::hours{24 * 365 * 55}};

class UnitTicksTest : public testing::Test {
 protected:
  UnitTicksTest() {
    table_.set_day("2025-03-31"_day);
    table_.change([](engine::Table& table) {
      domain::UnitFactsVersion facts;
      facts.event_id = "a";
      facts.care_unit_id = "UNIT-A";
      facts.valid_from = "2024-01-01"_day;
      table.put(facts);
    });
    unit_has(10);
  }

  void unit_has(std::int64_t requests) {
    table_.put(Level::kProvider, domain::kUnknownId, "28d", {{"requests", 1'000}});
    table_.put(Level::kUnit, "UNIT-A", "28d", {{"requests", requests}});
  }
  // The one number of the last tick; 0 when there is none.
  static std::int64_t shown(const UnitTicks& ticks) {
    const auto latest = ticks.latest();
    return latest && latest->publication.rows.size() == 2 ? latest->publication.rows[1].cells[0].n
                                                          : 0;
  }

  const indicators::Catalogue catalogue_;
  fakes::HeldTable table_{catalogue_};
  fakes::ManualClock clock_{kNoon};
  bool complete_ = true;
  UnitTicks ticks_{table_, [this] { return complete_; }, catalogue_, {}, clock_, {}};
};

TEST_F(UnitTicksTest, NumbersStandStillUntilTheNextTick) {
  EXPECT_TRUE(ticks_.step());
  EXPECT_EQ(shown(ticks_), 10);
  unit_has(11);
  for (int i = 0; i < 14; ++i) {
    clock_.advance(1min);
    EXPECT_FALSE(ticks_.step());
  }
  EXPECT_EQ(shown(ticks_), 10);
  clock_.advance(1min);
  EXPECT_TRUE(ticks_.step());
  EXPECT_EQ(shown(ticks_), 11);
}

// Two instances, one started in the midst of a tick, show the same after the next.
TEST_F(UnitTicksTest, TicksAreThoseOfTheClock) {
  EXPECT_TRUE(ticks_.step());
  clock_.advance(7min);
  UnitTicks late{table_, [] { return true; }, catalogue_, {}, clock_, {}};
  EXPECT_TRUE(late.step());
  unit_has(11);
  clock_.advance(8min);
  EXPECT_TRUE(ticks_.step());
  EXPECT_TRUE(late.step());
  EXPECT_EQ(shown(ticks_), 11);
  EXPECT_EQ(shown(late), 11);
  EXPECT_EQ(ticks_.latest()->taken_at, late.latest()->taken_at);
}

TEST_F(UnitTicksTest, TheLongerOfBothTicksCounts) {
  UnitTicks ticks{table_, [] { return true; },         catalogue_, {},
                  clock_, {.page = 60s, .numbers = 1s}};
  EXPECT_TRUE(ticks.step());
  clock_.advance(59s);
  EXPECT_FALSE(ticks.step());
  clock_.advance(1s);
  EXPECT_TRUE(ticks.step());
}

TEST_F(UnitTicksTest, UntilTheTableIsCompleteThereAreNone) {
  complete_ = false;
  EXPECT_FALSE(ticks_.step());
  EXPECT_EQ(ticks_.latest(), nullptr);
  complete_ = true;
  EXPECT_TRUE(ticks_.step());
}

TEST_F(UnitTicksTest, UntilEveryShardHasCommittedThereAreNone) {
  table_.change([](engine::Table& table) { table.set_shards(2); });
  EXPECT_FALSE(ticks_.step());
  clock_.advance(10min);
  EXPECT_FALSE(ticks_.step());
  table_.change([](engine::Table& table) { table.put(1, engine::ShardStatus{"2025-03-31"_day}); });
  EXPECT_TRUE(ticks_.step());
}

TEST_F(UnitTicksTest, WhileTheDayTurnsTheTickWaitsButNotForEver) {
  table_.change([](engine::Table& table) {
    table.set_shards(2);
    table.put(1, engine::ShardStatus{"2025-03-31"_day});
  });
  EXPECT_TRUE(ticks_.step());
  clock_.advance(15min);
  table_.change([](engine::Table& table) {
    table.put(0, engine::ShardStatus{"2025-04-01"_day});
    table.set_as_of("2025-04-01"_day);
  });
  EXPECT_FALSE(ticks_.step());
  clock_.advance(59s);
  EXPECT_FALSE(ticks_.step());
  clock_.advance(1s);
  EXPECT_TRUE(ticks_.step());
  EXPECT_EQ(ticks_.latest()->publication.as_of, "2025-04-01"_day);
}

TEST_F(UnitTicksTest, OfReferenceTooOnlyTheChosenCountsAreShown) {
  table_.change([](engine::Table& table) {
    table.put(domain::UnitFactsVersion{.occurred_at = {},
                                       .event_id = "e",
                                       .care_unit_id = "UNIT-A",
                                       .care_provider_id = "P",
                                       .region = {},
                                       .name = {},
                                       .valid_from = "2025-01-01"_day,
                                       .listed_patients = 900});
  });
  disclosure::PublicationOptions options;
  options.unit_counts = {"requests", "listed_patients"};
  UnitTicks ticks{table_, [] { return true; }, catalogue_, options, clock_, {}};
  ASSERT_TRUE(ticks.step());
  for (const engine::ReferenceCount& count : ticks.latest()->publication.reference) {
    EXPECT_EQ(count.count->name, "listed_patients");
  }
  EXPECT_FALSE(ticks.latest()->publication.reference.empty());
}

TEST_F(UnitTicksTest, AUnitThatFallsBelowTheLeastCountIsGoneWithTheNextTick) {
  EXPECT_TRUE(ticks_.step());
  unit_has(4);
  clock_.advance(15min);
  EXPECT_TRUE(ticks_.step());
  EXPECT_EQ(shown(ticks_), 0);
}

}  // namespace
}  // namespace sjukpuls::snapshot
