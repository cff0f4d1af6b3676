#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <chrono>
#include <string>
#include <unordered_map>
#include <vector>

#include "processor/base/result.h"
#include "processor/stream/log.h"
#include "sinks/alerts/alert_book.h"

namespace sjukpuls::topics {

// Keeps the alerts as the alerts topic has them. One thread runs it; any thread may read.
class AlertFollower final : private stream::RecordHandler {
 public:
  // Borrows the reader, which must be read by nobody else.
  explicit AlertFollower(stream::TopicReader& reader) : reader_(reader) {}

  base::Status start();
  // Waits at most `wait` for a record.
  base::Status step(std::chrono::milliseconds wait);

  // The topic was read to its end at least once.
  bool complete() const { return complete_.load(); }

  // All alerts, by rule and unit.
  std::vector<alerts::Alert> alerts() const;
  std::vector<alerts::Alert> open_alerts() const;

 private:
  void record(const stream::Record& record) override;
  void end_of_partition(stream::TopicPartition source, stream::Offset next) override;

  stream::TopicReader& reader_;
  std::atomic<bool> complete_{false};
  mutable absl::Mutex mutex_;
  alerts::AlertBook book_ ABSL_GUARDED_BY(mutex_);
  std::unordered_map<std::string, alerts::AlertBook::key_type> keys_
      ABSL_GUARDED_BY(mutex_);  // by the record's
};

}  // namespace sjukpuls::topics
