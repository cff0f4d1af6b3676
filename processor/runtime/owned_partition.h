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
//
// Of each topic it keeps three places. `committed` is the group's word: below it everything is in
// the committed rows. `next` is what is to be read next: below it everything is in the shard.
// `target` is where the topic's end was when reading began, and so what there is to catch up with:
// under steady traffic no reader ever stands at the very end.
//
//        committed        next                 target
//   ---------|--------------|---------------------|----- a topic in restore
//                                committed   next
//   ----------------------------------|-------|--------- live; between them lies the open
//   transaction
class OwnedPartition {
 public:
  // `committed` has one element a topic, in the order of the topics.
  OwnedPartition(int partition, const indicators::Catalogue& catalogue,
                 const engine::ShardOptions& options,
                 std::span<const stream::CommittedOffset> committed);

  int number() const { return number_; }
  // Live as soon as its shard is: what it publishes first is part of going live.
  Phase phase() const { return shard_.live() ? Phase::kLive : Phase::kRestoring; }
  bool is_live() const { return phase() == Phase::kLive; }
  engine::Shard& shard() { return shard_; }
  const engine::Shard& shard() const { return shard_; }

  // Whether the record is the next one to take; moves on past it. What was handed over before a
  // seek, or twice, is not.
  bool take(stream::TopicPartition source, stream::Offset offset);
  // Whether the record lies past the committed offset, so that an earlier life has not dealt with
  // it. One that does not was counted and, if need be, set aside already.
  bool is_new(stream::TopicPartition source, stream::Offset offset) const;

  // What the log says of a topic's end. The first word settles its target.
  void note_end(stream::TopicPartition source, stream::Offset end);
  bool knows_end(int topic) const { return inputs_[index(topic)].target.has_value(); }
  // Everything before `next` was read, and there is nothing more for now.
  void reached_end(stream::TopicPartition source, stream::Offset next);
  bool caught_up() const;
  // A topic whose log ends before what was once committed of it, or nullopt: records were lost.
  std::optional<stream::TopicPartition> cut_short() const;

  // Where each topic is to be read on. Requires caught_up().
  std::vector<stream::NextOffset> next_offsets() const;
  std::vector<stream::TopicPartition> sources() const;
  // The same place as the group has it, from which reading goes on after a transaction was lost.
  std::vector<stream::Start> committed_starts() const;

  // Anything read since the last commit.
  bool has_news() const { return has_news_; }
  void add(DeadLetter letter) { dead_letters_.push_back(std::move(letter)); }
  std::span<const DeadLetter> dead_letters() const { return dead_letters_; }
  CircuitBreaker& breaker() { return breaker_; }

  // The transaction with next_offsets() is committed.
  void note_committed();
  // It is not: the state is as of the committed offsets again, and reading must go on from there.
  void roll_back();

  // Whether the group's offsets are those of the last commit, or those of the one in doubt.
  bool stands_before(std::span<const stream::CommittedOffset> offsets) const;
  bool stands_after(std::span<const stream::CommittedOffset> offsets) const;

  void count_restored_event() { ++restored_events_; }
  void note_reconciled(std::uint64_t rows) { reconciled_rows_ = rows; }
  // Lags by the ends that `end_of` tells.
  using EndOf = std::function<std::optional<stream::Offset>(stream::TopicPartition)>;
  PartitionStatistics statistics(const EndOf& end_of) const;

 private:
  struct Input {
    std::optional<stream::Offset> committed;
    std::optional<stream::Offset> next;    // none before the first record or end
    std::optional<stream::Offset> target;  // none before the first word of the end
    bool at_end = false;                   // the end was reached once
  };

  static std::size_t index(int topic) { return static_cast<std::size_t>(topic); }
  stream::TopicPartition source(std::size_t topic) const {
    return {static_cast<int>(topic), number_};
  }

  const int number_;
  engine::Shard shard_;
  std::vector<Input> inputs_;  // by topic

  // Of the open transaction.
  bool has_news_ = false;
  std::vector<DeadLetter> dead_letters_;
  CircuitBreaker breaker_;
  CircuitBreaker committed_breaker_;  // as it was at the last commit

  std::uint64_t restored_events_ = 0;
  std::uint64_t reconciled_rows_ = 0;
};

}  // namespace sjukpuls::runtime
