#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "processor/base/time.h"
#include "processor/engine/table_source.h"
#include "processor/indicators/catalogue.h"
#include "sinks/alerts/signal.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::alerts {

struct LookoutOptions {
  SignalOptions signals;
  disclosure::PublicationOptions publication;
  // How often the nation and regions are looked at, and how often providers and units: slowly, so
  // that a number that grows does not tell the minute of an event.
  std::chrono::seconds tick{60};
  std::chrono::seconds units_tick{900};
};

// What was seen last. Of one moment each; none before the first look.
struct View {
  std::shared_ptr<const disclosure::Publication> above_units;  // nation and regions
  std::shared_ptr<const disclosure::Publication> all;          // of the units' tick
  std::shared_ptr<const Findings> findings;                    // of the units' tick
};

// Looks at the table when the clock turns a tick, so that all instances look at once, and keeps
// what may be seen of it. One thread looks; any thread may ask for the view, whose parts are shared
// because readers keep them while newer ones come.
class Lookout {
 public:
  // Borrows both. `is_whole` tells of the table, while it stands still, whether the whole country
  // is in it; what is not, is not looked at.
  Lookout(const indicators::Catalogue& catalogue, const engine::TableSource& table,
          std::function<bool(const engine::Table&)> is_whole, LookoutOptions options)
      : catalogue_(catalogue),
        table_(table),
        is_whole_(std::move(is_whole)),
        options_(std::move(options)) {}

  // Looks if a tick has turned since the last look, and at first.
  void look(base::ProcessingTime now);

  View view() const;

 private:
  // Whether there was something to see.
  bool look_above_units();
  bool look_at_all();
  // Of no day when the country is not whole.
  disclosure::Exact gather(disclosure::Scope scope) const;

  const indicators::Catalogue& catalogue_;
  const engine::TableSource& table_;
  std::function<bool(const engine::Table&)> is_whole_;
  LookoutOptions options_;
  std::optional<std::int64_t> tick_;  // of the last look, counted from 1970
  std::optional<std::int64_t> units_tick_;

  mutable absl::Mutex mutex_;
  View view_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sjukpuls::alerts
