#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "processor/base/result.h"
#include "processor/base/time.h"
#include "processor/runtime/statistics.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

// How a transaction ended.
enum class Outcome : std::uint8_t {
  kCommitted,   // records and offsets can be seen
  kRolledBack,  // they never will be
  kInDoubt,     // one of the two: a new producer and the group's offsets tell which
};

// The transactional producer of one worker, and the one way in which any of its transactions ends:
//
//   1. begin, what the caller writes, commit. All went well: kCommitted.
//   2. A call answered kStop: that error. It is the answer to every later transaction too, so that
//      whoever leaves the group after it cannot try once more what was refused.
//   3. A call answered kRetry, and abort went well: kRolledBack.
//   4. A call answered kReopen, or abort went wrong: the producer is destroyed, and the end is
//      kInDoubt. For example the broker may have committed and the answer was lost on its way.
//      open() makes a new producer of the same id. That ends the old transaction, committed or
//      aborted, and only after it do the group's offsets say which of the two.
//   5. Ten transactions that failed in a row, or two producers lost within a minute (which a rival
//      of the same id would bring about): kStop, as in 2.
//
// Thread: the worker's own.
class Committer {
 public:
  // Borrows both; counts aborts and rebuilds.
  Committer(stream::TransactionSource& source, WorkerStatistics& statistics)
      : source_(source), statistics_(statistics) {}

  bool is_open() const { return producer_ != nullptr; }

  // Opens a producer if there is none. kRetry: the cluster did not answer in time, try again later.
  base::Status open();

  // Writes into the transaction; its last call adds the offsets.
  using Write = std::function<base::Status(stream::Transaction&)>;

  // Requires is_open(), but for what step 2 answers.
  base::Result<Outcome> transact(const Write& write, base::ProcessingTime now);

  // Destroys the producer. What was open comes to nothing.
  void close() { producer_.reset(); }

 private:
  base::Status attempt(const Write& write);
  base::Result<Outcome> give_up(const base::Error& error, base::ProcessingTime now);
  base::Result<Outcome> lose_producer(const base::Error& error, base::ProcessingTime now);
  base::Error stop(base::Error error);

  stream::TransactionSource& source_;
  WorkerStatistics& statistics_;
  std::unique_ptr<stream::Transaction> producer_;
  std::optional<base::Error> stopped_by_;
  int failures_in_a_row_ = 0;
  std::optional<base::ProcessingTime> lost_at_;  // when a producer was lost last
};

}  // namespace sjukpuls::runtime
