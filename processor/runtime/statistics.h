#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <array>
#include <cstdint>
#include <map>
#include <variant>

#include "processor/base/time.h"
#include "processor/codec/reject_reason.h"
#include "processor/domain/event.h"

namespace sjukpuls::runtime {

enum class Phase : std::uint8_t {
  kRestoring,  // folds the log from its start, silently
  kLive,       // its rows are committed and follow the log
};

// Of one owned partition number, over its five topics.
struct PartitionStatistics {
  Phase phase = Phase::kRestoring;
  std::int64_t lag = 0;  // records between the place to read next and the end as last heard of
  std::uint64_t patients = 0;
  std::uint64_t state_bytes = 0;
  std::uint64_t restored_events = 0;  // folded anew, not counted as events
  std::uint64_t reconciled_rows = 0;  // written on going live; 0 after a mere restart
  base::CivilDay day;                 // of its rows; once live
};

// What a worker has done since it began. Counters only grow; an event that is read again after an
// aborted transaction counts again.
struct WorkerStatistics {
  std::array<std::uint64_t, std::variant_size_v<domain::Payload>> events{};  // by type
  std::uint64_t duplicates = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t corrections = 0;
  std::array<std::uint64_t, codec::kRejectReasons> rejects{};  // by reason, single periods too
  std::uint64_t rows_written = 0;
  std::uint64_t dead_letters_written = 0;
  std::uint64_t commits = 0;
  std::uint64_t aborts = 0;
  std::uint64_t rebuilds = 0;  // producers made anew after a fatal error
  std::uint64_t assignments = 0;
  std::uint64_t revocations = 0;
  base::ProcessingTime last_commit{};
  std::map<int, PartitionStatistics> partitions;  // owned ones only
};

// Where a worker leaves its statistics for other threads to read. Thread-safe.
class StatisticsBoard {
 public:
  void publish(const WorkerStatistics& statistics) {
    const absl::MutexLock lock(&mutex_);
    statistics_ = statistics;
  }
  WorkerStatistics read() const {
    const absl::MutexLock lock(&mutex_);
    return statistics_;
  }

 private:
  mutable absl::Mutex mutex_;
  WorkerStatistics statistics_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sjukpuls::runtime
