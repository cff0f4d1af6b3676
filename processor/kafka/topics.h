#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "processor/base/result.h"
#include "processor/kafka/options.h"

namespace sjukpuls::kafka {

// A topic as it has to be. `settings` are Kafka's topic settings by name.
struct TopicSpec {
  std::string name;
  int partitions;
  std::map<std::string, std::string> settings;
};

// A topic that is not as it has to be, in a sentence that names topic, setting and both values.
using TopicFault = std::string;

// Makes the topics that do not exist; leaves those that do as they are.
base::Status create_topics(const KafkaOptions& options, std::span<const TopicSpec> topics,
                           int replication_factor);

// What is wrong with the topics: missing ones, other partition counts, other settings.
base::Result<std::vector<TopicFault>> check_topics(const KafkaOptions& options,
                                                   std::span<const TopicSpec> topics);

}  // namespace sjukpuls::kafka
