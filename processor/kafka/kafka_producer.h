#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "processor/base/result.h"
#include "processor/base/time.h"
#include "processor/kafka/options.h"

namespace sjukpuls::kafka {

// Writes events into the input topics, each once as far as one run goes (idempotent, acks=all). The
// key decides the partition as in Java clients (murmur2), so that all topics agree on a patient's.
// Not thread-safe.
class KafkaProducer {
 public:
  struct Deliveries {
    std::uint64_t delivered = 0;
    std::uint64_t failed = 0;
    std::string first_failure;  // topic and the vendor's text
  };

  static base::Result<std::unique_ptr<KafkaProducer>> open(const KafkaOptions& options);
  ~KafkaProducer();

  // Done means queued, copied; waits while the queue is full. Without a time the record gets the
  // present one.
  base::Status produce(std::string_view topic, std::string_view key, std::string_view value,
                       std::optional<base::ProcessingTime> timestamp = std::nullopt);

  // Waits until all that was queued is delivered or has failed. kRetry when time runs out.
  base::Status flush(std::chrono::milliseconds limit);

  const Deliveries& deliveries() const;

 private:
  struct State;

  explicit KafkaProducer(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sjukpuls::kafka
