#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "processor/base/check.h"
#include "processor/domain/day_text.h"
#include "processor/runtime/offset_metadata.h"
#include "processor/runtime/partials.h"
#include "processor/runtime/reconcile.h"
#include "processor/runtime/worker.h"

namespace sjukpuls::runtime {
namespace {

using base::Done;
using base::Error;
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
  const auto first = partitions_.find(0);
  return first != partitions_.end() && first->second.phase() == Phase::kLive;
}

bool Worker::commit_is_due() {
  if (events_since_commit_ >= options_.commit_events) return true;
  const base::ProcessingTime now = ports_.clock.now();
  if (uncommitted_since_ && elapsed(*uncommitted_since_, now, options_.commit_interval)) {
    return true;
  }
  if (!elapsed(day_seen_at_, now, kDayCheckInterval)) return false;
  day_seen_at_ = now;
  if (is_announcing() && announcer_.due(now)) return true;
  const base::CivilDay today = day();
  return std::any_of(partitions_.begin(), partitions_.end(), [&](const auto& entry) {
    return entry.second.phase() == Phase::kLive && entry.second.shard().day() < today;
  });
}

bool Worker::has_something_to_commit() {
  if (announcer_.has_changes()) return true;
  const base::CivilDay today = day();
  return std::any_of(partitions_.begin(), partitions_.end(), [&](const auto& entry) {
    const OwnedPartition& partition = entry.second;
    return partition.phase() == Phase::kLive &&
           (partition.has_news() || partition.shard().needs_commit(today));
  });
}

Status Worker::commit() {
  if (is_announcing()) {
    if (auto done = announcer_.prepare(ports_.clock.now()); !done) return done;
  }
  if (!has_something_to_commit()) {
    events_since_commit_ = 0;
    uncommitted_since_.reset();
    return Done{};
  }
  if (auto done = write_all(day()); !done) return recover(done.error());
  note_commit();
  publish_statistics();
  return Done{};
}

// One transaction: rows and dead letters of all live shards, what is announced, then the offsets of
// every one of them, also where nothing changed, since only they tell whether we still own what we
// write for.
Status Worker::write_all(base::CivilDay day) {
  if (auto done = transaction_->begin(); !done) return done;
  rows_in_transaction_ = 0;
  std::vector<stream::NextOffset> offsets;
  for (auto& [number, partition] : partitions_) {
    if (partition.phase() != Phase::kLive) continue;
    PartialWriter writer(*transaction_, options_.partials_topic, number, day, partial_codec_);
    partition.shard().prepare(day, writer);
    if (!writer.status()) return writer.status();
    rows_in_transaction_ += writer.written();
    if (auto done = put_dead_letters(partition); !done) return done;
    const std::vector<stream::NextOffset> next = partition.next_offsets();
    offsets.insert(offsets.end(), next.begin(), next.end());
  }
  if (auto done = announcer_.write(*transaction_); !done) return done;
  base::check(!offsets.empty(), "a transaction carries the offsets that fence its writer");
  if (auto done = transaction_->add_offsets(offsets, offset_metadata(day)); !done) return done;
  return transaction_->commit();
}

Status Worker::put_dead_letters(const OwnedPartition& partition) {
  for (const DeadLetter& letter : partition.dead_letters()) {
    if (auto done = transaction_->put(letter.output(options_.dead_letters_topic)); !done) {
      return done;
    }
  }
  return Done{};
}

void Worker::note_commit() {
  for (auto& [number, partition] : partitions_) {
    if (partition.phase() != Phase::kLive) continue;
    statistics_.dead_letters_written += partition.dead_letters().size();
    partition.shard().committed();
    partition.committed();
  }
  announcer_.committed();
  count_commit();
  events_since_commit_ = 0;
  uncommitted_since_.reset();
}

void Worker::count_commit() {
  statistics_.rows_written += rows_in_transaction_;
  ++statistics_.commits;
  statistics_.last_commit = ports_.clock.now();
  failures_in_a_row_ = 0;
}

Status Worker::bring_live() {
  anything_caught_up_ = false;
  for (auto& [number, partition] : partitions_) {
    if (partition.phase() == Phase::kLive || !partition.caught_up()) continue;
    if (auto done = go_live(partition); !done) return done;
  }
  return Done{};
}

Status Worker::go_live(OwnedPartition& partition) {
  if (const auto source = partition.cut_short()) {
    return Error{Remedy::kStop,
                 fmt::format("{} [{}] ends before the offset that was committed of it: the topic "
                             "was recreated or has lost records",
                             options_.input_topics[static_cast<std::size_t>(source->topic)],
                             source->partition)};
  }
  const base::CivilDay today = day();
  partition.shard().go_live(today);
  if (auto done = write_difference(partition, today); !done) {
    if (done.error().remedy == Remedy::kStop) return done;
    spdlog::warn("partition {}: going live: {}; restoring again", partition.number(),
                 done.error().what);
    if (auto given_up = give_up_transaction(done.error()); !given_up) return given_up;
    return restore(partition);
  }
  statistics_.dead_letters_written += partition.dead_letters().size();
  partition.shard().committed();
  partition.committed();
  partition.went_live();
  count_commit();
  spdlog::info("partition {}: live for {}, {} patients", partition.number(),
               domain::day_text(today), partition.shard().patients());
  publish_statistics();
  return Done{};
}

Status Worker::write_difference(OwnedPartition& partition, base::CivilDay day) {
  const int number = partition.number();
  auto content = stream::read_content(ports_.partials, options_.partials_topic, number,
                                      options_.reconcile_limit);
  if (!content) return content.error();
  if (auto done = ensure_transaction(); !done) return done;
  if (auto done = transaction_->begin(); !done) return done;
  PartialWriter writer(*transaction_, options_.partials_topic, number, day, partial_codec_);
  ReconcilingSink sink(std::move(*content), writer, partial_codec_, number, day);
  NullSink nowhere;
  partition.shard().prepare(day, nowhere);
  partition.shard().publish_all(sink);
  sink.close();
  if (!writer.status()) return writer.status();
  rows_in_transaction_ = writer.written();
  statistics_.partitions[number].reconciled_rows = writer.written();
  if (auto done = put_dead_letters(partition); !done) return done;
  const std::vector<stream::NextOffset> offsets = partition.next_offsets();
  if (auto done = transaction_->add_offsets(offsets, offset_metadata(day)); !done) return done;
  return transaction_->commit();
}

}  // namespace sjukpuls::runtime
