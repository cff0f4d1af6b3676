#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "processor/base/result.h"
#include "processor/stream/record.h"

namespace sjukpuls::stream {

// Takes what a poll brings, on the polling thread.
class RecordHandler {
 public:
  virtual ~RecordHandler() = default;

  virtual void record(const Record& record) = 0;

  // Everything committed before `next` has been handed over. Comes again whenever the reader
  // reaches the end anew. `next` may lie past the last record: transaction markers take offsets.
  virtual void end_of_partition(TopicPartition source, Offset next) = 0;
};

// Where to read on; no offset means from the first record that the log still holds.
struct Start {
  TopicPartition source;
  std::optional<Offset> offset;
};

enum class Revocation {
  kOrderly,  // still the owner: what is pending may be committed before returning
  kLost,     // another may already own the partitions: nothing may be committed
};

class GroupHandler : public RecordHandler {
 public:
  // These partitions are now ours; reading begins where the answer says. Partitions that it leaves
  // out are not read.
  virtual std::vector<Start> assigned(std::span<const TopicPartition> sources) = 0;

  // All partitions are taken away once this returns.
  virtual void revoked(Revocation revocation) = 0;
};

// What a consumer group last committed for a partition; no offset means nothing yet.
struct CommittedOffset {
  TopicPartition source;
  std::optional<Offset> next;
  std::string metadata;
};

// The input topics, read as a member of a consumer group that shares out partition numbers: whoever
// gets partition i of one topic gets partition i of all. Only committed records are seen.
// Thread: one thread makes all calls; handlers run inside poll() and close().
// Errors: kStop for all that another try cannot mend (fenced, unknown topic, log trimmed past the
// place to read); kRetry when the broker did not answer in time.
class Log {
 public:
  virtual ~Log() = default;

  // Partitions of each topic, in the order of the topics.
  virtual base::Result<std::vector<int>> partition_counts() = 0;

  // Joins the group. Borrows the handler until close().
  virtual base::Status subscribe(GroupHandler& handler) = 0;

  // Waits at most `wait` for something to hand over; hands over at most one record.
  virtual base::Status poll(std::chrono::milliseconds wait) = 0;

  // Asks for the group's stable offsets. kRetry when a predecessor's transaction that holds them
  // has not ended within seconds.
  virtual base::Result<std::vector<CommittedOffset>> committed_offsets(
      std::span<const TopicPartition> sources) = 0;

  // Reads on from other places. What was fetched before is not handed over any more.
  virtual base::Status seek(std::span<const Start> starts) = 0;

  // The partition's end as last heard of, which may be a while ago; nullopt before the first word.
  virtual std::optional<Offset> end_offset(TopicPartition source) = 0;

  // Headers of the record that is being handled. Requires to be called from within record().
  virtual std::vector<Header> headers() = 0;

  // Leaves the log: revokes through the handler first. A static member keeps its place in the group
  // until its session times out. May be called twice.
  virtual base::Status close() = 0;
};

// One topic, read without a group; only committed records are seen. One thread at a time. Errors as
// with Log. Record sources have topic 0.
class TopicReader {
 public:
  virtual ~TopicReader() = default;

  virtual base::Result<int> partition_count() = 0;

  // One past the last record, committed or not: once all before it is read, nothing that was
  // written before this call is missing.
  virtual base::Result<Offset> high_watermark(int partition) = 0;

  // From now on reads these partitions, and no others, from their beginning.
  virtual base::Status read_from_start(std::span<const int> partitions) = 0;

  virtual base::Status poll(std::chrono::milliseconds wait, RecordHandler& handler) = 0;
};

}  // namespace sjukpuls::stream
