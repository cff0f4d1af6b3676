#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "processor/engine/table_source.h"
#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::snapshot {

// What may be seen of nation and regions now. Thread-safe.
class CurrentNumbers {
 public:
  // Borrows table and catalogue. `changes` tells a number that is another after every change.
  CurrentNumbers(const engine::TableSource& table, std::function<std::uint64_t()> changes,
                 const indicators::Catalogue& catalogue, disclosure::PublicationOptions options)
      : table_(&table),
        changes_(std::move(changes)),
        catalogue_(&catalogue),
        options_(std::move(options)) {}

  // Never null; the same object while nothing has changed.
  std::shared_ptr<const disclosure::Publication> read() const;

 private:
  const engine::TableSource* table_;
  std::function<std::uint64_t()> changes_;
  const indicators::Catalogue* catalogue_;
  disclosure::PublicationOptions options_;

  mutable absl::Mutex mutex_;
  mutable std::uint64_t made_at_ ABSL_GUARDED_BY(mutex_) = 0;
  mutable std::shared_ptr<const disclosure::Publication> made_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sjukpuls::snapshot
