#include "processor/kafka/kafka_topic_reader.h"

#include <fmt/format.h>

#include <utility>

#include "processor/kafka/client.h"
#include "processor/kafka/messages.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

using base::Done;
using base::Status;

constexpr int kWatermarkTimeoutMs = 5'000;

base::Result<Client> make_reader(const KafkaOptions& options, const char* isolation_level) {
  auto conf = make_conf(RD_KAFKA_CONSUMER, options,
                        {
                            {"queued.min.messages", "1000000"},
                            {"queued.max.messages.kbytes", "131072"},
                            {"fetch.message.max.bytes", "4194304"},
                            {"check.crcs", "true"},
                            // Moving to another partition waits for the fetch under way.
                            {"fetch.wait.max.ms", "100"},
                        },
                        {
                            // librdkafka wants a name, though nothing here joins a group.
                            {"group.id", options.group_id + "-reader"},
                            {"isolation.level", isolation_level},
                            {"enable.auto.commit", "false"},
                            {"enable.auto.offset.store", "false"},
                            {"auto.offset.reset", "error"},
                            {"enable.partition.eof", "true"},
                        });
  if (!conf) return conf.error();
  return make_client(RD_KAFKA_CONSUMER, std::move(*conf));
}

}  // namespace

struct KafkaTopicReader::State {
  std::string topic;
  Client reader;
  // Asked for high watermarks: a read_committed client would answer with the last stable offset,
  // which hides what a late marker is about to make visible.
  Client watermarks;
};

base::Result<std::unique_ptr<KafkaTopicReader>> KafkaTopicReader::open(const KafkaOptions& options,
                                                                       std::string topic) {
  auto state = std::make_unique<State>();
  state->topic = std::move(topic);
  auto reader = make_reader(options, "read_committed");
  if (!reader) return reader.error();
  state->reader = std::move(*reader);
  auto watermarks = make_reader(options, "read_uncommitted");
  if (!watermarks) return watermarks.error();
  state->watermarks = std::move(*watermarks);
  rd_kafka_poll_set_consumer(state->reader.get());
  return std::unique_ptr<KafkaTopicReader>(new KafkaTopicReader(std::move(state)));
}

KafkaTopicReader::KafkaTopicReader(std::unique_ptr<State> state) : state_(std::move(state)) {}

KafkaTopicReader::~KafkaTopicReader() {
  rd_kafka_assign(state_->reader.get(), nullptr);
  rd_kafka_destroy_flags(state_->reader.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  rd_kafka_destroy_flags(state_->watermarks.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

base::Result<int> KafkaTopicReader::partition_count() {
  return kafka::partition_count(*state_->reader, state_->topic);
}

base::Result<stream::Offset> KafkaTopicReader::high_watermark(int partition) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const rd_kafka_resp_err_t code = rd_kafka_query_watermark_offsets(
      state_->watermarks.get(), state_->topic.c_str(), partition, &low, &high, kWatermarkTimeoutMs);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(code, Severity::kPlain,
                     fmt::format("high watermark of {} [{}]", state_->topic, partition));
  }
  return high;
}

Status KafkaTopicReader::read_from_start(std::span<const int> partitions) {
  const PartitionList list{rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size()))};
  for (const int partition : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), state_->topic.c_str(), partition)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  // Off and on again, or a partition that is read already would go on where it is.
  rd_kafka_assign(state_->reader.get(), nullptr);
  const rd_kafka_resp_err_t code = rd_kafka_assign(state_->reader.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(code, Severity::kPlain, "reading " + state_->topic);
  }
  return Done{};
}

Status KafkaTopicReader::poll(std::chrono::milliseconds wait, stream::RecordHandler& handler) {
  const Message message{
      rd_kafka_consumer_poll(state_->reader.get(), static_cast<int>(wait.count()))};
  if (!message) return Done{};
  if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    handler.end_of_partition({0, message->partition}, message->offset);
    return Done{};
  }
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return poll_error(*state_->reader, *message);
  handler.record(record_of(*message, {0, message->partition}));
  return Done{};
}

}  // namespace sjukpuls::kafka
