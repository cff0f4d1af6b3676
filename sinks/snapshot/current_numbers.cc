#include "sinks/snapshot/current_numbers.h"

#include <utility>

namespace sjukpuls::snapshot {

std::shared_ptr<const disclosure::Publication> CurrentNumbers::read() const {
  const absl::MutexLock lock(&mutex_);
  // Asked before the table is read: what changes in between is found the next time.
  const std::uint64_t changes = changes_();
  if (made_ && made_at_ == changes) return made_;
  auto publication = std::make_shared<disclosure::Publication>();
  table_->read([&](const engine::Table& table) {
    *publication =
        disclosure::publish(table, *catalogue_, options_, disclosure::Scope::kNationAndRegions);
  });
  made_ = std::move(publication);
  made_at_ = changes;
  return made_;
}

}  // namespace sjukpuls::snapshot
