#pragma once

#include <span>
#include <vector>

#include "processor/base/result.h"
#include "processor/kafka/handles.h"
#include "processor/stream/log.h"

namespace sjukpuls::kafka {

// librdkafka's messages in the runtime's words. Borrows from the message.
stream::Record record_of(const rd_kafka_message_t& message, stream::TopicPartition source);
std::vector<stream::Header> headers_of(const rd_kafka_message_t& message);

// A message that stands for an error of the consumer: logged and done with when time mends it.
base::Status poll_error(rd_kafka_t& client, const rd_kafka_message_t& message);

// The answer of rd_kafka_committed, in the order of the sources.
std::vector<stream::CommittedOffset> offsets_of(std::span<const stream::TopicPartition> sources,
                                                const rd_kafka_topic_partition_list_t& list);

}  // namespace sjukpuls::kafka
