#include "tests/contract/cluster.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "processor/kafka/embedded_cluster.h"
#include "processor/kafka/kafka_log.h"
#include "processor/kafka/kafka_producer.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/kafka/kafka_transaction.h"
#include "processor/kafka/topics.h"
#include "tests/fakes/sim_broker.h"

namespace sjukpuls::contract {
namespace {

template <typename T>
T must(base::Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().what;
    std::abort();
  }
  return std::move(result).value();
}

class SimCluster final : public Cluster {
 public:
  void create_topic(const std::string& topic, int partitions) override {
    broker_.create_topic(topic, partitions);
  }
  void append(const std::string& topic, const std::string& key, const std::string& value) override {
    broker_.append(topic, 0, key, value);
  }
  std::unique_ptr<stream::Log> open_log(std::vector<std::string> topics,
                                        std::string member) override {
    return broker_.open_log(std::move(topics), std::move(member));
  }
  std::unique_ptr<stream::TransactionSource> transactions(std::string id,
                                                          stream::Log& log) override {
    return broker_.transactions(std::move(id), log);
  }
  std::unique_ptr<stream::TopicReader> reader(std::string topic) override {
    return broker_.reader(std::move(topic));
  }
  bool is_transactional() const override { return true; }

 private:
  fakes::SimBroker broker_;
};

// Topics and ids carry a prefix of their own, since a broker outlives the test.
class KafkaCluster : public Cluster {
 public:
  explicit KafkaCluster(std::string bootstrap_servers) {
    static int made = 0;
    prefix_ = fmt::format("t{}-{}-", getpid(), ++made);
    options_.bootstrap_servers = std::move(bootstrap_servers);
    options_.group_id = prefix_ + "group";
    options_.session_timeout = std::chrono::seconds{6};
    options_.properties["heartbeat.interval.ms"] = "500";
  }
  void append(const std::string& topic, const std::string& key, const std::string& value) override {
    if (!producer_) producer_ = must(kafka::KafkaProducer::open(options_));
    must(producer_->produce(prefix_ + topic, key, value));
    must(producer_->flush(std::chrono::seconds{10}));
    ASSERT_EQ(producer_->deliveries().failed, 0U) << producer_->deliveries().first_failure;
  }
  std::unique_ptr<stream::Log> open_log(std::vector<std::string> topics,
                                        std::string member) override {
    for (std::string& topic : topics) topic.insert(0, prefix_);
    kafka::KafkaOptions options = options_;
    options.instance_id = std::move(member);
    return must(kafka::KafkaLog::open(options, std::move(topics)));
  }
  std::unique_ptr<stream::TransactionSource> transactions(std::string id,
                                                          stream::Log& log) override;
  std::unique_ptr<stream::TopicReader> reader(std::string topic) override {
    return must(kafka::KafkaTopicReader::open(options_, prefix_ + topic));
  }

 protected:
  const kafka::KafkaOptions& options() const { return options_; }
  const std::string& prefix() const { return prefix_; }

 private:
  kafka::KafkaOptions options_;
  std::string prefix_;
  std::unique_ptr<kafka::KafkaProducer> producer_;
};

// Puts the test's prefix before the topics of a transaction.
class PrefixedTransaction final : public stream::Transaction {
 public:
  PrefixedTransaction(std::unique_ptr<stream::Transaction> inner, std::string prefix)
      : inner_(std::move(inner)), prefix_(std::move(prefix)) {}
  base::Status begin() override { return inner_->begin(); }
  base::Status put(const stream::OutputRecord& record) override {
    const std::string topic = prefix_ + std::string(record.topic);
    stream::OutputRecord prefixed = record;
    prefixed.topic = topic;
    return inner_->put(prefixed);
  }
  base::Status add_offsets(std::span<const stream::NextOffset> offsets,
                           std::string_view metadata) override {
    return inner_->add_offsets(offsets, metadata);
  }
  base::Status commit() override { return inner_->commit(); }
  base::Status abort() override { return inner_->abort(); }

 private:
  std::unique_ptr<stream::Transaction> inner_;
  std::string prefix_;
};

class PrefixedSource final : public stream::TransactionSource {
 public:
  PrefixedSource(kafka::KafkaOptions options, std::string id, kafka::KafkaLog& log,
                 std::string prefix)
      : inner_(std::move(options), prefix + id, log), prefix_(std::move(prefix)) {}
  base::Result<std::unique_ptr<stream::Transaction>> open() override {
    auto inner = inner_.open();
    if (!inner) return inner.error();
    return std::unique_ptr<stream::Transaction>(
        std::make_unique<PrefixedTransaction>(std::move(*inner), prefix_));
  }

 private:
  kafka::KafkaTransactionSource inner_;
  std::string prefix_;
};

std::unique_ptr<stream::TransactionSource> KafkaCluster::transactions(std::string id,
                                                                      stream::Log& log) {
  return std::make_unique<PrefixedSource>(options_, std::move(id),
                                          dynamic_cast<kafka::KafkaLog&>(log), prefix_);
}

class EmbeddedKafkaCluster final : public KafkaCluster {
 public:
  explicit EmbeddedKafkaCluster(std::unique_ptr<kafka::EmbeddedCluster> cluster)
      : KafkaCluster(cluster->bootstrap_servers()), cluster_(std::move(cluster)) {}
  void create_topic(const std::string& topic, int partitions) override {
    must(cluster_->create_topic(prefix() + topic, partitions));
  }
  bool is_transactional() const override { return false; }

 private:
  std::unique_ptr<kafka::EmbeddedCluster> cluster_;
};

class BrokerCluster final : public KafkaCluster {
 public:
  using KafkaCluster::KafkaCluster;
  void create_topic(const std::string& topic, int partitions) override {
    const kafka::TopicSpec spec{prefix() + topic, partitions, {}};
    must(kafka::create_topics(options(), {&spec, 1}, 1));
  }
  bool is_transactional() const override { return true; }
};

}  // namespace

std::unique_ptr<Cluster> make_sim_cluster() { return std::make_unique<SimCluster>(); }

std::unique_ptr<Cluster> make_embedded_cluster() {
  return std::make_unique<EmbeddedKafkaCluster>(must(kafka::EmbeddedCluster::start()));
}

std::unique_ptr<Cluster> make_broker_cluster() {
  const char* servers = std::getenv("SJUKPULS_TEST_BROKER");  // NOLINT(concurrency-mt-unsafe)
  if (servers == nullptr) return nullptr;
  return std::make_unique<BrokerCluster>(servers);
}

}  // namespace sjukpuls::contract
