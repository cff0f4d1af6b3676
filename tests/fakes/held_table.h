#pragma once

#include <absl/synchronization/mutex.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "processor/engine/table_source.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::fakes {

// A table that a test fills by hand. Thread-safe.
class HeldTable final : public engine::TableSource {
 public:
  explicit HeldTable(const indicators::Catalogue& catalogue) : catalogue_(&catalogue) {}

  void read(const std::function<void(const engine::Table&)>& visit) const override {
    const absl::MutexLock lock(&mutex_);
    visit(table_);
  }
  void change(const std::function<void(engine::Table&)>& change) {
    const absl::MutexLock lock(&mutex_);
    change(table_);
    ++changes_;
  }
  std::uint64_t changes() const {
    const absl::MutexLock lock(&mutex_);
    return changes_;
  }

  // Totals of an entity and period.
  void put(domain::Level level, std::string_view entity, std::string_view period,
           const std::vector<std::pair<std::string_view, std::int64_t>>& counts) {
    std::vector<engine::Cell> cells;
    for (const auto& [name, n] : counts) {
      cells.push_back({indicators::CellId(*catalogue_->find(name), indicators::kTotal).value(), n});
    }
    std::ranges::sort(cells, {}, &engine::Cell::id);
    change([&](engine::Table& table) { table.put(0, {level, entity, period}, cells); });
  }

  // One shard alone, whose rows are of that day.
  void set_day(base::CivilDay day) {
    change([&](engine::Table& table) {
      table.set_shards(1);
      table.put(0, engine::ShardStatus{day});
      table.set_as_of(day);
    });
  }

 private:
  const indicators::Catalogue* catalogue_;
  mutable absl::Mutex mutex_;
  engine::Table table_;
  std::uint64_t changes_ = 0;
};

}  // namespace sjukpuls::fakes
