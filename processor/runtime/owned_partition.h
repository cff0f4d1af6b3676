#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "processor/base/time.h"
#include "processor/engine/shard.h"
#include "processor/runtime/dead_letter.h"
#include "processor/runtime/statistics.h"
#include "processor/stream/log.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

// One partition number of all input topics while this worker owns it: its shard, how far each topic
// is read and committed, and the dead letters of the open transaction. One thread's own.
class OwnedPartition {
 public:
  // `committed` has one element a topic, in the order of the topics.
  OwnedPartition(int partition, const indicators::Catalogue& catalogue,
                 const engine::ShardOptions& options,
                 std::span<const stream::CommittedOffset> committed);

  int number() const { return number_; }
  Phase phase() const { return phase_; }
  engine::Shard& shard() { return *shard_; }
  const engine::Shard& shard() const { return *shard_; }

  // Whether the record is the next one to take; moves on past it. What was handed over before a
  // seek, or twice, is not.
  bool take(stream::TopicPartition source, stream::Offset offset);
  // Whether the record lies past the committed offset, so that an earlier life has not dealt with
  // it.
  bool is_new(stream::TopicPartition source, stream::Offset offset) const;

  // What the log said of its end. The first word of the end settles what catching up means: under
  // steady traffic no reader ever stands at the very end.
  void heard_of_end(stream::TopicPartition source, stream::Offset end);
  bool knows_end(int topic) const { return inputs_[index(topic)].target.has_value(); }
  void reached_end(stream::TopicPartition source, stream::Offset next);
  bool caught_up() const;
  // A topic whose log ends before what was once committed of it, or nullopt: records were lost.
  std::optional<stream::TopicPartition> cut_short() const;

  // Where each topic is to be read on. Requires caught_up().
  std::vector<stream::NextOffset> next_offsets() const;
  std::vector<stream::TopicPartition> sources() const;
  // Where each topic is to be read from after a rollback.
  std::vector<stream::Start> committed_starts() const;
  static std::vector<stream::Start> log_starts(std::span<const stream::TopicPartition> sources);

  // Anything read since the last commit.
  bool has_news() const { return has_news_; }
  void add(DeadLetter letter) { dead_letters_.push_back(std::move(letter)); }
  std::span<const DeadLetter> dead_letters() const { return dead_letters_; }
  CircuitBreaker& breaker() { return breaker_; }

  void went_live() { phase_ = Phase::kLive; }
  // The transaction with next_offsets() is committed.
  void committed();
  // It is not: the state is as of the committed offsets again, and reading must go on from there.
  void rolled_back();
  // Drops the state; reading must begin at the start of the log, and `committed` is the group's
  // present word.
  void restore(std::span<const stream::CommittedOffset> committed);

  bool stands_at(std::span<const stream::CommittedOffset> offsets) const;
  bool would_stand_at(std::span<const stream::CommittedOffset> offsets) const;

  // Lags by the ends that `end_of` tells.
  std::int64_t lag(
      const std::function<std::optional<stream::Offset>(stream::TopicPartition)>& end_of) const;

 private:
  struct Input {
    std::optional<stream::Offset> committed;
    std::optional<stream::Offset> next;    // none before the first record or end
    std::optional<stream::Offset> target;  // reaching it is catching up
    bool at_end = false;                   // the end was reached once
  };

  static std::size_t index(int topic) { return static_cast<std::size_t>(topic); }
  stream::TopicPartition source(std::size_t topic) const {
    return {static_cast<int>(topic), number_};
  }

  int number_;
  const indicators::Catalogue& catalogue_;
  engine::ShardOptions options_;
  Phase phase_ = Phase::kRestoring;
  std::optional<engine::Shard> shard_;
  std::vector<Input> inputs_;  // by topic
  bool has_news_ = false;
  std::vector<DeadLetter> dead_letters_;
  CircuitBreaker breaker_;
};

}  // namespace sjukpuls::runtime
