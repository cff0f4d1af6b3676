#include "sinks/alerts/lookout.h"

#include <utility>

namespace sjukpuls::alerts {
namespace {

std::int64_t number_of(base::ProcessingTime now, std::chrono::seconds tick) {
  return now.time_since_epoch() / std::chrono::milliseconds(tick);
}

}  // namespace

void Lookout::look(base::ProcessingTime now) {
  if (std::exchange(tick_, number_of(now, options_.tick)) != tick_) look_above_units();
  if (std::exchange(units_tick_, number_of(now, options_.units_tick)) != units_tick_) look_at_all();
}

void Lookout::look_above_units() {
  auto seen = std::make_shared<disclosure::Publication>();
  table_.read([&](const engine::Table& table) {
    *seen = disclosure::publish(table, catalogue_, options_.publication,
                                disclosure::Scope::kNationAndRegions);
  });
  const absl::MutexLock lock(&mutex_);
  view_.above_units = std::move(seen);
}

void Lookout::look_at_all() {
  auto seen = std::make_shared<disclosure::Publication>();
  auto findings = std::make_shared<Findings>();
  table_.read([&](const engine::Table& table) {
    *seen = disclosure::publish(table, catalogue_, options_.publication, disclosure::Scope::kAll);
    *findings =
        find_signals(table, catalogue_, *seen, options_.publication.min_count, options_.signals);
  });
  const absl::MutexLock lock(&mutex_);
  view_.all = std::move(seen);
  view_.findings = std::move(findings);
}

View Lookout::view() const {
  const absl::MutexLock lock(&mutex_);
  return view_;
}

}  // namespace sjukpuls::alerts
