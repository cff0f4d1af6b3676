#include "processor/stream/read_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sjukpuls::stream {
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

base::Status read_up_to(Offset end, TopicReader& reader, std::string_view topic, int partition,
                        std::chrono::milliseconds limit, ContentCollector& collector) {
  if (auto done = reader.read_from_start({&partition, 1}); !done) return done;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (collector.read_to() < end) {
    if (std::chrono::steady_clock::now() > deadline) {
      return base::Error{base::Remedy::kRetry,
                         fmt::format("{} [{}]: read to offset {} of {} in {} ms", topic, partition,
                                     collector.read_to(), end, limit.count())};
    }
    if (auto done = reader.poll(kPollWait, collector); !done) return done;
  }
  return base::Done{};
}

}  // namespace

base::Result<PartitionContent> read_content(TopicReader& reader, std::string_view topic,
                                            int partition, std::chrono::milliseconds limit) {
  const auto end = reader.high_watermark(partition);
  if (!end) return end.error();
  ContentCollector collector;
  if (*end == 0) return collector.take();
  const base::Status read = read_up_to(*end, reader, topic, partition, limit, collector);
  const base::Status let_go = reader.read_from_start({});
  if (!read) return read.error();
  if (!let_go) return let_go.error();
  return collector.take();
}

}  // namespace sjukpuls::stream
