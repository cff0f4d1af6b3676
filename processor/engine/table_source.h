#pragma once

#include <functional>

#include "processor/engine/table.h"

namespace sjukpuls::engine {

// Where those who serve numbers find the table that someone else keeps up to date. Thread-safe.
class TableSource {
 public:
  TableSource() = default;
  TableSource(const TableSource&) = delete;
  TableSource& operator=(const TableSource&) = delete;
  virtual ~TableSource() = default;

  // Shows the table while it stands still: keep it short, the rows wait.
  virtual void read(const std::function<void(const Table&)>& visit) const = 0;
};

}  // namespace sjukpuls::engine
