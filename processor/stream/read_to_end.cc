#include "processor/stream/read_to_end.h"

#include <chrono>
#include <cstdint>
#include <numeric>

namespace sjukpuls::stream {
namespace {

using base::Done;
using base::Status;

constexpr std::chrono::milliseconds kPoll{100};
// A poll brings a record at a time: asking at each for a stop would cost more than the record.
constexpr std::uint64_t kRecordsBetweenLooks = 4096;

class UpToEnds final : public RecordHandler {
 public:
  UpToEnds(const std::vector<Offset>& ends, const std::function<void(const Record&)>& take)
      : ends_(ends), take_(take), done_(ends.size(), false), left_(ends.size()) {}

  void record(const Record& record) override {
    const Offset end = ends_[static_cast<std::size_t>(record.source.partition)];
    ++records_;
    if (record.offset < end) take_(record);
    reached(record.source.partition, record.offset + 1);
  }

  // Markers of transactions, and what compaction took away, leave offsets without a record.
  void end_of_partition(TopicPartition source, Offset next) override {
    reached(source.partition, next);
  }

  bool done() const { return left_ == 0; }
  std::uint64_t records() const { return records_; }

 private:
  void reached(int partition, Offset next) {
    const auto i = static_cast<std::size_t>(partition);
    if (done_[i] || next < ends_[i]) return;
    done_[i] = true;
    --left_;
  }

  const std::vector<Offset>& ends_;
  const std::function<void(const Record&)>& take_;
  std::vector<bool> done_;
  std::size_t left_;
  std::uint64_t records_ = 0;
};

}  // namespace

base::Result<std::vector<Offset>> ends_of(TopicReader& reader) {
  const auto partitions = reader.partition_count();
  if (!partitions) return partitions.error();
  std::vector<Offset> ends;
  for (int partition = 0; partition < *partitions; ++partition) {
    const auto end = reader.high_watermark(partition);
    if (!end) return end.error();
    ends.push_back(*end);
  }
  return ends;
}

Status read_to_end(TopicReader& reader, const std::vector<Offset>& ends,
                   const std::function<void(const Record&)>& take,
                   const std::function<bool()>& is_stopped) {
  std::vector<int> all(ends.size());
  std::iota(all.begin(), all.end(), 0);
  if (auto started = reader.read_from_start(all); !started) return started;
  UpToEnds handler(ends, take);
  while (!handler.done()) {
    const std::uint64_t before = handler.records();
    if (auto polled = reader.poll(kPoll, handler); !polled) return polled;
    const bool is_busy = handler.records() > before && handler.records() % kRecordsBetweenLooks > 0;
    if (!is_busy && is_stopped()) return base::Error{base::Remedy::kStop, "stopped"};
  }
  return Done{};
}

}  // namespace sjukpuls::stream
