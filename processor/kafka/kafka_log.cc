#include "processor/kafka/kafka_log.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "processor/kafka/client.h"
#include "processor/kafka/messages.h"
#include "processor/kafka/remedy.h"

namespace sjukpuls::kafka {
namespace {

using base::Done;
using base::Remedy;
using base::Status;
using stream::CommittedOffset;
using stream::Offset;
using stream::Revocation;
using stream::Start;
using stream::TopicPartition;

constexpr int kCommittedTimeoutMs = 4'000;
constexpr std::chrono::seconds kCloseLimit{15};

using RebalanceCallback = void(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*,
                               void*);

base::Result<Client> make_consumer(const KafkaOptions& options, void* opaque,
                                   RebalanceCallback* on_rebalance) {
  auto conf = make_conf(
      RD_KAFKA_CONSUMER, options,
      {
          {"session.timeout.ms", std::to_string(options.session_timeout.count())},
          {"heartbeat.interval.ms", "3000"},
          {"max.poll.interval.ms", "120000"},
          // Large, since a full queue stalls fetching for a second in librdkafka 2.0.2 (#2879).
          {"queued.min.messages", "5000000"},
          {"queued.max.messages.kbytes", "524288"},
          {"fetch.message.max.bytes", "4194304"},
          {"fetch.max.bytes", "67108864"},
          {"check.crcs", "true"},
      },
      {
          {"group.id", options.group_id},
          {"partition.assignment.strategy", "range"},
          {"isolation.level", "read_committed"},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"auto.offset.reset", "error"},
          {"enable.partition.eof", "true"},
      });
  if (!conf) return conf.error();
  if (!options.instance_id.empty()) {
    if (auto done = set_property(**conf, "group.instance.id", options.instance_id); !done) {
      return done.error();
    }
  }
  rd_kafka_conf_set_opaque(conf->get(), opaque);
  rd_kafka_conf_set_rebalance_cb(conf->get(), on_rebalance);
  return make_client(RD_KAFKA_CONSUMER, std::move(*conf));
}

}  // namespace

struct KafkaLog::State {
  std::vector<std::string> topics;
  std::vector<std::pair<const rd_kafka_topic_t*, int>> known_topics;  // by handle, of `topics`
  stream::GroupHandler* handler = nullptr;
  const rd_kafka_message_t* current = nullptr;  // the record that is being handled
  base::Status callback_failure = Done{};
  bool closed = false;
  Client client;  // last: its callbacks reach all of the above

  int index_of(std::string_view topic) const {
    const auto found = std::find(topics.begin(), topics.end(), topic);
    return static_cast<int>(found - topics.begin());
  }

  // The same by librdkafka's handle, which holds while partitions are assigned: no text is compared
  // for a record but the first of its topic.
  int index_of(const rd_kafka_topic_t* topic) {
    for (const auto& [handle, index] : known_topics) {
      if (handle == topic) return index;
    }
    const int index = index_of(std::string_view(rd_kafka_topic_name(topic)));
    known_topics.emplace_back(topic, index);
    return index;
  }

  PartitionList list_of(std::span<const Start> starts) const {
    PartitionList list{rd_kafka_topic_partition_list_new(static_cast<int>(starts.size()))};
    for (const Start& start : starts) {
      rd_kafka_topic_partition_list_add(
          list.get(), topics.at(static_cast<std::size_t>(start.source.topic)).c_str(),
          start.source.partition)
          ->offset = start.offset.value_or(RD_KAFKA_OFFSET_BEGINNING);
    }
    return list;
  }

  std::string describe(TopicPartition source) const {
    return fmt::format("{} [{}]", topics.at(static_cast<std::size_t>(source.topic)),
                       source.partition);
  }

  void assigned(const rd_kafka_topic_partition_list_t& partitions) {
    std::vector<TopicPartition> sources;
    sources.reserve(static_cast<std::size_t>(partitions.cnt));
    for (int i = 0; i < partitions.cnt; ++i) {
      sources.push_back({index_of(partitions.elems[i].topic), partitions.elems[i].partition});
    }
    const PartitionList list = list_of(handler->assigned(sources));
    assign(list.get());
  }

  void revoked() {
    handler->revoked(rd_kafka_assignment_lost(client.get()) != 0 ? Revocation::kLost
                                                                 : Revocation::kOrderly);
    assign(nullptr);
  }

  void assign(const rd_kafka_topic_partition_list_t* list) {
    known_topics.clear();
    const rd_kafka_resp_err_t code = rd_kafka_assign(client.get(), list);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      callback_failure = translate(code, Severity::kPlain, "assigning partitions");
    }
  }

  static void on_rebalance(rd_kafka_t* /*client*/, rd_kafka_resp_err_t code,
                           rd_kafka_topic_partition_list_t* partitions, void* opaque) noexcept {
    State& state = *static_cast<State*>(opaque);
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      state.assigned(*partitions);
    } else {
      state.revoked();
    }
  }

  Status take(const rd_kafka_message_t& message);
};

base::Result<std::unique_ptr<KafkaLog>> KafkaLog::open(const KafkaOptions& options,
                                                       std::vector<std::string> topics) {
  auto state = std::make_unique<State>();
  state->topics = std::move(topics);
  auto client = make_consumer(options, state.get(), State::on_rebalance);
  if (!client) return client.error();
  state->client = std::move(*client);
  rd_kafka_poll_set_consumer(state->client.get());
  return std::unique_ptr<KafkaLog>(new KafkaLog(std::move(state)));
}

KafkaLog::KafkaLog(std::unique_ptr<State> state) : state_(std::move(state)) {}

KafkaLog::~KafkaLog() {
  static_cast<void>(close());
  // close() has had its time; destroying must not wait for the group once more.
  rd_kafka_destroy_flags(state_->client.release(), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}

base::Result<std::vector<int>> KafkaLog::partition_counts() {
  std::vector<int> counts;
  for (const std::string& topic : state_->topics) {
    auto count = partition_count(*state_->client, topic);
    if (!count) return count.error();
    counts.push_back(*count);
  }
  return counts;
}

Status KafkaLog::subscribe(stream::GroupHandler& handler) {
  state_->handler = &handler;
  const PartitionList list{
      rd_kafka_topic_partition_list_new(static_cast<int>(state_->topics.size()))};
  for (const std::string& topic : state_->topics) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const rd_kafka_resp_err_t code = rd_kafka_subscribe(state_->client.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return translate(code, Severity::kPlain, "subscribing");
  }
  return Done{};
}

Status KafkaLog::poll(std::chrono::milliseconds wait) {
  const Message message{
      rd_kafka_consumer_poll(state_->client.get(), static_cast<int>(wait.count()))};
  if (!state_->callback_failure) {
    return std::exchange(state_->callback_failure, Status{Done{}});
  }
  if (!message) return Done{};
  return state_->take(*message);
}

Status KafkaLog::State::take(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    current = &message;
    handler->record(record_of(message, {index_of(message.rkt), message.partition}));
    current = nullptr;
    return Done{};
  }
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    handler->end_of_partition({index_of(message.rkt), message.partition}, message.offset);
    return Done{};
  }
  return poll_error(*client, message);
}

base::Result<std::vector<CommittedOffset>> KafkaLog::committed_offsets(
    std::span<const TopicPartition> sources) {
  std::vector<Start> starts;
  for (const TopicPartition source : sources) starts.push_back({source, std::nullopt});
  const PartitionList list = state_->list_of(starts);
  rd_kafka_resp_err_t code =
      rd_kafka_committed(state_->client.get(), list.get(), kCommittedTimeoutMs);
  for (int i = 0; i < list->cnt && code == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    code = list->elems[i].err;
  }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return offsets_of(sources, *list);
  return translate(code, Severity::kPlain, "committed offsets");
}

Status KafkaLog::seek(std::span<const Start> starts) {
  if (starts.empty()) return Done{};
  const PartitionList list = state_->list_of(starts);
  // No time-out: librdkafka 2.0.2 takes it for microseconds (#4230), and seeking asks no broker.
  const KafkaError error{rd_kafka_seek_partitions(state_->client.get(), list.get(), -1)};
  if (error) {
    return translate(rd_kafka_error_code(error.get()), Severity::kPlain, "seeking",
                     rd_kafka_error_string(error.get()));
  }
  for (int i = 0; i < list->cnt; ++i) {
    if (list->elems[i].err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return translate(list->elems[i].err, Severity::kPlain,
                       "seeking " + state_->describe(starts[static_cast<std::size_t>(i)].source));
    }
  }
  return Done{};
}

std::optional<Offset> KafkaLog::end_offset(TopicPartition source) {
  std::int64_t low = RD_KAFKA_OFFSET_INVALID;
  std::int64_t high = RD_KAFKA_OFFSET_INVALID;
  rd_kafka_get_watermark_offsets(state_->client.get(), topic_name(source.topic).c_str(),
                                 source.partition, &low, &high);
  if (high < 0) return std::nullopt;
  return high;
}

std::vector<stream::Header> KafkaLog::headers() { return headers_of(*state_->current); }

Status KafkaLog::close() {
  if (std::exchange(state_->closed, true) || state_->handler == nullptr) return Done{};
  const Queue queue{rd_kafka_queue_new(state_->client.get())};
  const KafkaError error{rd_kafka_consumer_close_queue(state_->client.get(), queue.get())};
  if (error) {
    return translate(rd_kafka_error_code(error.get()), Severity::kPlain, "closing the consumer",
                     rd_kafka_error_string(error.get()));
  }
  // Bounded, since closing may wait for ever for a reference that nobody gives back (#4187, #4724).
  const auto deadline = std::chrono::steady_clock::now() + kCloseLimit;
  while (rd_kafka_consumer_closed(state_->client.get()) == 0) {
    if (std::chrono::steady_clock::now() > deadline) {
      return base::Error{Remedy::kStop, "closing the consumer: not closed in time"};
    }
    // Records that were fetched come too, and are let go; rd_kafka_queue_poll_callback aborts on
    // them.
    const Message fetched{rd_kafka_consume_queue(queue.get(), 100)};
  }
  return Done{};
}

rd_kafka_s& KafkaLog::consumer() { return *state_->client; }

const std::string& KafkaLog::topic_name(int topic) const {
  return state_->topics.at(static_cast<std::size_t>(topic));
}

}  // namespace sjukpuls::kafka
