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
  const disclosure::Exact exact = gather(disclosure::Scope::kNationAndRegions);
  if (!exact.as_of) return false;
  auto seen = std::make_shared<const disclosure::Publication>(disclosure::decide(
      exact, catalogue_, options_.publication, disclosure::Scope::kNationAndRegions));
  const absl::MutexLock lock(&mutex_);
  view_.above_units = std::move(seen);
  return true;
}

bool Lookout::look_at_all() {
  const disclosure::Exact exact = gather(disclosure::Scope::kAll);
  if (!exact.as_of) return false;
  auto seen = std::make_shared<const disclosure::Publication>(
      disclosure::decide(exact, catalogue_, options_.publication, disclosure::Scope::kAll));
  auto findings = std::make_shared<const Findings>(
      find_signals(exact, catalogue_, *seen, options_.publication.min_count, options_.signals));
  const absl::MutexLock lock(&mutex_);
  view_.all = std::move(seen);
  view_.findings = std::move(findings);
  return true;
}

disclosure::Exact Lookout::gather(disclosure::Scope scope) const {
  disclosure::Exact exact;
  table_.read([&](const engine::Table& table) {
    if (is_whole_(table)) exact = disclosure::gather(table, scope);
  });
  return exact;
}

View Lookout::view() const {
  const absl::MutexLock lock(&mutex_);
  return view_;
}

}  // namespace sjukpuls::alerts
