#pragma once

#include <chrono>
#include <map>
#include <string>

namespace sjukpuls::kafka {

// How to reach a cluster, and as whom.
struct KafkaOptions {
  std::string bootstrap_servers;
  std::string group_id = "sjukpuls";

  // Names this member for good, so that a restart within the session time-out moves no partition.
  // No two running members may share one. Empty: a member without a lasting place in the group.
  std::string instance_id;

  // Below the session time-out, so that a stopped process's open transaction is gone before its
  // partitions are given away.
  std::chrono::milliseconds transaction_timeout{12'000};
  std::chrono::milliseconds session_timeout{20'000};

  // Any property of librdkafka, for every client, or behind `consumer.` or `producer.` for those
  // alone. What exactly-once rests on is set after them and
  // cannot be overridden.
  std::map<std::string, std::string> properties;
};

}  // namespace sjukpuls::kafka
