#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "processor/codec/reject_reason.h"
#include "processor/stream/record.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

// Names of our own headers on dead letters; the rest are Kafka Connect's.
inline constexpr std::string_view kReasonHeader = "sjukpuls.errors.reason";
inline constexpr std::string_view kTimestampHeader = "sjukpuls.errors.timestamp";

// A record that can never be used, as it was read, with the headers that say where it stood and why
// it was set aside. The headers never hold a part of the payload.
struct DeadLetter {
  std::string key;
  std::optional<std::string> value;
  std::vector<stream::Header> headers;

  // `own_headers` are those the record came with. `processor` is who set it aside.
  static DeadLetter of(const stream::Record& record, std::string_view topic_name,
                       std::vector<stream::Header> own_headers, codec::RejectReason reason,
                       std::string_view processor);

  stream::OutputRecord output(std::string_view topic) const;
};

// Stops a worker that would drain a whole topic into the dead letters: opens at more than one
// reject in a hundred records, once a thousand are seen, or at a thousand in a row. Old records
// weigh less and less, so that a good year does not hide a bad hour.
class CircuitBreaker {
 public:
  void accepted();
  void rejected();
  bool open() const;

 private:
  void age();

  std::uint32_t records_ = 0;
  std::uint32_t rejects_ = 0;
  std::uint32_t in_a_row_ = 0;
};

}  // namespace sjukpuls::runtime
