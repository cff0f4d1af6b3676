#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/indicators/catalogue.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/runtime/table_follower.h"
#include "processor/service/topic_names.h"
#include "processor/stream/announced_topic.h"
#include "sinks/alerts/alert_book.h"
#include "sinks/alerts/lookout.h"
#include "sinks/topics/alert_follower.h"
#include "sinks/topics/alerts_topic.h"
#include "sinks/topics/indicators_topic.h"

namespace sjukpuls::service {

struct SignalsOptions {
  alerts::LookoutOptions lookout;
  alerts::AlertBookOptions book;
};

// What an instance knows of signals: it looks at the table when the clock says so, and follows the
// alerts topic. One thread runs it; any thread may read.
class Signals {
 public:
  // Borrows all of it. An error when there is no topic of alerts.
  static base::Result<std::unique_ptr<Signals>> open(const kafka::KafkaOptions& kafka,
                                                     const TopicNames& topics,
                                                     SignalsOptions options,
                                                     const indicators::Catalogue& catalogue,
                                                     const runtime::TableFollower& table,
                                                     const base::Clock& clock);

  // Until asked to stop, or until an error that time does not mend.
  base::Status run(const std::stop_token& stop);

  // Of the last looks. Half a country is not looked at: a look waits until every shard has
  // committed, and a minute at most while a day turns and shards are of two days.
  alerts::View view() const { return lookout_.view(); }
  const topics::AlertFollower& alerts() const { return *alerts_; }
  const SignalsOptions& options() const { return options_; }

 private:
  Signals(SignalsOptions options, const indicators::Catalogue& catalogue,
          const runtime::TableFollower& table, const base::Clock& clock);
  bool is_whole(const engine::Table& table);

  SignalsOptions options_;
  const runtime::TableFollower& table_;
  const base::Clock& clock_;
  std::optional<base::ProcessingTime> unsettled_since_;  // when shards began to be of two days
  alerts::Lookout lookout_;
  std::unique_ptr<kafka::KafkaTopicReader> reader_;
  std::unique_ptr<topics::AlertFollower> alerts_;
};

// What one worker announces of them, with the readers that it needs.
class Announcements {
 public:
  // Borrows signals and catalogue.
  static base::Result<std::unique_ptr<Announcements>> open(const kafka::KafkaOptions& kafka,
                                                           const TopicNames& topics,
                                                           const Signals& signals,
                                                           const indicators::Catalogue& catalogue);

  std::vector<stream::AnnouncedPort> ports();

 private:
  Announcements(const TopicNames& topics, const Signals& signals,
                const indicators::Catalogue& catalogue);

  topics::AlertsTopic alerts_;
  topics::IndicatorsTopic indicators_;
  std::unique_ptr<kafka::KafkaTopicReader> alerts_reader_;
  std::unique_ptr<kafka::KafkaTopicReader> indicators_reader_;
};

}  // namespace sjukpuls::service
