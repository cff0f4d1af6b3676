// What goes into a transaction, when, and what becomes of the partitions as it ends.
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "processor/base/check.h"
#include "processor/runtime/offset_metadata.h"
#include "processor/runtime/partials.h"
#include "processor/runtime/reconcile.h"
#include "processor/runtime/worker.h"

namespace sjukpuls::runtime {
namespace {

using base::Done;
using base::Remedy;
using base::Status;

constexpr std::chrono::seconds kDayCheckInterval{1};

// A clock that was set back counts as elapsed, or a commit would wait for it to come round again.
bool elapsed(base::ProcessingTime since, base::ProcessingTime now, std::chrono::milliseconds time) {
  return now < since || now - since >= time;
}

// Takes what a shard publishes and forgets it.
class NullSink final : public engine::PartialSink {
 public:
  void row(const engine::RowKey& /*key*/, std::span<const engine::Cell> /*cells*/) override {}
  void unit_facts(const domain::UnitFactsVersion& /*version*/) override {}
  void survey(const domain::SurveyVersion& /*version*/) override {}
  void shard_status(const engine::ShardStatus& /*status*/) override {}
};

}  // namespace

// Whoever has partition 0 speaks for the country; not before its numbers are live.
bool Worker::is_announcing() const {
  return !by_number_.empty() && by_number_[0] != nullptr && by_number_[0]->is_live();
}

bool Worker::commit_is_due() {
  if (!committer_.is_open() || is_in_doubt_) return false;
  if (events_since_commit_ >= options_.commit_events) return true;
  if (uncommitted_since_ && elapsed(*uncommitted_since_, now_, options_.commit_interval)) {
    return true;
  }
  if (!elapsed(day_seen_at_, now_, kDayCheckInterval)) return false;
  day_seen_at_ = now_;
  if (is_announcing() && announcer_.due(now_)) return true;
  const base::CivilDay today = day();
  return std::any_of(partitions_.begin(), partitions_.end(), [&](const auto& entry) {
    return entry.second.is_live() && entry.second.shard().day() < today;
  });
}

bool Worker::has_something_to_commit() {
  if (announcer_.has_changes()) return true;
  const base::CivilDay today = day();
  return std::any_of(partitions_.begin(), partitions_.end(), [&](const auto& entry) {
    const OwnedPartition& partition = entry.second;
    return partition.is_live() && (partition.has_news() || partition.shard().needs_commit(today));
  });
}

Status Worker::commit() {
  if (is_announcing()) announcer_.prepare(now_);
  if (!has_something_to_commit()) {
    events_since_commit_ = 0;
    uncommitted_since_.reset();
    return Done{};
  }
  const auto outcome = transact();
  if (!outcome) return outcome.error();
  switch (*outcome) {
    case Outcome::kCommitted:
      publish_statistics();
      return Done{};
    case Outcome::kRolledBack:
      return roll_back();
    case Outcome::kInDoubt:
      is_in_doubt_ = true;  // settle() sees to it, once there is a producer again
      return Done{};
  }
  return Done{};
}

// One transaction of all that is live. What its end means for the partitions is up to the caller
// but for kCommitted, which is noted.
base::Result<Outcome> Worker::transact() {
  const base::CivilDay today = day();
  std::uint64_t rows = 0;
  auto outcome = committer_.transact(
      [&](stream::Transaction& transaction) { return write_all(transaction, today, rows); }, now_);
  if (!outcome || *outcome != Outcome::kCommitted) return outcome;
  for (auto& [number, partition] : partitions_) {
    if (partition.is_live()) note_committed(partition);
  }
  announcer_.committed();
  count_commit(rows);
  events_since_commit_ = 0;
  uncommitted_since_.reset();
  return outcome;
}

// Rows and dead letters of all live shards, what is announced, then the offsets of every one of
// them, also where nothing changed, since only they tell whether we still own what we write for.
Status Worker::write_all(stream::Transaction& transaction, base::CivilDay day,
                         std::uint64_t& rows) {
  std::vector<stream::NextOffset> offsets;
  for (auto& [number, partition] : partitions_) {
    if (!partition.is_live()) continue;
    PartialWriter writer(transaction, options_.partials_topic, number, day, partial_codec_);
    partition.shard().prepare(day, writer);
    if (!writer.status()) return writer.status();
    rows += writer.written();
    if (auto done = put_dead_letters(transaction, partition); !done) return done;
    const std::vector<stream::NextOffset> next = partition.next_offsets();
    offsets.insert(offsets.end(), next.begin(), next.end());
  }
  if (auto done = announcer_.write(transaction); !done) return done;
  base::check(!offsets.empty(), "a transaction carries the offsets that fence its writer");
  return transaction.add_offsets(offsets, offset_metadata(day));
}

// All that a shard publishes where the partials topic does not hold it yet.
Status Worker::write_difference(stream::Transaction& transaction, OwnedPartition& partition,
                                stream::PartitionContent content, std::uint64_t& rows) {
  const int number = partition.number();
  const base::CivilDay day = partition.shard().day();
  PartialWriter writer(transaction, options_.partials_topic, number, day, partial_codec_);
  ReconcilingSink sink(std::move(content), writer, partial_codec_, number, day);
  NullSink nowhere;
  partition.shard().prepare(day, nowhere);
  partition.shard().publish_all(sink);
  sink.close();
  if (!writer.status()) return writer.status();
  rows = writer.written();
  if (auto done = put_dead_letters(transaction, partition); !done) return done;
  return transaction.add_offsets(partition.next_offsets(), offset_metadata(day));
}

Status Worker::put_dead_letters(stream::Transaction& transaction, const OwnedPartition& partition) {
  for (const DeadLetter& letter : partition.dead_letters()) {
    if (auto done = transaction.put(letter.output(options_.dead_letters_topic)); !done) return done;
  }
  return Done{};
}

void Worker::note_committed(OwnedPartition& partition) {
  statistics_.dead_letters_written += partition.dead_letters().size();
  partition.note_committed();
}

void Worker::count_commit(std::uint64_t rows) {
  statistics_.rows_written += rows;
  ++statistics_.commits;
  statistics_.last_commit = now_;
}

// Nothing of the transaction will be seen. Shards go back to their last commit, reading too, and
// what is still to be written is tried again after one interval.
Status Worker::roll_back() {
  announcer_.rolled_back();
  std::vector<stream::Start> starts;
  for (auto& [number, partition] : partitions_) {
    if (!partition.is_live()) continue;
    partition.roll_back();
    const std::vector<stream::Start> committed = partition.committed_starts();
    starts.insert(starts.end(), committed.begin(), committed.end());
  }
  events_since_commit_ = 0;
  uncommitted_since_ = now_;
  return ports_.log.seek(starts);
}

// Finds out how a transaction in doubt has ended. By now a new producer of the same id has ended it
// one way or the other, and the group's offsets tell which. For each live partition:
//
//   1. They are those of the commit before: it was aborted. Roll back, and read again from there.
//   2. They are those that it carried: it was committed. Go on from there.
//   3. They are others: another member has written meanwhile. Restore.
//
// Where nothing was read since the commit before, 1 and 2 are the same offsets. Say that the day
// turned and rows were written for it: with the offsets unmoved it cannot be told whether these
// rows are there. Taking it for 1 is right all the same. If they are not there, they are written
// now; if they are, they are written a second time with the same absolute numbers. And dead
// letters, which would be there twice, exist only where something was read. Announced topics have
// no offsets to tell by, so they are read again.
Status Worker::settle() {
  if (!is_in_doubt_ || !committer_.is_open()) return Done{};
  std::vector<stream::TopicPartition> sources;
  for (const auto& [number, partition] : partitions_) {
    if (!partition.is_live()) continue;
    const auto of_partition = partition.sources();
    sources.insert(sources.end(), of_partition.begin(), of_partition.end());
  }
  const auto offsets = ports_.log.committed_offsets(sources);
  if (!offsets && offsets.error().remedy != Remedy::kRetry) return offsets.error();
  if (!offsets) {
    spdlog::warn("{}; asking again", offsets.error().what);
    return Done{};
  }
  is_in_doubt_ = false;
  announcer_.let_go();
  events_since_commit_ = 0;
  uncommitted_since_ = now_;
  std::vector<stream::Start> starts;
  std::vector<int> elsewhere;
  for (auto& [number, partition] : partitions_) {
    if (!partition.is_live()) continue;
    std::vector<stream::CommittedOffset> own;
    std::ranges::copy_if(*offsets, std::back_inserter(own), [number = number](const auto& offset) {
      return offset.source.partition == number;
    });
    if (partition.stands_before(own)) {
      partition.roll_back();
    } else if (partition.stands_after(own)) {
      note_committed(partition);
    } else {
      elsewhere.push_back(number);
      continue;
    }
    const std::vector<stream::Start> again = partition.committed_starts();
    starts.insert(starts.end(), again.begin(), again.end());
  }
  for (const int number : elsewhere) await_anew(number);
  return ports_.log.seek(starts);
}

}  // namespace sjukpuls::runtime
