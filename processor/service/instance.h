#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/indicators/catalogue.h"
#include "processor/kafka/kafka_log.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/kafka/kafka_transaction.h"
#include "processor/runtime/statistics.h"
#include "processor/runtime/table_follower.h"
#include "processor/runtime/worker.h"
#include "processor/service/signals.h"
#include "processor/service/topic_names.h"

namespace sjukpuls::service {

struct InstanceOptions {
  kafka::KafkaOptions
      kafka;  // instance_id is the whole instance's; each worker gets a number behind
  TopicNames topics;
  bool processes = true;  // has workers, in the consumer group
  bool serves = true;     // shows the numbers of all
  unsigned workers = 1;
  runtime::WorkerOptions worker;  // its topics are filled in
  SignalsOptions signals;
};

// One running sjukpuls: the table that follows what all instances have committed, the signals of
// units, and, where it processes, workers, each with its thread, consumer and producer. Threads end
// with stop(), or by themselves on an error.
class Instance {
 public:
  // Borrows catalogue and clock. An error when the cluster or its topics are not fit.
  static base::Result<std::unique_ptr<Instance>> start(const InstanceOptions& options,
                                                       const indicators::Catalogue& catalogue,
                                                       const base::Clock& clock);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // Null where it does not serve.
  const runtime::TableFollower* table() const { return serves_ ? follower_.get() : nullptr; }
  const Signals& signals() const { return *signals_; }
  bool processes() const { return !members_.empty(); }
  // Of each worker.
  std::vector<runtime::WorkerStatistics> statistics() const;

  // The first error that ended a thread, if any has.
  std::optional<base::Error> failure() const;
  // Another thread has ended that the instance is nothing without. Thread-safe.
  void note(const base::Status& ended);

  // Lets every worker commit and leave, then ends the table. May be called twice.
  base::Status stop();

 private:
  // A worker and what it works with, in the order that they depend on each other.
  struct Member {
    std::unique_ptr<kafka::KafkaLog> log;
    std::unique_ptr<kafka::KafkaTransactionSource> transactions;
    std::unique_ptr<kafka::KafkaTopicReader> partials;
    std::unique_ptr<Announcements> announcements;
    runtime::StatisticsBoard statistics;
    std::unique_ptr<runtime::Worker> worker;
    std::jthread thread;
  };

  Instance() = default;
  base::Status add_member(const InstanceOptions& options, unsigned number,
                          const indicators::Catalogue& catalogue, const base::Clock& clock);

  bool serves_ = true;
  mutable std::mutex mutex_;
  std::optional<base::Error> failure_;  // under mutex_
  std::unique_ptr<kafka::KafkaTopicReader> table_reader_;
  std::unique_ptr<runtime::TableFollower> follower_;
  std::jthread follower_thread_;
  std::unique_ptr<Signals> signals_;
  std::jthread signals_thread_;
  std::vector<std::unique_ptr<Member>> members_;
};

}  // namespace sjukpuls::service
