#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "processor/base/result.h"
#include "processor/codec/wire_event.h"
#include "processor/kafka/kafka_producer.h"
#include "processor/service/topic_names.h"

namespace sjukpuls::service {

// Puts events into their input topics, as protobuf under the key that the contract says. One
// thread.
class EventProducer {
 public:
  static base::Result<std::unique_ptr<EventProducer>> open(const kafka::KafkaOptions& options,
                                                           TopicNames topics);

  // Requires a payload. Done means queued; waits while the queue is full.
  base::Status produce(const codec::WireEvent& event);

  // Waits until everything is delivered; an error when anything was not.
  base::Status finish();

  std::uint64_t delivered() const { return producer_->deliveries().delivered; }

 private:
  EventProducer(std::unique_ptr<kafka::KafkaProducer> producer, TopicNames topics)
      : producer_(std::move(producer)), topics_(std::move(topics)) {}

  std::unique_ptr<kafka::KafkaProducer> producer_;
  TopicNames topics_;
  std::string key_;
  std::string value_;
};

}  // namespace sjukpuls::service
