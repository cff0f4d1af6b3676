#include "sinks/alerts/lookout.h"

#include <utility>

namespace sjukpuls::alerts {
namespace {

std::int64_t number_of(base::ProcessingTime now, std::chrono::seconds tick) {
  return now.time_since_epoch() / std::chrono::milliseconds(tick);
}

}  // namespace

void Lookout::look(base::ProcessingTime now) {
  const std::int64_t tick = number_of(now, options_.tick);
  if (tick_ != tick && look_above_units()) tick_ = tick;
  const std::int64_t units_tick = number_of(now, options_.units_tick);
  if (units_tick_ != units_tick && look_at_all()) units_tick_ = units_tick;
}

bool Lookout::look_above_units() {
  auto seen = std::make_shared<disclosure::Publication>();
  table_.read([&](const engine::Table& table) {
    if (!is_whole_(table)) return;
    *seen = disclosure::publish(table, catalogue_, options_.publication,
                                disclosure::Scope::kNationAndRegions);
  });
  if (!seen->as_of) return false;
  const absl::MutexLock lock(&mutex_);
  view_.above_units = std::move(seen);
  return true;
}

bool Lookout::look_at_all() {
  auto seen = std::make_shared<disclosure::Publication>();
  auto findings = std::make_shared<Findings>();
  table_.read([&](const engine::Table& table) {
    if (!is_whole_(table)) return;
    *seen = disclosure::publish(table, catalogue_, options_.publication, disclosure::Scope::kAll);
    *findings =
        find_signals(table, catalogue_, *seen, options_.publication.min_count, options_.signals);
  });
  if (!findings->as_of) return false;
  const absl::MutexLock lock(&mutex_);
  view_.all = std::move(seen);
  view_.findings = std::move(findings);
  return true;
}

View Lookout::view() const {
  const absl::MutexLock lock(&mutex_);
  return view_;
}

}  // namespace sjukpuls::alerts
