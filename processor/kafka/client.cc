#include "processor/kafka/client.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <array>

#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

constexpr std::size_t kTextBytes = 512;
constexpr int kDebugging = 7;  // of syslog's levels
constexpr int kMetadataTimeoutMs = 10'000;

// librdkafka counts levels as syslog does: 0 is an emergency, 7 debugging.
spdlog::level::level_enum level_of(int syslog_level) {
  if (syslog_level <= 3) return spdlog::level::err;
  if (syslog_level == 4) return spdlog::level::warn;
  if (syslog_level <= 6) return spdlog::level::info;
  return spdlog::level::debug;
}

void on_log(const rd_kafka_t* client, int level, const char* facility, const char* text) noexcept {
  // All clients get the same properties, and each tells which of them mean nothing to it.
  if (std::string_view{facility} == "CONFWARN") level = kDebugging;
  spdlog::log(level_of(level), "kafka {}: {}: {}", rd_kafka_name(client), facility, text);
}

void on_error(rd_kafka_t* client, int code, const char* reason, void* /*opaque*/) noexcept {
  if (code == RD_KAFKA_RESP_ERR__PARTITION_EOF) return;  // comes so while a client ends
  spdlog::warn("kafka {}: {}: {}", rd_kafka_name(client),
               rd_kafka_err2name(static_cast<rd_kafka_resp_err_t>(code)), reason);
}

// The property's name for clients of this type; empty when it is meant for the others.
std::string name_for(rd_kafka_type_t type, std::string_view name) {
  static constexpr std::string_view kConsumer = "consumer.";
  static constexpr std::string_view kProducer = "producer.";
  const bool is_consumer = type == RD_KAFKA_CONSUMER;
  if (name.starts_with(is_consumer ? kProducer : kConsumer)) return {};
  const std::string_view own = is_consumer ? kConsumer : kProducer;
  if (name.starts_with(own)) name.remove_prefix(own.size());
  return std::string(name);
}

}  // namespace

base::Status set_property(rd_kafka_conf_t& conf, const char* name, const std::string& value) {
  std::array<char, kTextBytes> text{};
  if (rd_kafka_conf_set(&conf, name, value.c_str(), text.data(), text.size()) != RD_KAFKA_CONF_OK) {
    return base::Error{base::Remedy::kStop, fmt::format("kafka property: {}", text.data())};
  }
  return base::Done{};
}

base::Result<Conf> make_conf(rd_kafka_type_t type, const KafkaOptions& options,
                             std::initializer_list<Property> defaults,
                             std::initializer_list<Property> fixed) {
  Conf conf{rd_kafka_conf_new()};
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  // Without it each small request of a transaction waits for Nagle's algorithm.
  if (auto done = set_property(*conf, "socket.nagle.disable", "true"); !done) return done.error();
  if (!options.bootstrap_servers.empty()) {
    if (auto done = set_property(*conf, "bootstrap.servers", options.bootstrap_servers); !done) {
      return done.error();
    }
  }
  for (const auto& [name, value] : defaults) {
    if (auto done = set_property(*conf, name, value); !done) return done.error();
  }
  for (const auto& [name, value] : options.properties) {
    const std::string own_name = name_for(type, name);
    if (own_name.empty()) continue;
    if (auto done = set_property(*conf, own_name.c_str(), value); !done) return done.error();
  }
  for (const auto& [name, value] : fixed) {
    if (auto done = set_property(*conf, name, value); !done) return done.error();
  }
  return conf;
}

base::Result<Client> make_client(rd_kafka_type_t type, Conf conf) {
  std::array<char, kTextBytes> text{};
  Client client{rd_kafka_new(type, conf.get(), text.data(), text.size())};
  if (!client)
    return base::Error{base::Remedy::kStop, fmt::format("kafka client: {}", text.data())};
  static_cast<void>(conf.release());  // rd_kafka_new has taken it
  return client;
}

base::Result<int> partition_count(rd_kafka_t& client, const std::string& topic) {
  const TopicHandle handle{rd_kafka_topic_new(&client, topic.c_str(), nullptr)};
  if (!handle) return translate(rd_kafka_last_error(), Severity::kPlain, "topic " + topic);
  const rd_kafka_metadata_t* answer = nullptr;
  const rd_kafka_resp_err_t code =
      rd_kafka_metadata(&client, 0, handle.get(), &answer, kMetadataTimeoutMs);
  const Metadata metadata{answer};
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(code, Severity::kPlain, "metadata of topic " + topic);
  }
  const rd_kafka_metadata_topic_t& found = metadata->topics[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(found.err, Severity::kPlain, "topic " + topic);
  }
  return found.partition_cnt;
}

std::string fatal_error_text(rd_kafka_t& client) {
  std::array<char, kTextBytes> text{};
  if (rd_kafka_fatal_error(&client, text.data(), text.size()) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    return {};
  }
  return text.data();
}

}  // namespace sjukpuls::kafka
