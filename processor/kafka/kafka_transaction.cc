#include "processor/kafka/kafka_transaction.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstring>
#include <functional>
#include <utility>

#include "processor/base/check.h"
#include "processor/kafka/client.h"
#include "processor/kafka/produce.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {

using base::Done;
using base::Remedy;
using base::Status;

namespace {

constexpr int kCallTimeoutMs = 4'000;

base::Result<Client> make_producer(const KafkaOptions& options, const std::string& id) {
  const auto timeout = options.transaction_timeout.count();
  auto conf = make_conf(RD_KAFKA_PRODUCER, options,
                        {
                            {"linger.ms", "50"},
                            {"batch.size", "1000000"},
                            {"compression.codec", "lz4"},
                            {"queue.buffering.max.messages", "1000000"},
                            {"queue.buffering.max.kbytes", "262144"},
                            // A dead letter carries a whole input record and its own headers.
                            {"message.max.bytes", "2097152"},
                            {"message.timeout.ms", std::to_string(timeout * 2 / 3)},
                            {"socket.timeout.ms", std::to_string(timeout * 2 / 3)},
                        },
                        {
                            {"transactional.id", id},
                            {"transaction.timeout.ms", std::to_string(timeout)},
                            {"enable.idempotence", "true"},
                            {"acks", "all"},
                            {"partitioner", "murmur2_random"},
                        });
  if (!conf) return conf.error();
  return make_client(RD_KAFKA_PRODUCER, std::move(*conf));
}

// A call that librdkafka lets us resume: the same one again while it asks for that.
Status resumed(Watchdog& watchdog, const char* what, std::chrono::milliseconds limit,
               const std::function<rd_kafka_error_t*()>& call) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    KafkaError error;
    {
      const Watchdog::Watch watch(watchdog, what);
      error.reset(call());
    }
    if (!error) return Done{};
    if (rd_kafka_error_is_retriable(error.get()) == 0) return translate(*error, what);
    if (std::chrono::steady_clock::now() > deadline) {
      // How it ended is not known; a new producer of the same id settles it.
      return base::Error{Remedy::kReopen,
                         fmt::format("{}: {}", what, rd_kafka_error_string(error.get()))};
    }
    spdlog::info("kafka {}: {}; once more", what, rd_kafka_error_string(error.get()));
  }
}

}  // namespace

class KafkaTransaction final : public stream::Transaction {
 public:
  KafkaTransaction(Client producer, std::chrono::milliseconds limit, KafkaLog& log,
                   Watchdog& watchdog)
      : limit_(limit), log_(log), watchdog_(watchdog), producer_(std::move(producer)) {}

  ~KafkaTransaction() override {
    // What is still queued belongs to no committed transaction.
    rd_kafka_purge(producer_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }

  Status begin() override {
    rd_kafka_poll(producer_.get(), 0);
    // Beginning after a fatal error can hang (#4420).
    if (const std::string fatal = fatal_error_text(*producer_); !fatal.empty()) {
      return base::Error{Remedy::kReopen, "begin transaction: " + fatal};
    }
    const Watchdog::Watch watch(watchdog_, "begin transaction");
    const KafkaError error{rd_kafka_begin_transaction(producer_.get())};
    if (error) return translate(*error, "begin transaction");
    in_transaction_ = true;
    return Done{};
  }

  Status put(const stream::OutputRecord& record) override {
    base::check(in_transaction_, "records and offsets go out within a transaction");
    return produce(*producer_,
                   {.topic = record.topic,
                    .partition = record.partition,
                    .key = record.key,
                    .value = record.value,
                    .headers = record.headers,
                    .timestamp = std::nullopt},
                   limit_);
  }

  Status add_offsets(std::span<const stream::NextOffset> offsets,
                     std::string_view metadata) override {
    base::check(in_transaction_, "records and offsets go out within a transaction");
    const PartitionList list = list_of(offsets, metadata);
    // Fresh each time: an old generation would be refused, and a stale one not noticed.
    const GroupMetadata group{rd_kafka_consumer_group_metadata(&log_.consumer())};
    if (!group) {
      return base::Error{Remedy::kRetry, "add offsets to transaction: not in a group"};
    }
    const Watchdog::Watch watch(watchdog_, "add offsets to transaction");
    const KafkaError error{rd_kafka_send_offsets_to_transaction(producer_.get(), list.get(),
                                                                group.get(), kCallTimeoutMs)};
    if (!error) return Done{};
    if (rd_kafka_error_is_retriable(error.get()) != 0) {
      // Not resumable, unlike commit and abort.
      return base::Error{Remedy::kRetry, fmt::format("add offsets to transaction: {}",
                                                     rd_kafka_error_string(error.get()))};
    }
    return translate(*error, "add offsets to transaction");
  }

  Status commit() override {
    auto done = resumed(watchdog_, "commit transaction", limit_, [this] {
      return rd_kafka_commit_transaction(producer_.get(), kCallTimeoutMs);
    });
    if (done) in_transaction_ = false;
    return done;
  }

  Status abort() override {
    auto done = resumed(watchdog_, "abort transaction", limit_, [this] {
      return rd_kafka_abort_transaction(producer_.get(), kCallTimeoutMs);
    });
    if (done) in_transaction_ = false;
    return done;
  }

 private:
  PartitionList list_of(std::span<const stream::NextOffset> offsets,
                        std::string_view metadata) const {
    PartitionList list{rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size()))};
    for (const stream::NextOffset& next : offsets) {
      rd_kafka_topic_partition_t* element = rd_kafka_topic_partition_list_add(
          list.get(), log_.topic_name(next.source.topic).c_str(), next.source.partition);
      element->offset = next.next;
      // The list frees it with the C library's free().
      element->metadata = strndup(metadata.data(), metadata.size());
      element->metadata_size = metadata.size();
    }
    return list;
  }

  const std::chrono::milliseconds limit_;
  KafkaLog& log_;
  Watchdog& watchdog_;
  bool in_transaction_ = false;
  Client producer_;
};

KafkaTransactionSource::KafkaTransactionSource(KafkaOptions options, std::string transactional_id,
                                               KafkaLog& log)
    : options_(std::move(options)),
      transactional_id_(std::move(transactional_id)),
      log_(log),
      watchdog_(2 * options_.transaction_timeout) {}

base::Result<std::unique_ptr<stream::Transaction>> KafkaTransactionSource::open() {
  auto producer = make_producer(options_, transactional_id_);
  if (!producer) return producer.error();
  const Watchdog::Watch watch(watchdog_, "init transactions");
  const KafkaError error{rd_kafka_init_transactions(producer->get(), kCallTimeoutMs)};
  if (error && rd_kafka_error_is_retriable(error.get()) != 0) {
    return base::Error{Remedy::kRetry,
                       fmt::format("init transactions: {}", rd_kafka_error_string(error.get()))};
  }
  if (error) return translate(*error, "init transactions");
  return std::unique_ptr<stream::Transaction>(std::make_unique<KafkaTransaction>(
      std::move(*producer), options_.transaction_timeout, log_, watchdog_));
}

}  // namespace sjukpuls::kafka
