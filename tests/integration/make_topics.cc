// Makes the topics of an installation on an empty broker: make_topics BOOTSTRAP_SERVERS PARTITIONS.

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "processor/codec/input_topic.h"
#include "processor/kafka/topics.h"

int main(int argc, char** argv) {
  using sjukpuls::kafka::TopicSpec;
  if (argc != 3) {
    fmt::print(stderr, "usage: make_topics BOOTSTRAP_SERVERS PARTITIONS\n");
    return 2;
  }
  const int partitions = std::atoi(argv[2]);
  std::vector<TopicSpec> specs;
  for (const std::string_view name : sjukpuls::codec::kInputTopicNames) {
    specs.push_back({std::string(name), partitions, {{"retention.ms", "-1"}}});
  }
  specs.push_back({"sjukpuls.partials", partitions, {{"cleanup.policy", "compact"}}});
  specs.push_back({"sjukpuls.dead-letters", partitions, {}});
  sjukpuls::kafka::KafkaOptions options;
  options.bootstrap_servers = argv[1];
  const auto made = sjukpuls::kafka::create_topics(options, specs, 1);
  if (!made) {
    fmt::print(stderr, "make_topics: {}\n", made.error().what);
    return 1;
  }
  return 0;
}
