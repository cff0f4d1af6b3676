#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <stop_token>

#include "processor/base/result.h"
#include "processor/codec/partial.h"
#include "processor/engine/table.h"
#include "processor/engine/table_source.h"
#include "processor/stream/log.h"

namespace sjukpuls::runtime {

// Keeps a table equal to the committed rows of the partials topic. One thread runs it; any thread
// may read.
class TableFollower final : public engine::TableSource, private stream::RecordHandler {
 public:
  // Borrows the reader, which must be read by nobody else.
  explicit TableFollower(stream::TopicReader& reader) : reader_(reader) {}

  // Until asked to stop, or until an error that time does not mend.
  base::Status run(const std::stop_token& stop);

  // The parts of run(): start, then step again and again. step waits at most `wait`.
  base::Status start();
  base::Status step(std::chrono::milliseconds wait);

  // Every partition was read to its end at least once: before that, sums are too small.
  bool complete() const { return complete_.load(); }

  // Grows with every change; for who wants to skip work when nothing is new.
  std::uint64_t changes() const { return changes_.load(); }

  void read(const std::function<void(const engine::Table&)>& visit) const override;

 private:
  void record(const stream::Record& record) override;
  void end_of_partition(stream::TopicPartition source, stream::Offset next) override;
  void put_row(const stream::Record& record) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The day of what was written last is the table's.
  void note_time(const stream::Record& record, base::CivilDay as_of)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  stream::TopicReader& reader_;
  codec::PartialCodec codec_;
  codec::WirePartial partial_;
  int partitions_ = 0;
  std::set<int> read_once_;  // partitions whose end was reached

  std::atomic<bool> complete_{false};
  std::atomic<std::uint64_t> changes_{0};
  mutable absl::Mutex mutex_;
  engine::Table table_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sjukpuls::runtime
