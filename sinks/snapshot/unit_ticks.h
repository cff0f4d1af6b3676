#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "processor/base/clock.h"
#include "processor/engine/table_source.h"
#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::snapshot {

// Providers and units at one moment.
struct UnitNumbers {
  base::ProcessingTime taken_at;
  disclosure::Publication publication;
};

struct TickOptions {
  // How often pages of units may change.
  std::chrono::milliseconds page{60'000};
  // Numbers are taken once in this time at most; the longer of the two counts.
  std::chrono::milliseconds numbers{900'000};
};

// Takes the numbers of providers and units at every tick of the clock, and at once the first time.
class UnitTicks {
 public:
  // Borrows table, catalogue and clock. `complete` tells whether the table holds everything that
  // is committed.
  UnitTicks(const engine::TableSource& table, std::function<bool()> complete,
            const indicators::Catalogue& catalogue, disclosure::PublicationOptions options,
            const base::Clock& clock, TickOptions ticks);

  // Takes new numbers when their time has come; whether it did. Cheap when not. One thread's own.
  bool step();

  // The last ones; null before the first. Thread-safe.
  std::shared_ptr<const UnitNumbers> latest() const;

 private:
  bool is_due(base::ProcessingTime now);
  void leave_chosen(std::vector<engine::ReferenceCount>& reference) const;
  bool stands_still(const engine::Table& table, base::ProcessingTime now);

  const engine::TableSource* table_;
  std::function<bool()> complete_;
  const indicators::Catalogue* catalogue_;
  disclosure::PublicationOptions options_;
  const base::Clock* clock_;
  TickOptions ticks_;

  std::optional<std::chrono::milliseconds::rep> page_looked_at_;  // number of the tick
  std::optional<base::ProcessingTime> unsettled_since_;

  mutable absl::Mutex mutex_;
  std::shared_ptr<const UnitNumbers> latest_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sjukpuls::snapshot
