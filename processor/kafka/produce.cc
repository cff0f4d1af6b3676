#include "processor/kafka/produce.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

constexpr int kServeMs = 20;

rd_kafka_vu_t unit(rd_kafka_vtype_t type) {
  rd_kafka_vu_t unit{};
  unit.vtype = type;
  return unit;
}

rd_kafka_vu_t memory(rd_kafka_vtype_t type, std::string_view bytes) {
  rd_kafka_vu_t memory = unit(type);
  // librdkafka takes a plain pointer and, with MSG_F_COPY, only reads.
  memory.u.mem.ptr = const_cast<char*>(bytes.data());
  memory.u.mem.size = bytes.size();
  return memory;
}

// `topic` ends in a zero byte and outlives the units.
std::vector<rd_kafka_vu_t> units_of(const Outgoing& record, const std::string& topic) {
  std::vector<rd_kafka_vu_t> units;
  units.reserve(6 + record.headers.size());
  units.push_back(unit(RD_KAFKA_VTYPE_TOPIC));
  units.back().u.cstr = topic.c_str();
  units.push_back(unit(RD_KAFKA_VTYPE_PARTITION));
  units.back().u.i32 = record.partition.value_or(RD_KAFKA_PARTITION_UA);
  units.push_back(unit(RD_KAFKA_VTYPE_MSGFLAGS));
  units.back().u.i = RD_KAFKA_MSG_F_COPY;
  if (!record.key.empty()) units.push_back(memory(RD_KAFKA_VTYPE_KEY, record.key));
  if (record.value) {
    // A null pointer would make a tombstone of an empty value.
    units.push_back(memory(RD_KAFKA_VTYPE_VALUE,
                           record.value->data() == nullptr ? std::string_view{""} : *record.value));
  }
  if (record.timestamp) {
    units.push_back(unit(RD_KAFKA_VTYPE_TIMESTAMP));
    units.back().u.i64 = record.timestamp->time_since_epoch().count();
  }
  for (const stream::Header& header : record.headers) {
    units.push_back(unit(RD_KAFKA_VTYPE_HEADER));
    units.back().u.header = {header.name.c_str(), header.value.data(),
                             static_cast<ssize_t>(header.value.size())};
  }
  return units;
}

}  // namespace

base::Status produce(rd_kafka_t& producer, const Outgoing& record,
                     std::chrono::milliseconds limit) {
  const std::string topic(record.topic);
  const std::vector<rd_kafka_vu_t> units = units_of(record, topic);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    const KafkaError error{rd_kafka_produceva(&producer, units.data(), units.size())};
    if (!error) return base::Done{};
    const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || std::chrono::steady_clock::now() > deadline) {
      const Severity severity =
          code == RD_KAFKA_RESP_ERR__FATAL || code == RD_KAFKA_RESP_ERR__FENCED
              ? Severity::kFatal
              : Severity::kAbortable;
      return translate(code, severity, fmt::format("producing to {}", record.topic),
                       rd_kafka_error_string(error.get()));
    }
    rd_kafka_poll(&producer, kServeMs);
  }
}

}  // namespace sjukpuls::kafka
