#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "processor/codec/encoder.h"
#include "processor/codec/event_decoder.h"
#include "processor/codec/input_topic.h"
#include "processor/domain/day_text.h"
#include "processor/engine/csv.h"
#include "processor/kafka/embedded_cluster.h"
#include "processor/kafka/kafka_log.h"
#include "processor/kafka/kafka_producer.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/kafka/kafka_transaction.h"
#include "processor/kafka/topics.h"
#include "processor/runtime/table_follower.h"
#include "processor/runtime/worker.h"

namespace sjukpuls {
namespace {

using runtime::Phase;

constexpr int kPartitions = 3;
constexpr std::chrono::seconds kPatience{90};

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

template <typename T>
T must(base::Result<T> result) {
  if (!result) {
    ADD_FAILURE() << result.error().what;
    std::abort();
  }
  return std::move(result).value();
}

struct Topics {
  std::vector<std::string> inputs;
  std::string partials;
  std::string dead_letters;

  explicit Topics(const std::string& prefix)
      : partials(prefix + "partials"), dead_letters(prefix + "dead-letters") {
    for (const std::string_view name : codec::kInputTopicNames) {
      inputs.push_back(prefix + std::string(name));
    }
  }
  std::vector<std::string> all() const {
    std::vector<std::string> all = inputs;
    all.push_back(partials);
    all.push_back(dead_letters);
    return all;
  }
};

// A worker on its own thread, from its making until stop().
class RunningWorker {
 public:
  RunningWorker(kafka::KafkaOptions options, const Topics& topics, const std::string& instance,
                const indicators::Catalogue& catalogue, base::CivilDay day) {
    options.instance_id = instance;
    log_ = must(kafka::KafkaLog::open(options, topics.inputs));
    transactions_ = std::make_unique<kafka::KafkaTransactionSource>(
        options, options.group_id + "." + instance, *log_);
    reader_ = must(kafka::KafkaTopicReader::open(options, topics.partials));
    runtime::WorkerOptions worker_options;
    worker_options.input_topics = topics.inputs;
    worker_options.partials_topic = topics.partials;
    worker_options.dead_letters_topic = topics.dead_letters;
    worker_options.pinned_day = day;
    worker_ = std::make_unique<runtime::Worker>(
        worker_options,
        runtime::WorkerPorts{*log_, *transactions_, *reader_, clock_, board_, catalogue});
    thread_ = std::jthread([this](const std::stop_token& stop) {
      const base::Status done = worker_->run(stop);
      EXPECT_TRUE(done) << done.error().what;
    });
  }

  void stop() {
    thread_.request_stop();
    thread_.join();
  }

  int live_partitions() const {
    int live = 0;
    for (const auto& [number, partition] : board_.read().partitions) {
      if (partition.phase == Phase::kLive) ++live;
    }
    return live;
  }
  runtime::WorkerStatistics statistics() const { return board_.read(); }

 private:
  base::SystemClock clock_;
  std::unique_ptr<kafka::KafkaLog> log_;
  std::unique_ptr<kafka::KafkaTransactionSource> transactions_;
  std::unique_ptr<kafka::KafkaTopicReader> reader_;
  runtime::StatisticsBoard board_;
  std::unique_ptr<runtime::Worker> worker_;
  std::jthread thread_;
};

class WorkerOnKafka : public testing::Test {
 protected:
  void use(const std::string& bootstrap_servers) {
    options_.bootstrap_servers = bootstrap_servers;
    options_.group_id = "sjukpuls-" + std::to_string(getpid());
    options_.session_timeout = std::chrono::seconds{6};
    options_.properties["heartbeat.interval.ms"] = "500";
  }

  // The first and second half of the samples, by `part` 0 and 1.
  void produce_half(int part) {
    const auto producer = must(kafka::KafkaProducer::open(options_));
    codec::EventDecoder decoder;
    std::ifstream file("samples/events.ndjson");
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      if (decoder.decode(line, codec::Form::kJson).event == nullptr) continue;
      if (number++ % 2 != part) continue;
      const codec::WireEvent& wire = decoder.wire();
      std::string key;
      std::string value;
      codec::append_key(wire, key);
      codec::append_protobuf(wire, value);
      must(producer->produce(topics_.inputs[static_cast<std::size_t>(topic_of(wire.payload))], key,
                             value));
    }
    must(producer->flush(kPatience));
    EXPECT_EQ(producer->deliveries().failed, 0U) << producer->deliveries().first_failure;
  }

  std::unique_ptr<RunningWorker> run(const std::string& instance) {
    return std::make_unique<RunningWorker>(options_, topics_, instance, catalogue_, day_);
  }

  template <typename Condition>
  static bool wait_until(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
  }

  std::string table_csv() {
    const auto reader = must(kafka::KafkaTopicReader::open(options_, topics_.partials));
    runtime::TableFollower follower(*reader);
    must(follower.start());
    while (!follower.complete()) must(follower.step(std::chrono::milliseconds{100}));
    std::string csv;
    follower.read([&](const engine::Table& table) {
      engine::CsvWriter writer(day_, {}, table.reference().counts(catalogue_, day_),
                               [&csv](std::string_view piece) { csv += piece; });
      table.for_each([&writer](const engine::RowKey& key, std::span<const engine::Cell> cells) {
        writer.row(key, cells);
      });
      writer.finish();
    });
    return csv;
  }

  bool table_is_right() { return table_csv() == expected_; }

  kafka::KafkaOptions options_;
  Topics topics_{"t" + std::to_string(getpid()) + "-"};
  indicators::Catalogue catalogue_;
  base::CivilDay day_ = domain::parse_day(text_of("samples/as_of.txt").substr(0, 10)).value();
  std::string expected_ = text_of("samples/expected.csv");
};

TEST_F(WorkerOnKafka, EmbeddedOneWorkerMakesTheExpectedTable) {
  const auto cluster = must(kafka::EmbeddedCluster::start());
  use(cluster->bootstrap_servers());
  for (const std::string& topic : topics_.all()) must(cluster->create_topic(topic, kPartitions));
  produce_half(0);
  const auto worker = run("a");
  ASSERT_TRUE(wait_until([&] { return worker->live_partitions() == kPartitions; }));
  produce_half(1);
  EXPECT_TRUE(wait_until([&] { return table_is_right(); }));
  worker->stop();
}

TEST_F(WorkerOnKafka, BrokerTwoWorkersComeAndGoAndTheTableIsRight) {
  const char* servers = std::getenv("SJUKPULS_TEST_BROKER");  // NOLINT(concurrency-mt-unsafe)
  if (servers == nullptr) GTEST_SKIP() << "no broker at SJUKPULS_TEST_BROKER";
  use(servers);
  std::vector<kafka::TopicSpec> specs;
  for (const std::string& topic : topics_.all()) specs.push_back({topic, kPartitions, {}});
  must(kafka::create_topics(options_, specs, 1));

  produce_half(0);
  const auto a = run("a");
  ASSERT_TRUE(wait_until([&] { return a->live_partitions() == kPartitions; }));
  auto b = run("b");
  ASSERT_TRUE(wait_until([&] {
    return a->live_partitions() + b->live_partitions() == kPartitions && b->live_partitions() > 0;
  }));
  produce_half(1);
  ASSERT_TRUE(wait_until([&] { return table_is_right(); }));

  // Within its session a member comes back to its partitions, and has nothing to write.
  b->stop();
  b = run("b");
  ASSERT_TRUE(wait_until([&] { return b->live_partitions() > 0; }));
  for (const auto& [number, partition] : b->statistics().partitions) {
    EXPECT_EQ(partition.reconciled_rows, 0U) << "partition " << number;
  }
  EXPECT_TRUE(table_is_right());

  // Past it, the others take over.
  b->stop();
  ASSERT_TRUE(wait_until([&] { return a->live_partitions() == kPartitions; }));
  EXPECT_TRUE(table_is_right());
  a->stop();
}

}  // namespace
}  // namespace sjukpuls
