#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "processor/stream/log.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::contract {

// A Kafka of some kind, as the contract tests see it. Topics and groups of one cluster are used by
// one test only.
class Cluster {
 public:
  virtual ~Cluster() = default;

  virtual void create_topic(const std::string& topic, int partitions) = 0;
  virtual void append(const std::string& topic, const std::string& key,
                      const std::string& value) = 0;
  virtual std::unique_ptr<stream::Log> open_log(std::vector<std::string> topics,
                                                std::string member) = 0;
  virtual std::unique_ptr<stream::TransactionSource> transactions(std::string id,
                                                                  stream::Log& log) = 0;
  virtual std::unique_ptr<stream::TopicReader> reader(std::string topic) = 0;

  // Whether transactions leave markers, hide what is open and keep offsets.
  virtual bool is_transactional() const = 0;
};

using ClusterMaker = std::function<std::unique_ptr<Cluster>()>;

// The fake; librdkafka's mock cluster; a broker that runs at $SJUKPULS_TEST_BROKER.
std::unique_ptr<Cluster> make_sim_cluster();
std::unique_ptr<Cluster> make_embedded_cluster();
std::unique_ptr<Cluster> make_broker_cluster();

}  // namespace sjukpuls::contract
