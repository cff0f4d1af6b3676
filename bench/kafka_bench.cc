// What librdkafka and a broker take on this machine, beside which every figure of the whole is to
// be read: raw consuming, and the cycle of a transaction. Against the embedded cluster, or against
// the broker at $SJUKPULS_TEST_BROKER (tests/kafka/with_broker starts one).

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "processor/kafka/embedded_cluster.h"
#include "processor/kafka/kafka_log.h"
#include "processor/kafka/kafka_producer.h"
#include "processor/kafka/kafka_transaction.h"
#include "processor/kafka/topics.h"

namespace sjukpuls::kafka {
namespace {

constexpr int kPartitions = 12;
constexpr std::size_t kEventBytes = 135;
constexpr std::chrono::milliseconds kWait{100};

template <typename T>
T must(base::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().what);
    std::exit(1);
  }
  return std::move(result).value();
}

class Cluster {
 public:
  Cluster() {
    const char* servers = std::getenv("SJUKPULS_TEST_BROKER");  // NOLINT(concurrency-mt-unsafe)
    if (servers != nullptr) {
      options_.bootstrap_servers = servers;
    } else {
      embedded_ = must(EmbeddedCluster::start());
      options_.bootstrap_servers = embedded_->bootstrap_servers();
    }
    static int made = 0;
    prefix_ = fmt::format("bench{}-{}-", getpid(), ++made);
    options_.group_id = prefix_ + "group";
  }

  std::string topic(const std::string& name) {
    const TopicSpec spec{prefix_ + name, kPartitions, {}};
    if (embedded_) {
      must(embedded_->create_topic(spec.name, spec.partitions));
    } else {
      must(create_topics(options_, {&spec, 1}, 1));
    }
    return spec.name;
  }

  const KafkaOptions& options() const { return options_; }
  // The embedded cluster keeps 5 MB a partition.
  std::int64_t most_records() const { return embedded_ ? 300'000 : 2'000'000; }

 private:
  std::unique_ptr<EmbeddedCluster> embedded_;
  KafkaOptions options_;
  std::string prefix_;
};

class Counter final : public stream::GroupHandler {
 public:
  void record(const stream::Record& record) override {
    ++records;
    benchmark::DoNotOptimize(record.value->data());
  }
  void end_of_partition(stream::TopicPartition /*source*/, stream::Offset /*next*/) override {}
  std::vector<stream::Start> assigned(std::span<const stream::TopicPartition> sources) override {
    is_member = true;
    std::vector<stream::Start> starts;
    for (const stream::TopicPartition source : sources) starts.push_back({source, std::nullopt});
    return starts;
  }
  void revoked(stream::Revocation /*revocation*/) override {}

  std::int64_t records = 0;
  bool is_member = false;
};

void consume(benchmark::State& state) {
  Cluster cluster;
  const std::string topic = cluster.topic("events");
  const auto producer = must(KafkaProducer::open(cluster.options()));
  // Digits that compress about as well as events do.
  std::string value(kEventBytes, '0');
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>('0' + i * i % 10);
  for (std::int64_t i = 0; i < cluster.most_records(); ++i) {
    must(producer->produce(topic, fmt::format("patient-{}", i % 100'000), value));
  }
  must(producer->flush(std::chrono::minutes{1}));
  Counter counter;
  const auto log = must(KafkaLog::open(cluster.options(), {topic}));
  must(log->subscribe(counter));
  while (!counter.is_member) must(log->poll(kWait));
  for (auto _ : state) {
    while (counter.records < cluster.most_records()) must(log->poll(kWait));
  }
  state.SetItemsProcessed(counter.records);
}
BENCHMARK(consume)->Iterations(1)->Unit(benchmark::kMillisecond)->UseRealTime();

void transaction(benchmark::State& state) {
  Cluster cluster;
  const std::string in = cluster.topic("in");
  const std::string out = cluster.topic("out");
  Counter counter;
  const auto log = must(KafkaLog::open(cluster.options(), {in}));
  KafkaTransactionSource source(cluster.options(), cluster.options().group_id, *log);
  const auto transaction = must(source.open());
  must(log->subscribe(counter));
  while (!counter.is_member) must(log->poll(kWait));
  const std::string value(250, 'r');
  std::vector<stream::NextOffset> offsets;
  for (int partition = 0; partition < kPartitions; ++partition)
    offsets.push_back({{0, partition}, 0});
  const auto cycle = [&] {
    must(transaction->begin());
    for (std::int64_t i = 0; i < state.range(0); ++i) {
      const std::string key = fmt::format("row|unit|SE-{}|28d|0", i);
      must(transaction->put({.topic = out,
                             .partition = static_cast<int>(i % kPartitions),
                             .key = key,
                             .value = value,
                             .headers = {}}));
    }
    must(transaction->add_offsets(offsets, "v1;day=2025-03-31"));
    must(transaction->commit());
  };
  cycle();  // the first one waits for metadata
  for (auto _ : state) cycle();
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(transaction)
    ->Arg(1)
    ->Arg(1'000)
    ->Arg(20'000)
    ->Iterations(20)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace sjukpuls::kafka

BENCHMARK_MAIN();
