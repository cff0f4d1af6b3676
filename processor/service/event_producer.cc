#include "processor/service/event_producer.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "processor/codec/encoder.h"
#include "processor/codec/input_topic.h"

namespace sjukpuls::service {

base::Result<std::unique_ptr<EventProducer>> EventProducer::open(const kafka::KafkaOptions& options,
                                                                 TopicNames topics) {
  auto producer = kafka::KafkaProducer::open(options);
  if (!producer) return std::move(producer).error();
  return std::unique_ptr<EventProducer>(new EventProducer(*std::move(producer), std::move(topics)));
}

base::Status EventProducer::produce(const codec::WireEvent& event) {
  key_.clear();
  value_.clear();
  codec::append_key(event, key_);
  codec::append_protobuf(event, value_);
  return producer_->produce(topics_.of(codec::topic_of(event.payload)), key_, value_);
}

base::Status EventProducer::finish() {
  constexpr std::chrono::minutes kLimit{1};
  if (auto flushed = producer_->flush(kLimit); !flushed) return flushed;
  const auto& deliveries = producer_->deliveries();
  if (deliveries.failed == 0) return base::Done{};
  return base::Error{
      base::Remedy::kStop,
      fmt::format("{} events were not delivered, the first to {}; delivered: {}", deliveries.failed,
                  deliveries.first_failure, deliveries.delivered)};
}

}  // namespace sjukpuls::service
