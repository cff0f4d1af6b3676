#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/codec/event_decoder.h"
#include "processor/codec/partial.h"
#include "processor/engine/shard.h"
#include "processor/runtime/announcer.h"
#include "processor/runtime/owned_partition.h"
#include "processor/runtime/statistics.h"
#include "processor/stream/log.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

struct WorkerOptions {
  // The topics that the log was opened on, in its order.
  std::vector<std::string> input_topics;
  std::string partials_topic;
  std::string dead_letters_topic;
  // Who set a record aside, on its dead letter.
  std::string name = "sjukpuls";

  // Never to be followed by another; none: the day in Stockholm by the clock.
  std::optional<base::CivilDay> pinned_day;

  // A commit comes at the first of these after something has changed.
  std::chrono::milliseconds commit_interval{1'000};
  std::uint64_t commit_events = 200'000;

  // How long going live may wait for others' transactions on the partials topic to end.
  std::chrono::milliseconds reconcile_limit{45'000};

  engine::ShardOptions shard;
};

// What a worker works with; all of it is borrowed and outlives the worker.
struct WorkerPorts {
  stream::Log& log;
  stream::TransactionSource& transactions;
  stream::TopicReader& partials;
  const base::Clock& clock;
  StatisticsBoard& statistics;
  const indicators::Catalogue& catalogue;
  // Written while this worker owns partition 0.
  std::vector<stream::AnnouncedPort> announced = {};
};

// Reads its share of the input topics, folds it into shards, and commits rows, dead letters and
// offsets together. One thread makes all calls.
//
//   assigned -> restoring: folds from the start of the log, writes nothing
//            -> live, once the log's end was reached: evaluates all, writes what differs from the
//               partials topic, and from then on what changes
//   a failed transaction -> rolled back, read again from the committed offsets
//   revoked  -> commits once, drops the shards
//
// Errors are final: the process is to end, and its keeper to start it anew. kStop says that a
// person has to look first.
class Worker : private stream::GroupHandler {
 public:
  Worker(WorkerOptions options, WorkerPorts ports);
  ~Worker() override;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Until asked to stop, then commits and leaves; or until an error that leaves nothing committed
  // half.
  base::Status run(const std::stop_token& stop);

  // The parts of run(): start, then step again and again, then stop.
  base::Status start();
  // Waits at most `wait` for a record.
  base::Status step(std::chrono::milliseconds wait);
  base::Status stop();

 private:
  using Partitions = std::map<int, OwnedPartition>;

  void record(const stream::Record& record) override;
  void end_of_partition(stream::TopicPartition source, stream::Offset next) override;
  std::vector<stream::Start> assigned(std::span<const stream::TopicPartition> sources) override;
  void revoked(stream::Revocation revocation) override;

  base::Status check_topics();
  OwnedPartition* owned(stream::TopicPartition source);
  void fold(OwnedPartition& partition, const domain::Event& event, bool is_new);
  void reject(OwnedPartition& partition, const stream::Record& record, codec::RejectReason reason);
  void fail(base::Error error);
  base::Status take_up(std::span<const stream::TopicPartition> sources);

  // The day of the rows; never goes back while this process lives.
  base::CivilDay day();
  void learn_day(std::span<const stream::CommittedOffset> committed);

  // worker_commit.cc
  bool is_announcing() const;
  bool commit_is_due();
  bool has_something_to_commit();
  base::Status commit();
  base::Status write_all(base::CivilDay day);
  base::Status put_dead_letters(const OwnedPartition& partition);
  void note_commit();
  void count_commit();
  base::Status bring_live();
  base::Status go_live(OwnedPartition& partition);
  base::Status write_difference(OwnedPartition& partition, base::CivilDay day);

  // worker_recovery.cc
  base::Status ensure_transaction();
  base::Status give_up_transaction(const base::Error& error);
  base::Status recover(const base::Error& error);
  base::Status roll_back();
  base::Status settle();
  base::Status restore(OwnedPartition& partition);

  void publish_statistics();

  WorkerOptions options_;
  WorkerPorts ports_;
  codec::EventDecoder decoder_;
  codec::PartialCodec partial_codec_;
  Announcer announcer_;
  std::unique_ptr<stream::Transaction> transaction_;  // none between a fatal error and the next try
  Partitions partitions_;
  base::Status failure_ = base::Done{};  // of a handler, which cannot return one

  std::optional<base::CivilDay> latest_day_;
  bool anything_caught_up_ = false;
  std::uint64_t events_since_commit_ = 0;
  std::uint64_t rows_in_transaction_ = 0;
  std::optional<base::ProcessingTime> uncommitted_since_;
  int failures_in_a_row_ = 0;
  std::optional<base::ProcessingTime> last_rebuild_;

  base::ProcessingTime day_seen_at_{};

  WorkerStatistics statistics_;
  base::ProcessingTime published_at_{};
};

}  // namespace sjukpuls::runtime
