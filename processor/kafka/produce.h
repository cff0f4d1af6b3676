#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>

#include "processor/base/result.h"
#include "processor/base/time.h"
#include "processor/kafka/handles.h"
#include "processor/stream/record.h"

namespace sjukpuls::kafka {

// A record for rd_kafka_produceva, which copies it.
struct Outgoing {
  std::string_view topic;
  std::optional<int> partition;  // none: by the key
  std::string_view key;          // empty: none
  std::optional<std::string_view> value;
  std::span<const stream::Header> headers;
  std::optional<base::ProcessingTime> timestamp;  // none: now
};

// Queues the record; while the queue is full it serves the producer's callbacks, at most for
// `limit`.
base::Status produce(rd_kafka_t& producer, const Outgoing& record, std::chrono::milliseconds limit);

}  // namespace sjukpuls::kafka
