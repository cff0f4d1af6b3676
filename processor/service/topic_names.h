#pragma once

#include <string>
#include <vector>

#include "processor/base/result.h"
#include "processor/codec/input_topic.h"
#include "processor/kafka/topics.h"

namespace sjukpuls::service {

// The topics of one installation: those of the contract and the design, behind its own prefix.
struct TopicNames {
  std::vector<std::string> inputs;  // by codec::InputTopic
  std::string partials;
  std::string dead_letters;
  std::string alerts;      // one partition
  std::string indicators;  // one partition

  const std::string& of(codec::InputTopic topic) const {
    return inputs[static_cast<std::size_t>(topic)];
  }
};

TopicNames topic_names(const std::string& prefix);

// How the topics have to be: partition counts equal but for what is announced, which has one;
// inputs and dead letters kept, others compacted.
std::vector<kafka::TopicSpec> topic_specs(const TopicNames& names, int partitions);

}  // namespace sjukpuls::service
