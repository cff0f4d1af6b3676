#include "processor/stream/read_content.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace sjukpuls::stream {
namespace {

constexpr std::chrono::milliseconds kPollWait{10};
constexpr int kPollsAStep = 5'000;

}  // namespace

void ContentReading::Collector::record(const Record& record) {
  has_news = true;
  read_to = record.offset + 1;
  if (record.value) {
    content.insert_or_assign(std::string(record.key), std::string(*record.value));
  } else {
    content.erase(std::string(record.key));
  }
}

void ContentReading::Collector::end_of_partition(TopicPartition /*source*/, Offset next) {
  has_news = true;
  read_to = std::max(read_to, next);
}

ContentReading::ContentReading(TopicReader& reader, std::string topic, int partition)
    : reader_(reader), topic_(std::move(topic)), partition_(partition) {}

ContentReading::~ContentReading() {
  // What a reader that cannot even let go has to say, the next one who uses it hears.
  if (end_) static_cast<void>(reader_.read_from_start({}));
}

base::Status ContentReading::begin() {
  const auto end = reader_.high_watermark(partition_);
  if (!end) return end.error();
  end_ = *end;
  if (*end == 0) return base::Done{};
  return reader_.read_from_start({&partition_, 1});
}

base::Result<bool> ContentReading::step() {
  if (!end_) {
    if (auto begun = begin(); !begun) return begun.error();
  }
  for (int i = 0; i < kPollsAStep && collector_.read_to < *end_; ++i) {
    collector_.has_news = false;
    // Only the first poll waits: records that trickle in must not make a step last.
    const auto wait = i == 0 ? kPollWait : std::chrono::milliseconds{0};
    if (auto polled = reader_.poll(wait, collector_); !polled) return polled.error();
    if (!collector_.has_news) break;
  }
  return collector_.read_to >= *end_;
}

std::string ContentReading::progress() const {
  return fmt::format("{} [{}]: {} of {} offsets read", topic_, partition_, collector_.read_to,
                     end_.value_or(0));
}

PartitionContent ContentReading::take() { return std::move(collector_.content); }

}  // namespace sjukpuls::stream
