#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "processor/base/result.h"
#include "processor/stream/record.h"

namespace sjukpuls::stream {

// A record to write. Without a partition the key decides. Borrowed for the call.
struct OutputRecord {
  std::string_view topic;
  std::optional<int> partition;
  std::string_view key;
  std::optional<std::string_view> value;  // none is a tombstone
  std::span<const Header> headers;
};

// Where the group is to read on after the transaction.
struct NextOffset {
  TopicPartition source;
  Offset next;
};

// A producer whose transactions make output and input offsets visible together, or not at all.
// Order of calls: begin, any puts, add_offsets, then commit or abort; then begin again.
//
// What a failed call asks for, by its remedy:
//   kRetry    abort() and roll back; the same transaction may be tried again
//   kReopen   this producer can do no more, and how its transaction ended is not known: destroy it,
//             open another, which ends what was open, and ask the group
//   kStop     fenced for good or misconfigured: end the process
// Passing hitches are retried inside, within a bound; no other remedies occur.
//
// Thread: the thread that polls the log.
class Transaction {
 public:
  virtual ~Transaction() = default;

  virtual base::Status begin() = 0;

  // Done means queued. Waits while the queue is full.
  virtual base::Status put(const OutputRecord& record) = 0;

  // Fencing happens here and nowhere else: a member that the group has dropped is refused. So a
  // transaction without offsets is not protected, and committing one breaks the contract.
  // `metadata` is ASCII text and is stored with each offset.
  virtual base::Status add_offsets(std::span<const NextOffset> offsets,
                                   std::string_view metadata) = 0;

  virtual base::Status commit() = 0;
  virtual base::Status abort() = 0;
};

// Opens transactions under one fixed transactional id. Opening ends whatever a predecessor of the
// same id left open. At most one is open at a time.
class TransactionSource {
 public:
  virtual ~TransactionSource() = default;

  // kRetry when the cluster did not answer within seconds.
  virtual base::Result<std::unique_ptr<Transaction>> open() = 0;
};

}  // namespace sjukpuls::stream
