#include "processor/service/topic_names.h"

namespace sjukpuls::service {
namespace {

constexpr std::string_view kContractPrefix = "sjukpuls.";

}  // namespace

TopicNames topic_names(const std::string& prefix) {
  TopicNames names;
  for (const std::string_view name : codec::kInputTopicNames) {
    names.inputs.push_back(prefix + std::string(name.substr(kContractPrefix.size())));
  }
  names.partials = prefix + "partials";
  names.dead_letters = prefix + "dead-letters";
  names.alerts = prefix + "alerts";
  names.indicators = prefix + "indicators";
  return names;
}

std::vector<kafka::TopicSpec> topic_specs(const TopicNames& names, int partitions) {
  const std::map<std::string, std::string> kept = {{"cleanup.policy", "delete"},
                                                   {"retention.ms", "-1"}};
  const std::map<std::string, std::string> compacted = {{"cleanup.policy", "compact"}};
  const std::string& reference = names.of(codec::InputTopic::kReference);
  std::vector<kafka::TopicSpec> specs;
  for (const std::string& input : names.inputs) {
    specs.push_back({input, partitions, input == reference ? compacted : kept});
  }
  specs.push_back({names.partials, partitions, compacted});
  specs.push_back({names.alerts, 1, compacted});
  specs.push_back({names.indicators, 1, compacted});
  // A dead letter is its record and headers, and must fit where the record did.
  std::map<std::string, std::string> dead_letters = kept;
  dead_letters["max.message.bytes"] = "2097152";
  specs.push_back({names.dead_letters, partitions, dead_letters});
  return specs;
}

}  // namespace sjukpuls::service
