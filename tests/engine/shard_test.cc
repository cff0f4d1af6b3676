#include "processor/engine/shard.h"

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "processor/engine/table.h"
#include "tests/fakes/event_maker.h"

namespace sjukpuls::engine {
namespace {

using base::CivilDay;
using domain::Event;
using domain::SurveyVersion;
using domain::UnitFactsVersion;
using fakes::at;
using fakes::kUnitA;
using fakes::kUnitB;
using fakes::kUnitC;
using fakes::kUnitD;
using fakes::operator""_day;
using std::chrono::days;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;
using namespace std::chrono_literals;

// A row by name, "unit UNIT-A 28d", and its cells.
using Published = std::map<std::string, std::vector<Cell>>;

std::string name_of(const RowKey& key) {
  return std::string(name(key.level)) + " " + std::string(key.entity) + " " +
         std::string(key.period);
}

// What a shard handed over.
struct HandedOver {
  Published rows;
  std::vector<UnitFactsVersion> units;
  std::vector<SurveyVersion> surveys;
  std::optional<ShardStatus> status;

  // As a reader of the topic has it after reading this on top of what was there.
  void onto(Published& committed) const {
    for (const auto& [row_name, cells] : rows) {
      if (cells.empty()) {
        committed.erase(row_name);
      } else {
        committed[row_name] = cells;
      }
    }
  }
};

class RecordingSink final : public PartialSink {
 public:
  explicit RecordingSink(HandedOver& record) : record_(&record) {}
  void row(const RowKey& key, std::span<const Cell> cells) override {
    record_->rows[name_of(key)].assign(cells.begin(), cells.end());
  }
  void unit_facts(const UnitFactsVersion& version) override { record_->units.push_back(version); }
  void survey(const SurveyVersion& version) override { record_->surveys.push_back(version); }
  void shard_status(const ShardStatus& status) override { record_->status = status; }

 private:
  HandedOver* record_;
};

class ShardTest : public ::testing::Test {
 protected:
  // What a transaction hands over, before it is committed.
  HandedOver prepared(CivilDay day) {
    HandedOver handed_over;
    RecordingSink sink(handed_over);
    shard_.prepare(day, sink);
    return handed_over;
  }
  HandedOver commit(CivilDay day) {
    HandedOver handed_over = prepared(day);
    shard_.committed();
    handed_over.onto(committed_);
    return handed_over;
  }

  static HandedOver everything_of(const Shard& shard) {
    HandedOver handed_over;
    RecordingSink sink(handed_over);
    shard.publish_all(sink);
    return handed_over;
  }
  static Published all_of(const Shard& shard) { return everything_of(shard).rows; }
  // All rows of a shard that is told the same events and goes live on the day.
  Published of_fresh_shard(const std::vector<const Event*>& events, CivilDay day) const {
    Shard fresh(catalogue_, {});
    for (const Event* event : events) fresh.fold(*event);
    fresh.go_live(day);
    return all_of(fresh);
  }
  // The names of rows that are not the same in both.
  static std::vector<std::string> difference(const Published& a, const Published& b) {
    std::vector<std::string> names;
    for (const auto& [row_name, cells] : a) {
      const auto other = b.find(row_name);
      if (other == b.end() || other->second != cells) names.push_back(row_name);
    }
    for (const auto& [row_name, cells] : b) {
      if (!a.contains(row_name)) names.push_back(row_name);
    }
    return names;
  }

  std::int64_t number(const Published& rows, const std::string& row, std::string_view count) const {
    const auto found = rows.find(row);
    if (found == rows.end()) return 0;
    const auto id = indicators::CellId(*catalogue_.find(count), indicators::kTotal).value();
    for (const Cell& cell : found->second) {
      if (cell.id == id) return cell.n;
    }
    return 0;
  }

  fakes::EventMaker make_;
  indicators::Catalogue catalogue_;
  Shard shard_{catalogue_, {}};
  Published committed_;
};

constexpr auto kUnitRow = "unit UNIT-A 28d";

TEST_F(ShardTest, WhatWasFoldedBeforeGoingLiveIsInTheRowsAndNotAChange) {
  shard_.fold(make_.certificate("a", {.from = "2025-03-30"_day}));
  EXPECT_FALSE(shard_.live());
  shard_.go_live("2025-03-31"_day);
  EXPECT_TRUE(shard_.live());
  EXPECT_EQ(shard_.day(), "2025-03-31"_day);
  EXPECT_FALSE(shard_.needs_commit("2025-03-31"_day));
  EXPECT_EQ(number(all_of(shard_), kUnitRow, "certificates"), 1);
  EXPECT_THAT(prepared("2025-03-31"_day).rows, IsEmpty());
}

TEST_F(ShardTest, AnEventHandsOverTheRowsThatItMakesDifferentAndNoOthers) {
  shard_.fold(make_.certificate("a", {.from = "2025-03-01"_day, .unit = kUnitB}));
  shard_.go_live("2025-03-31"_day);
  shard_.fold(make_.notice("n", "2025-02-10"_day, kUnitA));
  EXPECT_TRUE(shard_.needs_commit("2025-03-31"_day));
  const HandedOver made = commit("2025-03-31"_day);
  std::set<std::string> names;
  for (const auto& [row_name, cells] : made.rows) names.insert(row_name);
  std::set<std::string> expected;
  for (const std::string entity :
       {"unit UNIT-A", "provider PROVIDER-1", "region 01", "nation SE"}) {
    for (const std::string period : {"90d", "365d", "2025-02", "2025", "my2024"}) {
      expected.insert(entity + " " + period);
    }
  }
  EXPECT_EQ(names, expected);
  EXPECT_FALSE(shard_.needs_commit("2025-03-31"_day));
}

TEST_F(ShardTest, ARowIsHandedOverWithAllItsAbsoluteNumbers) {
  shard_.fold(make_.certificate("a", {.from = "2025-03-30"_day}));
  shard_.go_live("2025-03-31"_day);
  shard_.fold(make_.certificate("b", {.from = "2025-03-30"_day}));
  const HandedOver made = commit("2025-03-31"_day);
  EXPECT_EQ(number(made.rows, kUnitRow, "certificates"), 2);
  EXPECT_EQ(number(made.rows, kUnitRow, "sjukfall_active"), 1);
}

TEST_F(ShardTest, AnEventThatChangesNothingNeedsNoCommit) {
  const Event& certificate = make_.certificate("a", {.from = "2025-03-30"_day});
  shard_.fold(certificate);
  shard_.go_live("2025-03-31"_day);
  EXPECT_EQ(shard_.fold(certificate).verdict, domain::Verdict::kDuplicate);
  EXPECT_FALSE(shard_.needs_commit("2025-03-31"_day));
}

TEST_F(ShardTest, ARowThatBecomesEmptyIsHandedOverWithoutCells) {
  shard_.fold(make_.certificate("a", {.from = "2025-03-30"_day}));
  shard_.go_live("2025-03-31"_day);
  shard_.fold(make_.revoke("a"));
  const HandedOver made = commit("2025-03-31"_day);
  ASSERT_THAT(made.rows, Contains(Key(kUnitRow)));
  EXPECT_THAT(made.rows.at(kUnitRow), IsEmpty());
}

TEST_F(ShardTest, ARollbackBeforePrepareTakesTheEventsBack) {
  shard_.fold(make_.certificate("a", {.from = "2025-03-30"_day}));
  shard_.go_live("2025-03-31"_day);
  const Published before = all_of(shard_);
  shard_.fold(make_.certificate("b", {.from = "2025-03-30"_day}));
  shard_.fold(make_.revoke("a"));
  shard_.rollback();
  EXPECT_THAT(difference(all_of(shard_), before), IsEmpty());
  EXPECT_FALSE(shard_.needs_commit("2025-03-31"_day));
  EXPECT_THAT(commit("2025-03-31"_day).rows, IsEmpty());
}

TEST_F(ShardTest, ARollbackAfterPrepareTakesEventsAndRowsBack) {
  const Event& first = make_.certificate("a", {.from = "2025-03-30"_day});
  shard_.fold(first);
  shard_.go_live("2025-03-31"_day);
  const Published before = all_of(shard_);
  shard_.fold(make_.certificate("b", {.from = "2025-03-30"_day}));
  shard_.fold(make_.revoke("a"));
  shard_.fold(make_.kva("k", {.code = "GC001", .performed_on = "2025-03-30"_day, .unit = kUnitD}));
  prepared("2025-03-31"_day);
  shard_.rollback();
  EXPECT_THAT(difference(all_of(shard_), before), IsEmpty());
}

TEST_F(ShardTest, AfterARollbackTheSameEventsGiveWhatTheyWouldHaveGiven) {
  const Event& first = make_.certificate("a", {.from = "2025-03-30"_day});
  const Event& second = make_.certificate("b", {.from = "2025-03-29"_day, .unit = kUnitB});
  shard_.go_live("2025-03-31"_day);
  shard_.fold(first);
  shard_.fold(second);
  const HandedOver aborted = prepared("2025-03-31"_day);
  shard_.rollback();
  EXPECT_EQ(shard_.fold(first).verdict, domain::Verdict::kNew);
  EXPECT_EQ(shard_.fold(second).verdict, domain::Verdict::kNew);
  EXPECT_EQ(commit("2025-03-31"_day).rows, aborted.rows);
  EXPECT_THAT(difference(all_of(shard_), of_fresh_shard({&first, &second}, "2025-03-31"_day)),
              IsEmpty());
}

TEST_F(ShardTest, ANewPatientOfARolledBackTransactionCountsNowhere) {
  shard_.go_live("2025-03-31"_day);
  make_.patient("newcomer");
  shard_.fold(make_.certificate("a", {.from = "2025-03-30"_day}));
  prepared("2025-03-31"_day);
  shard_.rollback();
  EXPECT_THAT(all_of(shard_), IsEmpty());
  commit("2025-04-10"_day);
  EXPECT_THAT(all_of(shard_), IsEmpty());
}

TEST_F(ShardTest, ARollbackAfterADayTurnKeepsTheDayAndTakesTheEventsBack) {
  const Event& first = make_.certificate("a", {.from = "2025-03-01"_day, .to = "2025-04-10"_day});
  shard_.fold(first);
  shard_.go_live("2025-03-31"_day);
  shard_.fold(make_.certificate("b", {.from = "2025-03-15"_day, .to = "2025-05-10"_day}));
  prepared("2025-04-20"_day);
  shard_.rollback();
  EXPECT_EQ(shard_.day(), "2025-04-20"_day);
  EXPECT_THAT(difference(all_of(shard_), of_fresh_shard({&first}, "2025-04-20"_day)), IsEmpty());
  commit("2025-05-20"_day);
  EXPECT_THAT(difference(all_of(shard_), of_fresh_shard({&first}, "2025-05-20"_day)), IsEmpty());
}

TEST_F(ShardTest, WhatAFailedCommitHandedOverComesAgainWithTheNext) {
  shard_.fold(make_.certificate("a", {.from = "2025-03-01"_day, .to = "2025-04-10"_day}));
  shard_.go_live("2025-03-31"_day);
  committed_ = all_of(shard_);
  prepared("2025-04-20"_day);  // read by nobody
  shard_.rollback();
  EXPECT_TRUE(shard_.needs_commit("2025-04-20"_day));
  commit("2025-04-20"_day);
  EXPECT_THAT(difference(committed_, all_of(shard_)), IsEmpty());
}

TEST_F(ShardTest, AsTheDayTurnsOnlyRowsThatAreThenDifferentAreHandedOver) {
  shard_.fold(make_.certificate("a", {.signed_on = "2025-03-25"_day, .type = "FK7263"}));
  shard_.go_live("2025-03-30"_day);
  EXPECT_THAT(commit("2025-03-31"_day).rows, IsEmpty());
  const HandedOver made = commit("2025-04-01"_day);
  EXPECT_THAT(made.rows, SizeIs(4));
  EXPECT_THAT(made.rows, Contains(Key("unit UNIT-A 7d")));
  EXPECT_THAT(made.rows.at("unit UNIT-A 7d"), IsEmpty());
}

TEST_F(ShardTest, ADayTurnIsToBeCommitted) {
  shard_.go_live("2025-03-30"_day);
  EXPECT_FALSE(shard_.needs_commit("2025-03-30"_day));
  EXPECT_TRUE(shard_.needs_commit("2025-03-31"_day));
  commit("2025-03-31"_day);
  EXPECT_EQ(shard_.day(), "2025-03-31"_day);
  EXPECT_FALSE(shard_.needs_commit("2025-03-31"_day));
}

TEST_F(ShardTest, AMonthThatFallsOutOfSightIsHandedOverAsGone) {
  const Event& old = make_.certificate("a", {.signed_on = "2023-05-10"_day, .type = "FK7263"});
  const Event& recent = make_.certificate("b", {.signed_on = "2025-05-01"_day, .type = "FK7263"});
  shard_.fold(old);
  shard_.fold(recent);
  shard_.go_live("2025-04-30"_day);
  committed_ = all_of(shard_);
  ASSERT_THAT(committed_, Contains(Key("unit UNIT-A 2023-05")));
  const HandedOver made = commit("2025-05-01"_day);
  ASSERT_THAT(made.rows, Contains(Key("unit UNIT-A 2023-05")));
  EXPECT_THAT(made.rows.at("unit UNIT-A 2023-05"), IsEmpty());
  EXPECT_EQ(number(made.rows, "unit UNIT-A 2025-05", "certificates"), 1);  // the same place
  EXPECT_THAT(difference(committed_, of_fresh_shard({&old, &recent}, "2025-05-01"_day)), IsEmpty());
}

TEST_F(ShardTest, AYearAndAMeasureYearThatFallOutOfSightAreHandedOverAsGone) {
  const Event& old = make_.certificate("a", {.signed_on = "2022-12-10"_day});
  shard_.fold(old);
  shard_.go_live("2024-12-31"_day);
  committed_ = all_of(shard_);
  ASSERT_THAT(committed_, Contains(Key("nation SE 2022")));
  ASSERT_THAT(committed_, Contains(Key("nation SE my2022")));
  commit("2025-01-01"_day);
  EXPECT_THAT(committed_, Not(Contains(Key("nation SE 2022"))));
  commit("2025-02-28"_day);
  EXPECT_THAT(committed_, Contains(Key("nation SE my2022")));
  commit("2025-03-01"_day);
  EXPECT_THAT(committed_, IsEmpty());
}

TEST_F(ShardTest, ManyDaysMayTurnAtOnce) {
  std::vector<const Event*> events = {
      &make_.certificate("a", {.from = "2025-03-01"_day, .to = "2025-04-10"_day}),
      &make_.certificate("b", {.from = "2025-06-01"_day, .signed_on = "2025-03-01"_day}),
      &make_.request("r", {.certificate = "a",
                           .sent_on = "2025-03-10"_day,
                           .last_day_to_answer = "2025-05-10"_day})};
  for (const Event* event : events) shard_.fold(*event);
  shard_.go_live("2025-03-31"_day);
  committed_ = all_of(shard_);
  for (const CivilDay day : {"2025-05-11"_day, "2027-01-01"_day, "2031-01-01"_day}) {
    commit(day);
    EXPECT_THAT(difference(committed_, of_fresh_shard(events, day)), IsEmpty())
        << domain::day_text(day);
  }
}

TEST_F(ShardTest, EventsAndADayTurnMakeOneCommit) {
  const Event& first = make_.certificate("a", {.from = "2025-03-01"_day, .to = "2025-04-10"_day});
  const Event& second = make_.certificate("b", {.from = "2025-04-11"_day, .to = "2025-04-30"_day});
  shard_.fold(first);
  shard_.go_live("2025-03-31"_day);
  committed_ = all_of(shard_);
  shard_.fold(second);
  commit("2025-04-15"_day);
  EXPECT_THAT(difference(committed_, of_fresh_shard({&first, &second}, "2025-04-15"_day)),
              IsEmpty());
}

TEST_F(ShardTest, UnitsKeepOnlyThePeriodsThatAreAskedFor) {
  Shard shard(catalogue_, {.kept_below_region = indicators::PeriodSet::of(indicators::kRolling28)});
  shard.fold(make_.certificate("a", {.from = "2025-03-30"_day}));
  shard.go_live("2025-03-31"_day);
  const Published rows = all_of(shard);
  EXPECT_THAT(rows, Contains(Key("unit UNIT-A 28d")));
  EXPECT_THAT(rows, Not(Contains(Key("unit UNIT-A 90d"))));
  EXPECT_THAT(rows, Contains(Key("region 01 90d")));
}

TEST_F(ShardTest, ReferenceVersionsThatHoldAreHandedOverOnceAndAgainAfterARollback) {
  shard_.go_live("2025-03-31"_day);
  shard_.fold(make_.unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 500}));
  shard_.fold(make_.survey({.measure = "6.1",
                            .first_day = "2024-01-01"_day,
                            .last_day = "2024-12-31"_day,
                            .denominator = 20}));
  EXPECT_TRUE(shard_.needs_commit("2025-03-31"_day));
  EXPECT_THAT(prepared("2025-03-31"_day).units, SizeIs(1));
  shard_.rollback();
  const HandedOver made = commit("2025-03-31"_day);
  EXPECT_THAT(made.units, SizeIs(1));
  EXPECT_THAT(made.surveys, SizeIs(1));
  EXPECT_THAT(commit("2025-03-31"_day).units, IsEmpty());
  EXPECT_THAT(everything_of(shard_).units, SizeIs(1));
  EXPECT_THAT(everything_of(shard_).surveys, SizeIs(1));
}

TEST_F(ShardTest, AReferenceVersionThatDoesNotHoldIsNotHandedOver) {
  const Event& early = make_.unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 500});
  const Event& late = make_.unit_facts({.valid_from = "2025-01-01"_day, .listed_patients = 400});
  shard_.fold(late);
  shard_.go_live("2025-03-31"_day);
  shard_.fold(early);
  EXPECT_FALSE(shard_.needs_commit("2025-03-31"_day));
}

// Whatever happens to a shard, its rows are those of one that is told the events that were
// committed; and whoever read what the commits handed over has the same rows.
TEST_F(ShardTest, AfterAnyHistoryTheRowsAreThoseOfAFreshShard) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
    fakes::EventMaker make;
    const fakes::Unit units[] = {kUnitA, kUnitB, kUnitC, kUnitD, fakes::kNoUnit};
    const char* codes[] = {"GC001", "DV077", "AW026", "ZV506"};
    CivilDay day = "2024-11-20"_day;
    const auto random_event = [&]() -> const Event& {
      make.patient("patient-" + std::to_string(below(4)));
      const std::string id = std::to_string(below(5));
      const std::string other = std::to_string(below(5));
      const CivilDay on = day - days{below(500)} + days{below(60)};
      switch (below(9)) {
        case 0:
        case 1:
          return make.certificate(id, {.from = on,
                                       .to = on + days{below(120)},
                                       .degree = below(2) == 0 ? 50 : 100,
                                       .unit = units[below(5)],
                                       .complements = below(3) == 0 ? other : ""});
        case 2:
          return make.sent(id);
        case 3:
          return make.revoke(id);
        case 4:
          return make.request(
              id,
              {.certificate = other, .sent_on = on, .last_day_to_answer = on + days{below(60)}});
        case 5:
          return make.answer(id, on);
        case 6:
          return make.reminder(id, {.certificate = other, .sent_on = on});
        case 7:
          return make.kva_removed(id, at(on, 12h));
        default:
          return make.kva(id, {.code = codes[below(4)],
                               .performed_on = on,
                               .unit = units[below(5)],
                               .sex = domain::Sex::kMale});
      }
    };

    Shard shard(catalogue_, {});
    std::vector<const Event*> events;
    for (int i = 0; i < 10; ++i) shard.fold(*events.emplace_back(&random_event()));
    shard.go_live(day);
    committed_ = all_of(shard);
    for (int transaction = 0; transaction < 25; ++transaction) {
      const std::size_t before = events.size();
      for (unsigned i = below(6); i > 0; --i) shard.fold(*events.emplace_back(&random_event()));
      const unsigned fate = below(4);
      if (fate == 0) {
        shard.rollback();
        events.resize(before);
        continue;
      }
      if (below(2) == 0) day += days{below(4) == 0 ? below(400) : below(10)};
      HandedOver handed_over;
      RecordingSink sink(handed_over);
      shard.prepare(day, sink);
      if (fate == 1) {
        shard.rollback();
        events.resize(before);
        continue;
      }
      shard.committed();
      handed_over.onto(committed_);
      const Published expected = of_fresh_shard(events, day);
      ASSERT_THAT(difference(all_of(shard), expected), IsEmpty()) << transaction;
      ASSERT_THAT(difference(committed_, expected), IsEmpty()) << transaction;
    }
  }
}

TEST_F(ShardTest, ItsStatusIsItsDayAndItsLastEventUpToIt) {
  const Event& first = make_.certificate("a", {.from = "2025-03-30"_day});
  const Event& later = make_.certificate("b", {.from = "2025-04-02"_day});
  shard_.fold(first);
  shard_.fold(later);
  shard_.go_live("2025-03-31"_day);
  EXPECT_EQ(everything_of(shard_).status, (ShardStatus{"2025-03-31"_day, first.occurred_at}));
  EXPECT_EQ(commit("2025-04-02"_day).status, (ShardStatus{"2025-04-02"_day, later.occurred_at}));
}

TEST_F(ShardTest, ItsStatusIsHandedOverOnlyWhenItIsAnother) {
  shard_.go_live("2025-03-31"_day);
  EXPECT_EQ(everything_of(shard_).status, (ShardStatus{"2025-03-31"_day, std::nullopt}));
  const Event& event = make_.certificate("a", {.from = "2025-03-30"_day});
  shard_.fold(event);
  EXPECT_EQ(commit("2025-03-31"_day).status, (ShardStatus{"2025-03-31"_day, event.occurred_at}));
  shard_.fold(event);
  EXPECT_EQ(commit("2025-03-31"_day).status, std::nullopt);
  EXPECT_EQ(commit("2025-04-01"_day).status, (ShardStatus{"2025-04-01"_day, event.occurred_at}));
}

TEST_F(ShardTest, ARolledBackEventIsNotItsLast) {
  const Event& first = make_.certificate("a", {.from = "2025-03-30"_day});
  shard_.fold(first);
  shard_.go_live("2025-03-31"_day);
  shard_.fold(make_.certificate("b", {.from = "2025-03-31"_day}));
  prepared("2025-03-31"_day);
  shard_.rollback();
  EXPECT_EQ(shard_.status(), (ShardStatus{"2025-03-31"_day, first.occurred_at}));
}

}  // namespace
}  // namespace sjukpuls::engine
