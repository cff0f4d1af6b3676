#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "processor/base/time.h"
#include "processor/engine/shard.h"
#include "processor/engine/table.h"
#include "processor/indicators/catalogue.h"
#include "processor/replay/replay.h"

namespace sjukpuls::replay {

// The table of one day after another, of events that are all known already: the first day evaluates
// everybody, each one after it only those whose numbers change by then. Each stripe of the replay
// becomes a shard, and threads share them. Owner: the caller's thread; the others live within a
// call.
class History {
 public:
  // Borrows the catalogue. `threads` is at least 1.
  History(const indicators::Catalogue& catalogue, const engine::ShardOptions& options,
          unsigned threads, Folded folded);

  // Brings the table to the day, which is not before the one that it is at.
  void go_to(base::CivilDay day);

  const engine::Table& table() const { return table_; }

 private:
  class Sink;

  unsigned threads_;
  std::mutex mutex_;  // guards table_ while threads turn
  engine::Table table_;
  std::vector<std::unique_ptr<engine::Shard>> shards_;
};

}  // namespace sjukpuls::replay
