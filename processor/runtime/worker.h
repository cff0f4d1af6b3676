#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/codec/event_decoder.h"
#include "processor/codec/partial.h"
#include "processor/engine/shard.h"
#include "processor/runtime/announcer.h"
#include "processor/runtime/committer.h"
#include "processor/runtime/owned_partition.h"
#include "processor/runtime/statistics.h"
#include "processor/stream/log.h"
#include "processor/stream/read_content.h"
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
// The life of a partition number:
//
//   awaited    assigned to us; the group's offsets are not known yet, and its records are let go
//   restoring  folds from the start of the log, and writes nothing
//   caught up  folds on, while its rows are read from the partials topic, one number at a time
//   live       all was evaluated and what differed from its rows committed; from now on commits
//              what changes
//
// A transaction that fails (committer.h) is rolled back, or settled once its end is known; while it
// is in doubt, live partitions let their records go, to read them again afterwards. A partition
// that fails on its way to live is awaited anew. Revocation commits once and drops all.
//
// Nothing waits: each step makes one poll and a slice of whatever else is under way. Only the calls
// of the ports take time; open() and committed_offsets() seconds at most, commit and abort as long
// as a transaction may.
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
  // What the log hands over, from within its poll.
  void record(const stream::Record& record) override;
  void end_of_partition(stream::TopicPartition source, stream::Offset next) override;
  std::vector<stream::Start> assigned(std::span<const stream::TopicPartition> sources) override;
  void revoked(stream::Revocation revocation) override;
  OwnedPartition* taking(stream::TopicPartition source);
  void fold(OwnedPartition& partition, const domain::Event& event, bool is_new);
  void reject(OwnedPartition& partition, const stream::Record& record, codec::RejectReason reason);
  void fail(base::Error error);

  // From start to live. worker_lifecycle.cc
  base::Status check_topics();
  base::Status open_and_join();
  base::Status take_up();
  base::Result<bool> ask_for_offsets();
  void await_anew(int number);
  base::Status bring_live();
  base::Status go_live(OwnedPartition& partition, stream::PartitionContent content);
  void drop_partitions();

  // Transactions. worker_transactions.cc
  bool is_announcing() const;
  bool commit_is_due();
  bool has_something_to_commit();
  base::Status commit();
  base::Result<Outcome> transact();
  base::Status write_all(stream::Transaction& transaction, base::CivilDay day, std::uint64_t& rows);
  base::Status write_difference(stream::Transaction& transaction, OwnedPartition& partition,
                                stream::PartitionContent content, std::uint64_t& rows);
  base::Status put_dead_letters(stream::Transaction& transaction, const OwnedPartition& partition);
  void note_committed(OwnedPartition& partition);
  void count_commit(std::uint64_t rows);
  base::Status roll_back();
  base::Status settle();

  // The day of the rows; never goes back while this process lives.
  base::CivilDay day();
  void learn_day(std::span<const stream::CommittedOffset> committed);

  void publish_statistics();

  // Constant after construction.
  const WorkerOptions options_;
  const WorkerPorts ports_;

  // Tools, without a state that outlasts a transaction but for the producer's.
  codec::EventDecoder decoder_;
  codec::PartialCodec partial_codec_;
  WorkerStatistics statistics_;
  Committer committer_;
  Announcer announcer_;

  // What is ours: every number that is assigned to us is in one of the first two.
  std::map<int, OwnedPartition> partitions_;
  std::vector<stream::TopicPartition> awaited_;
  std::vector<OwnedPartition*> by_number_;  // into partitions_; null where there is none
  struct GoingLive {
    GoingLive(int of_number, stream::TopicReader& reader, std::string topic,
              base::ProcessingTime now)
        : number(of_number), reading(reader, std::move(topic), of_number), told_at(now) {}

    int number;
    stream::ContentReading reading;
    base::ProcessingTime told_at;  // when it was last said that this takes long
  };
  std::optional<GoingLive> going_live_;  // a caught-up partition whose rows are being read
  bool anything_caught_up_ = false;      // a restoring one may have; a look tells

  // The transaction that is open, and the one before it.
  std::uint64_t events_since_commit_ = 0;
  std::optional<base::ProcessingTime> uncommitted_since_;
  bool is_in_doubt_ = false;  // of the one before: whether it is committed

  base::Status failure_ = base::Done{};  // of a handler, which cannot return one
  bool has_joined_ = false;

  // Time, read once a step.
  base::ProcessingTime now_{};
  std::optional<base::CivilDay> latest_day_;
  base::ProcessingTime day_seen_at_{};
  base::ProcessingTime published_at_{};
};

}  // namespace sjukpuls::runtime
