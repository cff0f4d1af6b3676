#include "processor/app/settings/kafka_settings.h"

#include "processor/kafka/topics.h"

namespace sjukpuls::app {

kafka::KafkaOptions kafka_options(const config::Settings& settings) {
  kafka::KafkaOptions options;
  options.bootstrap_servers = settings.text("kafka.bootstrap_servers");
  options.properties = settings.properties("kafka.properties");
  return options;
}

service::TopicNames topic_names(const config::Settings& settings) {
  return service::topic_names(settings.text("kafka.topic_prefix"));
}

base::Status create_topics_if_asked(const config::Settings& settings) {
  const auto partitions = static_cast<int>(settings.integer("kafka.create_topics"));
  if (partitions == 0) return base::Done{};
  const auto specs = service::topic_specs(topic_names(settings), partitions);
  return kafka::create_topics(kafka_options(settings), specs,
                              static_cast<int>(settings.integer("kafka.replication_factor")));
}

}  // namespace sjukpuls::app
