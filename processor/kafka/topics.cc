#include "processor/kafka/topics.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <memory>
#include <thread>

#include "processor/kafka/client.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

using base::Done;
using base::Remedy;
using base::Status;

constexpr int kAdminTimeoutMs = 30'000;

base::Result<Client> make_admin(const KafkaOptions& options) {
  auto conf = make_conf(RD_KAFKA_PRODUCER, options, {}, {});
  if (!conf) return conf.error();
  return make_client(RD_KAFKA_PRODUCER, std::move(*conf));
}

// Waits for the one answer to an admin request.
base::Result<Event> answer(rd_kafka_queue_t& queue, const char* what) {
  Event event{rd_kafka_queue_poll(&queue, kAdminTimeoutMs)};
  if (!event) return base::Error{Remedy::kRetry, fmt::format("{}: no answer in time", what)};
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(rd_kafka_event_error(event.get()), Severity::kPlain, what,
                     rd_kafka_event_error_string(event.get()));
  }
  return event;
}

base::Result<NewTopic> new_topic(const TopicSpec& spec, int replication_factor) {
  std::array<char, 512> text{};
  NewTopic topic{rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, replication_factor,
                                       text.data(), text.size())};
  if (!topic)
    return base::Error{Remedy::kStop, fmt::format("topic {}: {}", spec.name, text.data())};
  for (const auto& [name, value] : spec.settings) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  return topic;
}

using Settings = std::map<std::string, std::string>;

base::Result<Settings> settings_of(rd_kafka_t& admin, const std::string& topic) {
  const Queue queue{rd_kafka_queue_new(&admin)};
  const ConfigResource resource{
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str())};
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_DescribeConfigs(&admin, resources, 1, nullptr, queue.get());
  auto event = answer(*queue, "describing topics");
  if (!event) return event.error();
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t* const* described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  Settings settings;
  if (count == 0) return settings;
  if (rd_kafka_ConfigResource_error(described[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(rd_kafka_ConfigResource_error(described[0]), Severity::kPlain,
                     "describing topic " + topic);
  }
  const rd_kafka_ConfigEntry_t* const* entries =
      rd_kafka_ConfigResource_configs(described[0], &count);
  for (std::size_t i = 0; i < count; ++i) {
    const char* value = rd_kafka_ConfigEntry_value(entries[i]);
    if (value != nullptr) settings.emplace(rd_kafka_ConfigEntry_name(entries[i]), value);
  }
  return settings;
}

Status check_topic(rd_kafka_t& admin, const TopicSpec& spec, std::vector<TopicFault>& faults) {
  auto partitions = partition_count(admin, spec.name);
  if (!partitions) {
    if (partitions.error().remedy == Remedy::kRetry) return partitions.error();
    faults.push_back(partitions.error().what);
    return Done{};
  }
  if (*partitions != spec.partitions) {
    faults.push_back(fmt::format("topic {} has {} partitions where {} are needed", spec.name,
                                 *partitions, spec.partitions));
  }
  auto settings = settings_of(admin, spec.name);
  if (!settings) return settings.error();
  for (const auto& [name, wanted] : spec.settings) {
    const auto found = settings->find(name);
    const std::string value = found == settings->end() ? "" : found->second;
    if (value == wanted) continue;
    faults.push_back(
        fmt::format("topic {} has {}={} where {} is needed", spec.name, name, value, wanted));
  }
  return Done{};
}

// A controller answers before every broker has heard of the topic.
Status wait_until_known(rd_kafka_t& admin, std::span<const TopicSpec> topics) {
  constexpr std::chrono::seconds kLimit{15};
  constexpr std::chrono::milliseconds kBetweenTries{50};
  const auto deadline = std::chrono::steady_clock::now() + kLimit;
  for (const TopicSpec& spec : topics) {
    auto partitions = partition_count(admin, spec.name);
    while (!partitions && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(kBetweenTries);
      partitions = partition_count(admin, spec.name);
    }
    if (!partitions) return partitions.error();
  }
  return Done{};
}

}  // namespace

Status create_topics(const KafkaOptions& options, std::span<const TopicSpec> topics,
                     int replication_factor) {
  auto admin = make_admin(options);
  if (!admin) return admin.error();
  std::vector<NewTopic> owned;
  std::vector<rd_kafka_NewTopic_t*> wanted;
  for (const TopicSpec& spec : topics) {
    auto topic = new_topic(spec, replication_factor);
    if (!topic) return topic.error();
    wanted.push_back(topic->get());
    owned.push_back(std::move(*topic));
  }
  const Queue queue{rd_kafka_queue_new(admin->get())};
  rd_kafka_CreateTopics(admin->get(), wanted.data(), wanted.size(), nullptr, queue.get());
  auto event = answer(*queue, "creating topics");
  if (!event) return event.error();
  std::size_t count = 0;
  const rd_kafka_topic_result_t* const* results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;
    }
    const char* text = rd_kafka_topic_result_error_string(results[i]);
    return translate(code, Severity::kPlain,
                     fmt::format("creating topic {}", rd_kafka_topic_result_name(results[i])),
                     text == nullptr ? std::string_view{} : text);
  }
  return wait_until_known(**admin, topics);
}

base::Result<std::vector<TopicFault>> check_topics(const KafkaOptions& options,
                                                   std::span<const TopicSpec> topics) {
  auto admin = make_admin(options);
  if (!admin) return admin.error();
  std::vector<TopicFault> faults;
  for (const TopicSpec& spec : topics) {
    if (auto done = check_topic(**admin, spec, faults); !done) return done.error();
  }
  return faults;
}

}  // namespace sjukpuls::kafka
