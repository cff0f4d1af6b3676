#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

#include "processor/runtime/worker.h"

namespace sjukpuls::runtime {
namespace {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;

constexpr int kMostFailuresInARow = 10;

// A producer that must be made anew twice within this time has a rival of the same id.
constexpr std::chrono::minutes kRebuildInterval{1};

}  // namespace

// Opens the producer, also anew after a fatal error.
Status Worker::ensure_transaction() {
  if (transaction_) return Done{};
  auto opened = ports_.transactions.open();
  if (!opened) return opened.error();
  transaction_ = std::move(*opened);
  return Done{};
}

// Aborts; a producer that cannot even do that is destroyed. Whether its last transaction was
// committed is not known then.
Status Worker::give_up_transaction(const Error& error) {
  ++statistics_.aborts;
  if (++failures_in_a_row_ >= kMostFailuresInARow) {
    return Error{Remedy::kStop, fmt::format("{} transactions failed in a row, the last: {}",
                                            failures_in_a_row_, error.what)};
  }
  if (error.remedy == Remedy::kRetry) {
    Status aborted = transaction_->abort();
    if (aborted) return Done{};
    if (aborted.error().remedy == Remedy::kStop) return aborted;
  }
  const base::ProcessingTime now = ports_.clock.now();
  if (last_rebuild_ && now - *last_rebuild_ < kRebuildInterval) {
    return Error{Remedy::kStop, "the producer was lost twice within a minute: " + error.what};
  }
  last_rebuild_ = now;
  ++statistics_.rebuilds;
  transaction_.reset();
  return Done{};
}

Status Worker::recover(const Error& error) {
  if (error.remedy == Remedy::kStop) return error;
  spdlog::warn("transaction: {}; rolling back", error.what);
  if (auto done = give_up_transaction(error); !done) return done;
  // What is still to be written is tried again after one interval.
  uncommitted_since_ = ports_.clock.now();
  events_since_commit_ = 0;
  if (transaction_) return roll_back();
  if (auto done = ensure_transaction(); !done) return done;
  return settle();
}

Status Worker::roll_back() {
  announcer_.rolled_back();
  std::vector<stream::Start> starts;
  for (auto& [number, partition] : partitions_) {
    if (partition.phase() != Phase::kLive) continue;
    partition.shard().rollback();
    partition.rolled_back();
    const std::vector<stream::Start> committed = partition.committed_starts();
    starts.insert(starts.end(), committed.begin(), committed.end());
  }
  return ports_.log.seek(starts);
}

// After a producer was lost: a new one of the same id has ended its transaction, one way or the
// other, and the group's offsets tell which. Where they did not move there is nothing to tell, and
// rolling back is right either way: rows are absolute, and there are no dead letters. Announced
// topics are read again.
Status Worker::settle() {
  announcer_.let_go();
  std::vector<stream::Start> starts;
  for (auto& [number, partition] : partitions_) {
    if (partition.phase() != Phase::kLive) continue;
    const auto committed = ports_.log.committed(partition.sources());
    if (!committed) return committed.error();
    if (partition.stands_at(*committed)) {
      partition.shard().rollback();
      partition.rolled_back();
      const std::vector<stream::Start> again = partition.committed_starts();
      starts.insert(starts.end(), again.begin(), again.end());
    } else if (partition.would_stand_at(*committed)) {
      partition.shard().committed();
      partition.committed();
    } else if (auto done = restore(partition); !done) {
      return done;
    }
  }
  return ports_.log.seek(starts);
}

// Drops a state whose place in the log is in doubt.
Status Worker::restore(OwnedPartition& partition) {
  if (auto done = ensure_transaction(); !done) return done;
  const std::vector<stream::TopicPartition> sources = partition.sources();
  const auto committed = ports_.log.committed(sources);
  if (!committed) return committed.error();
  partition.restore(*committed);
  if (partition.number() == 0) announcer_.let_go();
  return ports_.log.seek(OwnedPartition::log_starts(sources));
}

}  // namespace sjukpuls::runtime
