#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "processor/base/result.h"

namespace sjukpuls::kafka {

// A Kafka that lives inside this process: librdkafka's mock cluster, one broker on loopback. Good
// for demonstrations and for tests of single calls. It keeps 5 MB a partition, forgets at its end,
// writes no transaction markers and keeps no offsets of transactions: exactly-once needs a real
// broker.
class EmbeddedCluster {
 public:
  static base::Result<std::unique_ptr<EmbeddedCluster>> start();
  ~EmbeddedCluster();

  std::string bootstrap_servers() const;
  base::Status create_topic(const std::string& topic, int partitions);

  // Requests of this kind (Kafka's api key) fail with these codes, one each, in turn.
  void fail_requests(std::int16_t api_key, std::span<const int> codes);

 private:
  struct State;

  explicit EmbeddedCluster(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sjukpuls::kafka
