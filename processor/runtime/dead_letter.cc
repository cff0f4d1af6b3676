#include "processor/runtime/dead_letter.h"

#include <utility>

namespace sjukpuls::runtime {
namespace {

constexpr std::uint32_t kFewestRecords = 1'000;
constexpr std::uint32_t kMostInARow = 1'000;
constexpr std::uint32_t kWindow = 10'000;

}  // namespace

DeadLetter DeadLetter::of(const stream::Record& record, std::string_view topic_name,
                          std::vector<stream::Header> own_headers, codec::RejectReason reason,
                          std::string_view processor) {
  const std::string reason_name(name(reason));
  DeadLetter letter{std::string(record.key), std::nullopt, std::move(own_headers)};
  if (record.value) letter.value = std::string(*record.value);
  letter.headers.insert(letter.headers.end(),
                        {{"__connect.errors.topic", std::string(topic_name)},
                         {"__connect.errors.partition", std::to_string(record.source.partition)},
                         {"__connect.errors.offset", std::to_string(record.offset)},
                         {"__connect.errors.connector.name", std::string(processor)},
                         {"__connect.errors.stage", "VALUE_CONVERTER"},
                         {"__connect.errors.exception.message", reason_name},
                         {std::string(kReasonHeader), reason_name},
                         {std::string(kTimestampHeader),
                          std::to_string(record.timestamp.time_since_epoch().count())}});
  return letter;
}

stream::OutputRecord DeadLetter::output(std::string_view topic) const {
  stream::OutputRecord record{
      .topic = topic, .partition = std::nullopt, .key = key, .value = {}, .headers = headers};
  if (value) record.value = *value;
  return record;
}

void CircuitBreaker::accepted() {
  in_a_row_ = 0;
  ++records_;
  age();
}

void CircuitBreaker::rejected() {
  ++in_a_row_;
  ++rejects_;
  ++records_;
  age();
}

void CircuitBreaker::age() {
  if (records_ < kWindow) return;
  records_ /= 2;
  rejects_ /= 2;
}

bool CircuitBreaker::open() const {
  return in_a_row_ >= kMostInARow || (records_ >= kFewestRecords && rejects_ * 100 > records_);
}

}  // namespace sjukpuls::runtime
