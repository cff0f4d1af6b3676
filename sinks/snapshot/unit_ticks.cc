#include "sinks/snapshot/unit_ticks.h"

#include <utility>

namespace sjukpuls::snapshot {
namespace {

// How long shards may be of different days before the numbers are taken all the same: the turn of
// a day takes seconds, a shard that is away may stay so.
constexpr std::chrono::minutes kPatience{1};

// Which tick of that length an instant lies in.
std::chrono::milliseconds::rep tick_of(base::ProcessingTime time,
                                       std::chrono::milliseconds length) {
  return time.time_since_epoch() / length;
}

}  // namespace

UnitTicks::UnitTicks(const engine::TableSource& table, std::function<bool()> complete,
                     const indicators::Catalogue& catalogue, disclosure::PublicationOptions options,
                     const base::Clock& clock, TickOptions ticks)
    : table_(&table),
      complete_(std::move(complete)),
      catalogue_(&catalogue),
      options_(std::move(options)),
      clock_(&clock),
      ticks_(ticks) {}

bool UnitTicks::step() {
  const base::ProcessingTime now = clock_->now();
  if (!is_due(now) || !complete_()) return false;
  disclosure::Exact exact;
  table_->read([&](const engine::Table& table) {
    if (stands_still(table, now)) exact = disclosure::gather(table, disclosure::Scope::kAll);
  });
  if (!exact.as_of) return false;
  auto numbers = std::make_shared<UnitNumbers>();
  numbers->publication =
      disclosure::decide(exact, *catalogue_, options_, disclosure::Scope::kProvidersAndUnits);
  leave_chosen(numbers->publication.reference);
  numbers->taken_at = now;
  unsettled_since_.reset();
  const absl::MutexLock lock(&mutex_);
  latest_ = std::move(numbers);
  return true;
}

bool UnitTicks::is_due(base::ProcessingTime now) {
  const auto latest = this->latest();
  if (!latest) return true;
  const auto page = tick_of(now, ticks_.page);
  if (page_looked_at_ == page) return false;
  if (tick_of(now, ticks_.numbers) != tick_of(latest->taken_at, ticks_.numbers) &&
      tick_of(now, ticks_.page) != tick_of(latest->taken_at, ticks_.page)) {
    return true;  // until they are taken
  }
  page_looked_at_ = page;
  return false;
}

bool UnitTicks::stands_still(const engine::Table& table, base::ProcessingTime now) {
  if (!table.as_of()) return false;
  const engine::Table::Shards shards = table.shards();
  if (shards.known < shards.all) return false;
  if (shards.live == shards.all) return true;
  if (!unsettled_since_ || now < *unsettled_since_) unsettled_since_ = now;
  return now - *unsettled_since_ >= kPatience;
}

// The counts of reference that were asked for, like those of rows.
void UnitTicks::leave_chosen(std::vector<engine::ReferenceCount>& reference) const {
  if (options_.unit_counts.empty()) return;
  std::erase_if(reference, [this](const engine::ReferenceCount& count) {
    return !options_.unit_counts.contains(count.count->name);
  });
}

std::shared_ptr<const UnitNumbers> UnitTicks::latest() const {
  const absl::MutexLock lock(&mutex_);
  return latest_;
}

}  // namespace sjukpuls::snapshot
