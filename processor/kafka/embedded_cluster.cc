#include "processor/kafka/embedded_cluster.h"

#include <utility>
#include <vector>

#include "processor/kafka/client.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {

struct EmbeddedCluster::State {
  Client client;  // the mock cluster runs on a client of its own
  MockCluster cluster;
};

base::Result<std::unique_ptr<EmbeddedCluster>> EmbeddedCluster::start() {
  // The client that carries the cluster connects to nothing, and has nothing to say about that.
  KafkaOptions quiet;
  quiet.properties["log_level"] = "0";
  auto conf = make_conf(RD_KAFKA_PRODUCER, quiet, {}, {});
  if (!conf) return conf.error();
  auto client = make_client(RD_KAFKA_PRODUCER, std::move(*conf));
  if (!client) return client.error();
  auto state = std::make_unique<State>();
  state->client = std::move(*client);
  state->cluster.reset(rd_kafka_mock_cluster_new(state->client.get(), 1));
  if (!state->cluster) {
    return base::Error{base::Remedy::kStop, "embedded cluster: cannot listen on loopback"};
  }
  return std::unique_ptr<EmbeddedCluster>(new EmbeddedCluster(std::move(state)));
}

EmbeddedCluster::EmbeddedCluster(std::unique_ptr<State> state) : state_(std::move(state)) {}

EmbeddedCluster::~EmbeddedCluster() = default;

std::string EmbeddedCluster::bootstrap_servers() const {
  return rd_kafka_mock_cluster_bootstraps(state_->cluster.get());
}

base::Status EmbeddedCluster::create_topic(const std::string& topic, int partitions) {
  const rd_kafka_resp_err_t code =
      rd_kafka_mock_topic_create(state_->cluster.get(), topic.c_str(), partitions, 1);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(code, Severity::kPlain, "creating topic " + topic);
  }
  return base::Done{};
}

void EmbeddedCluster::fail_requests(std::int16_t api_key, std::span<const int> codes) {
  std::vector<rd_kafka_resp_err_t> errors;
  for (const int code : codes) errors.push_back(static_cast<rd_kafka_resp_err_t>(code));
  rd_kafka_mock_push_request_errors_array(state_->cluster.get(), api_key, errors.size(),
                                          errors.data());
}

}  // namespace sjukpuls::kafka
