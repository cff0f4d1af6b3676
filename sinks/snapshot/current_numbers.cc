#include "sinks/snapshot/current_numbers.h"

#include <utility>

namespace sjukpuls::snapshot {

std::shared_ptr<const disclosure::Publication> CurrentNumbers::read() const {
  const absl::MutexLock lock(&mutex_);
  // Asked before the table is read: what changes in between is found the next time.
  const std::uint64_t changes = changes_();
  if (made_ && made_at_ == changes) return made_;
  disclosure::Exact exact;
  table_->read([&](const engine::Table& table) {
    exact = disclosure::gather(table, disclosure::Scope::kNationAndRegions);
  });
  made_ = std::make_shared<const disclosure::Publication>(
      disclosure::decide(exact, *catalogue_, options_, disclosure::Scope::kNationAndRegions));
  made_at_ = changes;
  return made_;
}

}  // namespace sjukpuls::snapshot
