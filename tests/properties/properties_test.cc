// Random sets of events, adversarial ones among them: whatever way the engine takes to a day, its
// numbers are those of the brute-force evaluation. A failure prints the seed of its set; run that
// one alone with PROPERTY_FIRST_SEED=<seed> PROPERTY_SEEDS=1.
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "processor/codec/event_decoder.h"
#include "processor/domain/day_text.h"
#include "processor/engine/csv.h"
#include "processor/engine/shard.h"
#include "processor/engine/table.h"
#include "processor/indicators/catalogue.h"
#include "processor/replay/replay.h"
#include "tests/fakes/table_sink.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/random_events.h"

namespace sjukpuls {
namespace {

using base::CivilDay;
using std::chrono::days;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::uint64_t first_seed() { return setting("PROPERTY_FIRST_SEED", 1); }
std::uint64_t seeds() { return setting("PROPERTY_SEEDS", 10'000); }

const std::vector<std::string>& more_codes() {
  static const std::vector<std::string> kCodes = {"DV093", "GD001"};
  return kCodes;
}

const indicators::Catalogue& catalogue() {
  static const auto kCatalogue = [] {
    std::vector<domain::KvaCode> codes;
    for (const std::string& code : more_codes()) codes.push_back(*domain::KvaCode::parse(code));
    return indicators::Catalogue(codes);
  }();
  return kCatalogue;
}

std::string expected_csv(const std::vector<oracle::Event>& events, CivilDay as_of) {
  return oracle::to_csv(oracle::evaluate(events, as_of, more_codes()), as_of);
}

std::string csv_of(const engine::Table& table, CivilDay as_of) {
  std::string csv;
  engine::CsvWriter writer(as_of, {}, table.reference().counts(catalogue(), as_of),
                           [&csv](std::string_view piece) { csv += piece; });
  table.for_each([&writer](const engine::RowKey& key, std::span<const engine::Cell> cells) {
    writer.row(key, cells);
  });
  writer.finish();
  return csv;
}

// The lines in which two texts differ, for a failure that can be read.
std::string difference(const std::string& expected, const std::string& actual) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> all;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      all.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    std::ranges::sort(all);
    return all;
  };
  const auto a = lines(expected);
  const auto b = lines(actual);
  std::vector<std::string> only_expected;
  std::vector<std::string> only_actual;
  std::ranges::set_difference(a, b, std::back_inserter(only_expected));
  std::ranges::set_difference(b, a, std::back_inserter(only_actual));
  std::string text;
  for (const auto& line : only_expected) text += "\n- " + line;
  for (const auto& line : only_actual) text += "\n+ " + line;
  return text.substr(0, 2000);
}

// Folds the set, a shuffled event now and then twice, in transactions of random length on days that
// lead up to D: some are committed, some rolled back and folded again.
class Walk {
 public:
  Walk(const std::vector<oracle::Event>& events, CivilDay as_of, std::uint64_t seed)
      : random_(seed), as_of_(as_of), day_(as_of - days{at_most(400)}), sink_(table_) {
    for (const oracle::Event& event : oracle::shuffled(events, seed)) {
      lines_.push_back(to_json(event));
      if (at_most(9) == 0) lines_.push_back(lines_.back());
    }
  }

  std::string run() {
    std::size_t next = at_most(lines_.size());
    fold(0, next);
    shard_.go_live(day_);
    shard_.publish_all(sink_);
    while (next < lines_.size() || day_ < as_of_) {
      const std::size_t end = std::min(next + at_most(8), lines_.size());
      day_ = std::min(as_of_, day_ + days{next == lines_.size() ? 60 : at_most(30)});
      fold(next, end);
      if (at_most(3) == 0) undo(next, end);
      shard_.prepare(day_, sink_);
      shard_.committed();
      next = end;
    }
    return csv_of(table_, as_of_);
  }

 private:
  std::size_t at_most(std::size_t most) { return random_() % (most + 1); }

  void fold(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto decoded = decoder_.decode(lines_[i], codec::Form::kJson);
      if (decoded.event != nullptr) shard_.fold(*decoded.event);
    }
  }

  // A transaction that fails before or after its rows were handed over, and is done again. What it
  // handed over is lost.
  void undo(std::size_t begin, std::size_t end) {
    engine::Table lost;
    fakes::TableSink nowhere(lost);
    if (at_most(1) == 0) shard_.prepare(day_, nowhere);
    shard_.rollback();
    fold(begin, end);
  }

  std::mt19937_64 random_;
  CivilDay as_of_;
  CivilDay day_;
  std::vector<std::string> lines_;
  codec::EventDecoder decoder_;
  engine::Shard shard_{catalogue(), {}};
  engine::Table table_;
  fakes::TableSink sink_;
};

TEST(PropertiesTest, TransactionsUndoAndTurningDaysEndInTheCountsOfTheSet) {
  for (std::uint64_t seed = first_seed(); seed < first_seed() + seeds(); ++seed) {
    const oracle::RandomSet set = oracle::make_random_set(seed);
    const std::string expected = expected_csv(set.events, set.as_of);
    const std::string actual = Walk(set.events, set.as_of, seed).run();
    ASSERT_EQ(difference(expected, actual), "") << "seed " << seed;
    ASSERT_EQ(expected, actual) << "seed " << seed;
  }
}

TEST(PropertiesTest, EveryDayTurnsToWhatEvaluationFromNothingGives) {
  for (std::uint64_t seed = first_seed(); seed < first_seed() + seeds() / 50 + 1; ++seed) {
    const oracle::RandomSet set = oracle::make_random_set(seed);
    const CivilDay first = set.as_of - days{40};
    engine::Shard shard(catalogue(), {});
    codec::EventDecoder decoder;
    for (const oracle::Event& event : set.events) {
      const std::string line = to_json(event);
      const auto decoded = decoder.decode(line, codec::Form::kJson);
      if (decoded.event != nullptr) shard.fold(*decoded.event);
    }
    engine::Table table;
    fakes::TableSink sink(table);
    shard.go_live(first);
    shard.publish_all(sink);
    for (CivilDay day = first; day <= set.as_of + days{40}; day += days{1}) {
      shard.prepare(day, sink);
      shard.committed();
      const std::string expected = expected_csv(set.events, day);
      ASSERT_EQ(difference(expected, csv_of(table, day)), "")
          << "seed " << seed << " on " << domain::day_text(day);
    }
  }
}

void write_lines(const std::vector<oracle::Event>& events, const std::string& path) {
  std::ofstream file(path);
  for (const oracle::Event& event : events) file << to_json(event) << '\n';
}

TEST(PropertiesTest, ReplayWithOneAndWithFourThreadsPrintsTheCountsOfTheSet) {
  const std::string path = testing::TempDir() + "sjukpuls-properties.ndjson";
  for (std::uint64_t seed = first_seed(); seed < first_seed() + seeds(); ++seed) {
    const oracle::RandomSet set = oracle::make_random_set(seed);
    const std::string expected = expected_csv(set.events, set.as_of);
    write_lines(set.events, path);
    for (const unsigned threads : {1U, 4U}) {
      replay::Replay replay(catalogue(), threads);
      ASSERT_TRUE(replay.fold({path}, {}));
      std::string actual;
      replay.write_csv(set.as_of, {}, [&actual](std::string_view piece) { actual += piece; });
      ASSERT_EQ(difference(expected, actual), "") << "seed " << seed << ", threads " << threads;
      ASSERT_EQ(expected, actual) << "seed " << seed << ", threads " << threads;
    }
  }
}

TEST(PropertiesTest, DuplicatesAndConflictsAreAsManyInAnyOrderOnAnyThreads) {
  const std::string path = testing::TempDir() + "sjukpuls-verdicts.ndjson";
  for (std::uint64_t seed = first_seed(); seed < first_seed() + seeds() / 10 + 1; ++seed) {
    std::vector<oracle::Event> events = oracle::make_random_set(seed).events;
    const std::vector<oracle::Event> again = oracle::shuffled(events, seed + 1);
    events.insert(events.end(), again.begin(), again.begin() + again.size() / 2);
    std::vector<std::uint64_t> counted;
    for (const unsigned threads : {1U, 1U, 4U}) {
      write_lines(events, path);
      replay::Replay replay(catalogue(), threads);
      ASSERT_TRUE(replay.fold({path}, {}));
      const replay::Summary summary = replay.summary();
      const std::vector<std::uint64_t> now = {summary.events, summary.duplicates,
                                              summary.conflicts};
      if (counted.empty()) counted = now;
      ASSERT_EQ(now, counted) << "seed " << seed << ", threads " << threads;
      events = oracle::shuffled(events, seed + 2);
    }
  }
}

TEST(PropertiesTest, WhatIsRejectedIsWhatTheRulesReject) {
  codec::EventDecoder decoder;
  for (std::uint64_t seed = first_seed(); seed < first_seed() + seeds(); ++seed) {
    const oracle::RandomSet set = oracle::make_random_set(seed);
    for (const oracle::Event& event : set.events) {
      const std::string line = to_json(event);
      const bool accepted = decoder.decode(line, codec::Form::kJson).event != nullptr;
      ASSERT_EQ(accepted, !oracle::reject_reason(event)) << "seed " << seed << ": " << line;
    }
    for (const std::string& line : set.garbage) {
      ASSERT_EQ(decoder.decode(line, codec::Form::kJson).event, nullptr)
          << "seed " << seed << ": " << line;
    }
  }
}

}  // namespace
}  // namespace sjukpuls
