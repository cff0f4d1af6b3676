#include "processor/runtime/reconcile.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace sjukpuls::runtime {
namespace {

constexpr std::chrono::milliseconds kPollWait{100};

// Keeps the last value of each key.
class ContentCollector final : public RecordHandler {
 public:
  void record(const Record& record) override {
    read_to_ = record.offset + 1;
    if (record.value) {
      content_.insert_or_assign(std::string(record.key), std::string(*record.value));
    } else {
      content_.erase(std::string(record.key));
    }
  }
  void end_of_partition(TopicPartition /*source*/, Offset next) override {
    read_to_ = std::max(read_to_, next);
  }

  Offset read_to() const { return read_to_; }
  PartitionContent take() { return std::move(content_); }

 private:
  PartitionContent content_;
  Offset read_to_ = 0;
};

}  // namespace

base::Result<PartitionContent> read_content(TopicReader& reader, int partition,
                                            std::chrono::milliseconds limit) {
  const auto end = reader.high_watermark(partition);
  if (!end) return end.error();
  ContentCollector collector;
  if (*end == 0) return collector.take();
  if (auto done = reader.read_from_start({&partition, 1}); !done) return done.error();
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (collector.read_to() < *end) {
    if (std::chrono::steady_clock::now() > deadline) {
      return base::Error{base::Remedy::kRetry,
                         fmt::format("partials [{}]: read to offset {} of {} in {} ms", partition,
                                     collector.read_to(), *end, limit.count())};
    }
    if (auto done = reader.poll(kPollWait, collector); !done) return done.error();
  }
  if (auto done = reader.read_from_start({}); !done) return done.error();
  return collector.take();
}

ReconcilingSink::ReconcilingSink(PartitionContent content, PartialWriter& writer,
                                 codec::PartialCodec& codec, int partition, base::CivilDay as_of)
    : content_(std::move(content)),
      writer_(writer),
      codec_(codec),
      partition_(partition),
      as_of_(as_of) {}

void ReconcilingSink::row(const engine::RowKey& key, std::span<const engine::Cell> cells) {
  if (!cells.empty()) put(partial_key(key, partition_), wire_of(as_of_, cells));
}

void ReconcilingSink::unit_facts(const domain::UnitFactsVersion& version) {
  put(partial_key(version, partition_), version);
}

void ReconcilingSink::survey(const domain::SurveyVersion& version) {
  put(partial_key(version, partition_), version);
}

void ReconcilingSink::shard_status(const engine::ShardStatus& status) {
  put(status_key(partition_), wire_of(status));
}

void ReconcilingSink::close() {
  for (const auto& [key, value] : content_) writer_.put_tombstone(key);
  content_.clear();
}

void ReconcilingSink::put(const std::string& key, const codec::WirePartial& partial) {
  if (!holds(key, partial)) writer_.put(key, partial);
  content_.erase(key);
}

bool ReconcilingSink::holds(const std::string& key, const codec::WirePartial& partial) {
  const auto found = content_.find(key);
  if (found == content_.end() || !codec_.decode(found->second, held_)) return false;
  auto* row = std::get_if<codec::PartialRow>(&held_);
  if (row != nullptr) row->as_of = as_of_;
  return held_ == partial;
}

}  // namespace sjukpuls::runtime
