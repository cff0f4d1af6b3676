#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "processor/app/signals.h"
#include "processor/app/topic_names.h"
#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/config/settings.h"
#include "processor/indicators/catalogue.h"
#include "processor/kafka/kafka_log.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/kafka/kafka_transaction.h"
#include "processor/runtime/statistics.h"
#include "processor/runtime/table_follower.h"
#include "processor/runtime/worker.h"

namespace sjukpuls::app {

struct InstanceOptions {
  kafka::KafkaOptions
      kafka;  // instance_id is the whole instance's; each worker gets a number behind
  TopicNames topics;
  unsigned workers = 1;
  runtime::WorkerOptions worker;  // its topics are filled in
  SignalsOptions signals;
};

// One running sjukpuls: workers, each with its thread, consumer and producer, and the table that
// follows what all instances have committed. Threads end with stop(), or by themselves on an error.
class Instance {
 public:
  // Borrows catalogue and clock. An error when the cluster or its topics are not fit.
  static base::Result<std::unique_ptr<Instance>> start(const InstanceOptions& options,
                                                       const indicators::Catalogue& catalogue,
                                                       const base::Clock& clock);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  const runtime::TableFollower& table() const { return *follower_; }
  const Signals& signals() const { return *signals_; }
  // Of each worker.
  std::vector<runtime::WorkerStatistics> statistics() const;

  // The first error that ended a thread, if any has.
  std::optional<base::Error> failure() const;

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
  void note(const base::Status& ended);

  mutable std::mutex mutex_;
  std::optional<base::Error> failure_;  // under mutex_
  std::unique_ptr<kafka::KafkaTopicReader> table_reader_;
  std::unique_ptr<runtime::TableFollower> follower_;
  std::jthread follower_thread_;
  std::unique_ptr<Signals> signals_;
  std::jthread signals_thread_;
  std::vector<std::unique_ptr<Member>> members_;
};

// The options that the settings of `run` ask for.
InstanceOptions instance_options(const config::Settings& settings);

}  // namespace sjukpuls::app
