#include "processor/runtime/worker.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "processor/domain/day_text.h"
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
      announcer_(ports_.announced, options_.reconcile_limit) {}

Worker::~Worker() {
  // Whoever did not call stop() wants nothing committed.
  partitions_.clear();
  announcer_.let_go();
  static_cast<void>(ports_.log.close());
}

Status Worker::run(const std::stop_token& stop_requested) {
  Status done = start();
  while (done && !stop_requested.stop_requested()) done = step(kStepWait);
  if (done) return stop();
  partitions_.clear();
  announcer_.let_go();
  transaction_.reset();
  static_cast<void>(ports_.log.close());
  return done;
}

Status Worker::start() {
  if (auto done = check_topics(); !done) return done;
  if (auto done = announcer_.check(); !done) return done;
  // Before joining: what a predecessor left open ends before its partitions come to us.
  if (auto done = ensure_transaction(); !done) return done;
  return ports_.log.subscribe(*this);
}

Status Worker::check_topics() {
  const auto counts = ports_.log.partition_counts();
  if (!counts) return counts.error();
  const auto partials = ports_.partials.partition_count();
  if (!partials) return partials.error();
  const bool equal =
      std::all_of(counts->begin(), counts->end(), [&](int count) { return count == *partials; });
  if (equal) return Done{};
  std::string text = "topics need equal partition counts, but:";
  for (std::size_t i = 0; i < counts->size(); ++i) {
    text += fmt::format(" {} has {},", options_.input_topics[i], (*counts)[i]);
  }
  text += fmt::format(" {} has {}", options_.partials_topic, *partials);
  return Error{Remedy::kStop, std::move(text)};
}

Status Worker::step(std::chrono::milliseconds wait) {
  if (auto done = ensure_transaction(); !done) return done;
  if (auto done = ports_.log.poll(wait); !done) return done;
  if (!failure_) return failure_;
  if (anything_caught_up_) {
    if (auto done = bring_live(); !done) return done;
  }
  if (commit_is_due()) {
    if (auto done = commit(); !done) return done;
  }
  const base::ProcessingTime now = ports_.clock.now();
  if (now < published_at_ || now - published_at_ >= kPublishInterval) publish_statistics();
  return Done{};
}

Status Worker::stop() {
  Status done = has_something_to_commit() ? commit() : Status{Done{}};
  const Status closed = ports_.log.close();
  transaction_.reset();
  publish_statistics();
  return done ? closed : done;
}

void Worker::record(const stream::Record& record) {
  OwnedPartition* partition = owned(record.source);
  if (partition == nullptr || !failure_ || !partition->take(record.source, record.offset)) return;
  if (partition->phase() == Phase::kLive) {
    ++events_since_commit_;
    if (!uncommitted_since_) uncommitted_since_ = ports_.clock.now();
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
  if (partition->phase() == Phase::kLive) return;
  if (!partition->knows_end(record.source.topic)) {
    if (const auto end = ports_.log.end_offset(record.source)) {
      partition->heard_of_end(record.source, *end);
    }
  }
  anything_caught_up_ = anything_caught_up_ || partition->caught_up();
}

void Worker::end_of_partition(stream::TopicPartition source, stream::Offset next) {
  OwnedPartition* partition = owned(source);
  if (partition == nullptr) return;
  partition->reached_end(source, next);
  if (partition->phase() == Phase::kLive) return;
  anything_caught_up_ = anything_caught_up_ || partition->caught_up();
}

void Worker::fold(OwnedPartition& partition, const domain::Event& event, bool is_new) {
  const domain::FoldOutcome outcome = partition.shard().fold(event);
  if (!is_new) {
    ++statistics_.partitions[partition.number()].restored_events;
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

std::vector<stream::Start> Worker::assigned(std::span<const stream::TopicPartition> sources) {
  ++statistics_.assignments;
  if (auto done = take_up(sources); !done) {
    fail(done.error());
    return {};
  }
  publish_statistics();
  return OwnedPartition::log_starts(sources);
}

Status Worker::take_up(std::span<const stream::TopicPartition> sources) {
  if (sources.empty()) return Done{};
  // A lost producer's transaction may hold these very offsets until a new one ends it.
  if (auto done = ensure_transaction(); !done) return done;
  auto committed = ports_.log.committed(sources);
  if (!committed) return committed.error();
  learn_day(*committed);
  std::map<int, std::vector<stream::CommittedOffset>> by_number;
  for (stream::CommittedOffset& offset : *committed) {
    by_number[offset.source.partition].push_back(std::move(offset));
  }
  for (auto& [number, offsets] : by_number) {
    if (offsets.size() != options_.input_topics.size()) {
      return Error{Remedy::kStop,
                   fmt::format("partition {} of {} topics was assigned, not of {}", number,
                               offsets.size(), options_.input_topics.size())};
    }
    partitions_.try_emplace(number, number, ports_.catalogue, options_.shard, offsets);
    spdlog::info("partition {}: restoring", number);
  }
  return Done{};
}

void Worker::revoked(stream::Revocation revocation) {
  ++statistics_.revocations;
  if (revocation == stream::Revocation::kOrderly && failure_ && transaction_ &&
      has_something_to_commit()) {
    const Status done = write_all(day());
    if (done) {
      note_commit();
    } else {
      // The next owner begins from what was committed before; that is what rolling back means here.
      spdlog::warn("commit before giving partitions away: {}", done.error().what);
      if (auto given_up = give_up_transaction(done.error()); !given_up) fail(given_up.error());
    }
  }
  partitions_.clear();
  announcer_.let_go();
  anything_caught_up_ = false;
  events_since_commit_ = 0;
  uncommitted_since_.reset();
  publish_statistics();
}

OwnedPartition* Worker::owned(stream::TopicPartition source) {
  const auto found = partitions_.find(source.partition);
  return found == partitions_.end() ? nullptr : &found->second;
}

void Worker::fail(Error error) {
  if (failure_) failure_ = std::move(error);
}

base::CivilDay Worker::day() {
  if (options_.pinned_day) return *options_.pinned_day;
  const base::CivilDay today = domain::civil_day(ports_.clock.now());
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
  published_at_ = ports_.clock.now();
  std::map<int, PartitionStatistics> partitions;
  for (const auto& [number, partition] : partitions_) {
    PartitionStatistics& of_partition = partitions[number];
    of_partition = statistics_.partitions[number];
    of_partition.phase = partition.phase();
    of_partition.lag = partition.lag(
        [this](stream::TopicPartition source) { return ports_.log.end_offset(source); });
    of_partition.patients = partition.shard().patients();
    of_partition.state_bytes = partition.shard().state_bytes();
    if (partition.shard().live()) of_partition.day = partition.shard().day();
  }
  statistics_.partitions = std::move(partitions);
  ports_.statistics.publish(statistics_);
}

}  // namespace sjukpuls::runtime
