#include "processor/kafka/kafka_producer.h"

#include <fmt/format.h>

#include "processor/kafka/client.h"
#include "processor/kafka/produce.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

constexpr std::chrono::minutes kQueueLimit{5};

// Callbacks are served once in so many records, so that reports do not pile up.
constexpr std::uint64_t kServeEvery = 1024;

}  // namespace

struct KafkaProducer::State {
  Deliveries deliveries;
  std::uint64_t produced = 0;
  Client client;  // last: its callbacks reach the above

  static void on_delivery(rd_kafka_t* /*client*/, const rd_kafka_message_t* message,
                          void* opaque) noexcept {
    Deliveries& deliveries = static_cast<State*>(opaque)->deliveries;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      ++deliveries.delivered;
      return;
    }
    if (++deliveries.failed == 1) {
      deliveries.first_failure = fmt::format("{} [{}]: {}", rd_kafka_topic_name(message->rkt),
                                             message->partition, rd_kafka_err2str(message->err));
    }
  }
};

base::Result<std::unique_ptr<KafkaProducer>> KafkaProducer::open(const KafkaOptions& options) {
  auto conf = make_conf(RD_KAFKA_PRODUCER, options,
                        {
                            {"linger.ms", "50"},
                            {"batch.size", "1000000"},
                            {"compression.codec", "lz4"},
                            {"queue.buffering.max.messages", "1000000"},
                            {"queue.buffering.max.kbytes", "262144"},
                        },
                        {
                            {"enable.idempotence", "true"},
                            {"acks", "all"},
                            {"partitioner", "murmur2_random"},
                        });
  if (!conf) return conf.error();
  auto state = std::make_unique<State>();
  rd_kafka_conf_set_opaque(conf->get(), state.get());
  rd_kafka_conf_set_dr_msg_cb(conf->get(), State::on_delivery);
  auto client = make_client(RD_KAFKA_PRODUCER, std::move(*conf));
  if (!client) return client.error();
  state->client = std::move(*client);
  return std::unique_ptr<KafkaProducer>(new KafkaProducer(std::move(state)));
}

KafkaProducer::KafkaProducer(std::unique_ptr<State> state) : state_(std::move(state)) {}

KafkaProducer::~KafkaProducer() = default;

base::Status KafkaProducer::produce(std::string_view topic, std::string_view key,
                                    std::string_view value,
                                    std::optional<base::ProcessingTime> timestamp) {
  if (++state_->produced % kServeEvery == 0) rd_kafka_poll(state_->client.get(), 0);
  return kafka::produce(*state_->client,
                        {.topic = topic,
                         .partition = std::nullopt,
                         .key = key,
                         .value = value,
                         .headers = {},
                         .timestamp = timestamp},
                        kQueueLimit);
}

base::Status KafkaProducer::flush(std::chrono::milliseconds limit) {
  const rd_kafka_resp_err_t code =
      rd_kafka_flush(state_->client.get(), static_cast<int>(limit.count()));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return translate(code, Severity::kPlain, "flushing");
  return base::Done{};
}

const KafkaProducer::Deliveries& KafkaProducer::deliveries() const { return state_->deliveries; }

}  // namespace sjukpuls::kafka
