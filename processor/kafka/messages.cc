#include "processor/kafka/messages.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "processor/kafka/client.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

std::string_view bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

}  // namespace

stream::Record record_of(const rd_kafka_message_t& message, stream::TopicPartition source) {
  stream::Record record{
      .source = source,
      .offset = message.offset,
      .timestamp = base::ProcessingTime{std::chrono::milliseconds{
          rd_kafka_message_timestamp(&message, nullptr)}},
      .key = {},
      .value = std::nullopt,
  };
  if (message.key != nullptr) record.key = bytes(message.key, message.key_len);
  if (message.payload != nullptr) record.value = bytes(message.payload, message.len);
  return record;
}

std::vector<stream::Header> headers_of(const rd_kafka_message_t& message) {
  std::vector<stream::Header> headers;
  rd_kafka_headers_t* list = nullptr;
  if (rd_kafka_message_headers(&message, &list) != RD_KAFKA_RESP_ERR_NO_ERROR) return headers;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    headers.push_back({name, value == nullptr ? std::string{} : std::string(bytes(value, size))});
  }
  return headers;
}

base::Status poll_error(rd_kafka_t& client, const rd_kafka_message_t& message) {
  const std::string where =
      message.rkt == nullptr
          ? std::string("consumer")
          : fmt::format("{} [{}]", rd_kafka_topic_name(message.rkt), message.partition);
  if (message.err == RD_KAFKA_RESP_ERR__FATAL) {
    return base::Error{base::Remedy::kStop, where + ": " + fatal_error_text(client)};
  }
  base::Error error =
      translate(message.err, Severity::kPlain, where, rd_kafka_message_errstr(&message));
  if (error.remedy != base::Remedy::kRetry) return error;
  spdlog::warn("kafka {}", error.what);  // the client goes on trying
  return base::Done{};
}

std::vector<stream::CommittedOffset> offsets_of(std::span<const stream::TopicPartition> sources,
                                                const rd_kafka_topic_partition_list_t& list) {
  std::vector<stream::CommittedOffset> offsets;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const rd_kafka_topic_partition_t& element = list.elems[i];
    stream::CommittedOffset committed{sources[i], std::nullopt, {}};
    if (element.offset >= 0) committed.next = element.offset;
    if (element.metadata != nullptr) {
      committed.metadata = bytes(element.metadata, element.metadata_size);
    }
    offsets.push_back(std::move(committed));
  }
  return offsets;
}

}  // namespace sjukpuls::kafka
