#include "sinks/topics/alert_follower.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "sinks/topics/alert_json.h"

namespace sjukpuls::topics {

base::Status AlertFollower::start() {
  constexpr int kOnlyPartition = 0;
  return reader_.read_from_start({&kOnlyPartition, 1});
}

base::Status AlertFollower::step(std::chrono::milliseconds wait) {
  return reader_.poll(wait, *this);
}

std::vector<alerts::Alert> AlertFollower::alerts() const {
  std::vector<alerts::Alert> alerts;
  const absl::MutexLock lock(&mutex_);
  for (const auto& [key, alert] : book_) alerts.push_back(alert);
  return alerts;
}

std::vector<alerts::Alert> AlertFollower::open_alerts() const {
  std::vector<alerts::Alert> open = alerts();
  std::erase_if(
      open, [](const alerts::Alert& alert) { return alert.state != alerts::AlertState::kOpen; });
  return open;
}

void AlertFollower::record(const stream::Record& record) {
  auto alert = record.value ? parse_alert(*record.value) : std::nullopt;
  if (record.value && !alert) {
    // Of a later version; its writer removes or corrects it.
    spdlog::warn("alerts offset {}: not readable", record.offset);
  }
  const absl::MutexLock lock(&mutex_);
  std::string key(record.key);
  if (const auto known = keys_.find(key); known != keys_.end()) {
    book_.erase(known->second);
    keys_.erase(known);
  }
  if (!alert) return;
  alerts::AlertBook::key_type place{alert->rule, alert->care_unit};
  keys_.emplace(std::move(key), place);
  book_.insert_or_assign(std::move(place), *std::move(alert));
}

void AlertFollower::end_of_partition(stream::TopicPartition /*source*/, stream::Offset /*next*/) {
  complete_.store(true);
}

}  // namespace sjukpuls::topics
