#include "processor/runtime/worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "processor/domain/stockholm.h"
#include "processor/runtime/offset_metadata.h"

namespace sjukpuls::runtime {
namespace {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;

// How long a stop request may go unnoticed.
constexpr std::chrono::milliseconds kStepWait{100};
constexpr std::chrono::seconds kPublishInterval{1};

}  // namespace

Worker::Worker(WorkerOptions options, WorkerPorts ports)
    : options_(std::move(options)),
      ports_(std::move(ports)),
      committer_(ports_.transactions, statistics_),
      announcer_(ports_.announced) {}

Worker::~Worker() {
  // Whoever did not call stop() wants nothing committed.
  drop_partitions();
  static_cast<void>(ports_.log.close());
}

Status Worker::run(const std::stop_token& stop_requested) {
  Status done = start();
  while (done && !stop_requested.stop_requested()) done = step(kStepWait);
  if (done) return stop();
  drop_partitions();
  committer_.close();
  static_cast<void>(ports_.log.close());
  return done;
}

Status Worker::start() {
  now_ = ports_.clock.now();
  if (auto done = check_topics(); !done) return done;
  if (auto done = announcer_.check(); !done) return done;
  return open_and_join();
}

Status Worker::step(std::chrono::milliseconds wait) {
  now_ = ports_.clock.now();
  if (auto done = open_and_join(); !done) return done;
  if (auto done = settle(); !done) return done;
  if (auto done = take_up(); !done) return done;
  // What is read elsewhere meanwhile must not wait for a record.
  const bool is_reading = going_live_ || (is_announcing() && announcer_.is_reading());
  if (auto done = ports_.log.poll(is_reading ? std::chrono::milliseconds{0} : wait); !done) {
    return done;
  }
  if (!failure_) return failure_;
  if (auto done = bring_live(); !done) return done;
  if (is_announcing()) {
    if (auto done = announcer_.read_on(); !done) return done;
  }
  if (commit_is_due()) {
    if (auto done = commit(); !done) return done;
  }
  if (now_ < published_at_ || now_ - published_at_ >= kPublishInterval) publish_statistics();
  return Done{};
}

// What cannot be committed any more comes again, to whoever reads on from the group's offsets.
Status Worker::stop() {
  now_ = ports_.clock.now();
  Status done = Done{};
  if (committer_.is_open() && !is_in_doubt_ && has_something_to_commit()) {
    if (const auto outcome = transact(); !outcome) done = outcome.error();
  }
  drop_partitions();
  const Status closed = ports_.log.close();
  committer_.close();
  publish_statistics();
  return done ? closed : done;
}

// The partition of a record or end, if it takes such now.
OwnedPartition* Worker::taking(stream::TopicPartition source) {
  const auto number = static_cast<std::size_t>(source.partition);
  OwnedPartition* partition = number < by_number_.size() ? by_number_[number] : nullptr;
  if (partition == nullptr || !failure_) return nullptr;
  return is_in_doubt_ && partition->is_live() ? nullptr : partition;
}

void Worker::record(const stream::Record& record) {
  OwnedPartition* partition = taking(record.source);
  if (partition == nullptr || !partition->take(record.source, record.offset)) return;
  const bool is_live = partition->is_live();
  if (is_live) {
    ++events_since_commit_;
    if (!uncommitted_since_) uncommitted_since_ = now_;
  }
  const codec::Decoded decoded = decoder_.decode(record.value.value_or(std::string_view{}),
                                                 codec::Form::kProtobuf, record.timestamp);
  const bool is_new = partition->is_new(record.source, record.offset);
  if (decoded.event != nullptr) {
    fold(*partition, *decoded.event, is_new);
    if (is_new) {
      statistics_.rejects[static_cast<std::size_t>(codec::RejectReason::kBadPeriod)] +=
          decoded.bad_periods;
    }
  } else if (is_new) {
    reject(*partition, record, decoded.reason);
  }
  if (is_live) return;
  if (!partition->knows_end(record.source.topic)) {
    if (const auto end = ports_.log.end_offset(record.source)) {
      partition->note_end(record.source, *end);
    }
  }
  anything_caught_up_ = anything_caught_up_ || partition->caught_up();
}

void Worker::end_of_partition(stream::TopicPartition source, stream::Offset next) {
  OwnedPartition* partition = taking(source);
  if (partition == nullptr) return;
  partition->reached_end(source, next);
  anything_caught_up_ = anything_caught_up_ || (!partition->is_live() && partition->caught_up());
}

void Worker::fold(OwnedPartition& partition, const domain::Event& event, bool is_new) {
  const domain::FoldOutcome outcome = partition.shard().fold(event);
  if (!is_new) {
    partition.count_restored_event();
    return;
  }
  partition.breaker().accepted();
  ++statistics_.events[event.payload.index()];
  switch (outcome.verdict) {
    case domain::Verdict::kNew:
      break;
    case domain::Verdict::kDuplicate:
      ++statistics_.duplicates;
      break;
    case domain::Verdict::kConflict:
      ++statistics_.conflicts;
      break;
    case domain::Verdict::kCorrection:
      ++statistics_.corrections;
      break;
  }
}

void Worker::reject(OwnedPartition& partition, const stream::Record& record,
                    codec::RejectReason reason) {
  const std::string& topic = options_.input_topics[static_cast<std::size_t>(record.source.topic)];
  ++statistics_.rejects[static_cast<std::size_t>(reason)];
  partition.add(DeadLetter::of(record, topic, ports_.log.headers(), reason, options_.name));
  partition.breaker().rejected();
  if (partition.breaker().open()) {
    fail({Remedy::kStop,
          fmt::format("too many rejected records, the last for {}: {} [{}] offset {}; nothing of "
                      "the last commit interval is written",
                      name(reason), topic, record.source.partition, record.offset)});
  }
}

void Worker::fail(Error error) {
  if (failure_) failure_ = std::move(error);
}

base::CivilDay Worker::day() {
  if (options_.pinned_day) return *options_.pinned_day;
  const base::CivilDay today = domain::civil_day(now_);
  latest_day_ = std::max(latest_day_.value_or(today), today);
  return *latest_day_;
}

// Another instance whose clock is a little ahead may have turned the day already. A day further off
// was pinned by somebody, and does not bind us.
void Worker::learn_day(std::span<const stream::CommittedOffset> committed) {
  if (options_.pinned_day) return;
  for (const stream::CommittedOffset& offset : committed) {
    const auto published = day_of(offset.metadata);
    if (published && *published == day() + std::chrono::days{1}) latest_day_ = *published;
  }
}

void Worker::publish_statistics() {
  published_at_ = now_;
  statistics_.partitions.clear();
  for (const auto& [number, partition] : partitions_) {
    statistics_.partitions[number] = partition.statistics(
        [this](stream::TopicPartition source) { return ports_.log.end_offset(source); });
  }
  ports_.statistics.publish(statistics_);
}

}  // namespace sjukpuls::runtime
