#pragma once

#include <cstdint>
#include <mutex>
#include <utility>

#include "processor/engine/table.h"

namespace sjukpuls::engine {

// A table and its lock: one thread feeds it, any may read. Calls hold the lock for as long as the
// function they are given runs.
class SharedTable {
 public:
  template <typename Update>
  void update(Update&& update) {
    const std::lock_guard lock(mutex_);
    std::forward<Update>(update)(table_);
    ++version_;
  }

  template <typename Read>
  auto read(Read&& read) const {
    const std::lock_guard lock(mutex_);
    return std::forward<Read>(read)(std::as_const(table_));
  }

  // Changes with every update.
  std::uint64_t version() const {
    const std::lock_guard lock(mutex_);
    return version_;
  }

 private:
  mutable std::mutex mutex_;
  Table table_;
  std::uint64_t version_ = 0;
};

}  // namespace sjukpuls::engine
