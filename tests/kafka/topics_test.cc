#include "processor/kafka/topics.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "processor/kafka/embedded_cluster.h"
#include "processor/kafka/kafka_producer.h"
#include "processor/kafka/kafka_topic_reader.h"

namespace sjukpuls::kafka {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TopicsTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* servers = std::getenv("SJUKPULS_TEST_BROKER");  // NOLINT(concurrency-mt-unsafe)
    if (servers == nullptr) GTEST_SKIP() << "no broker at SJUKPULS_TEST_BROKER";
    options_.bootstrap_servers = servers;
  }

  TopicSpec spec(const std::string& name) const {
    return {prefix_ + name, 3, {{"cleanup.policy", "compact"}}};
  }

  KafkaOptions options_;
  std::string prefix_ = "t" + std::to_string(getpid()) + "-";
};

TEST_F(TopicsTest, BrokerMadeTopicsAreAsAskedForAndMakingThemAgainIsFine) {
  const std::vector<TopicSpec> specs = {spec("made"), spec("too")};
  for (int i = 0; i < 2; ++i) {
    const auto made = create_topics(options_, specs, 1);
    ASSERT_TRUE(made) << made.error().what;
  }
  const auto faults = check_topics(options_, specs);
  ASSERT_TRUE(faults) << faults.error().what;
  EXPECT_THAT(*faults, IsEmpty());
}

TEST_F(TopicsTest, BrokerSaysWhatIsWrongWithATopic) {
  const std::vector<TopicSpec> made = {{prefix_ + "wrong", 2, {{"retention.ms", "1000"}}}};
  ASSERT_TRUE(create_topics(options_, made, 1));
  const std::vector<TopicSpec> wanted = {{prefix_ + "wrong", 3, {{"retention.ms", "-1"}}},
                                         spec("missing")};
  const auto faults = check_topics(options_, wanted);
  ASSERT_TRUE(faults) << faults.error().what;
  EXPECT_THAT(*faults,
              ElementsAre(HasSubstr("has 2 partitions where 3 are needed"),
                          HasSubstr("retention.ms=1000 where -1 is needed"), HasSubstr("missing")));
}

// Java's murmur2 of these keys is known: 0 and 6 of 12 partitions.
TEST(KafkaProducerTest, TheKeyDecidesThePartitionAsInJavaClients) {
  auto cluster = EmbeddedCluster::start();
  ASSERT_TRUE(cluster) << cluster.error().what;
  ASSERT_TRUE((*cluster)->create_topic("in", 12));
  KafkaOptions options;
  options.bootstrap_servers = (*cluster)->bootstrap_servers();
  auto producer = KafkaProducer::open(options);
  ASSERT_TRUE(producer) << producer.error().what;
  for (const char* key : {"21", "foobar", "foobar"}) {
    ASSERT_TRUE((*producer)->produce("in", key, "value"));
  }
  ASSERT_TRUE((*producer)->flush(std::chrono::seconds{30}));
  EXPECT_EQ((*producer)->deliveries().delivered, 3U);
  auto reader = KafkaTopicReader::open(options, "in");
  ASSERT_TRUE(reader) << reader.error().what;
  EXPECT_EQ(*(*reader)->high_watermark(0), 1);
  EXPECT_EQ(*(*reader)->high_watermark(6), 2);
}

TEST(KafkaProducerTest, RecordsThatCannotBeDeliveredAreCounted) {
  KafkaOptions options;
  options.bootstrap_servers = "127.0.0.1:1";
  options.properties["message.timeout.ms"] = "200";
  auto producer = KafkaProducer::open(options);
  ASSERT_TRUE(producer) << producer.error().what;
  ASSERT_TRUE((*producer)->produce("in", "key", "value"));
  ASSERT_TRUE((*producer)->flush(std::chrono::seconds{30}));
  EXPECT_EQ((*producer)->deliveries().delivered, 0U);
  EXPECT_EQ((*producer)->deliveries().failed, 1U);
  EXPECT_THAT((*producer)->deliveries().first_failure, HasSubstr("in ["));
}

TEST(KafkaOptionsTest, AnUnknownPropertyIsNamed) {
  KafkaOptions options;
  options.bootstrap_servers = "127.0.0.1:1";
  options.properties["no.such.property"] = "1";
  const auto producer = KafkaProducer::open(options);
  ASSERT_FALSE(producer);
  EXPECT_EQ(producer.error().remedy, base::Remedy::kStop);
  EXPECT_THAT(producer.error().what, HasSubstr("no.such.property"));
}

TEST(KafkaOptionsTest, APropertyMayBeForConsumersOrProducersAlone) {
  KafkaOptions options;
  options.bootstrap_servers = "127.0.0.1:1";
  options.properties["consumer.no.such.property"] = "1";
  EXPECT_TRUE(KafkaProducer::open(options));
  EXPECT_FALSE(KafkaTopicReader::open(options, "in"));
  options.properties = {{"producer.linger.ms", "7"}};
  EXPECT_TRUE(KafkaProducer::open(options));
  options.properties = {{"producer.linger.ms", "seven"}};
  EXPECT_FALSE(KafkaProducer::open(options));
}

}  // namespace
}  // namespace sjukpuls::kafka
