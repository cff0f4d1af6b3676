#include "tests/fakes/sim_broker.h"

#include <algorithm>
#include <utility>

#include "processor/base/check.h"

namespace sjukpuls::fakes {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;
using stream::CommittedOffset;
using stream::Offset;
using stream::Record;
using stream::Revocation;
using stream::Start;
using stream::TopicPartition;

namespace {

Record view_of(const SimBroker::Stored& stored, TopicPartition source) {
  Record record{source, stored.offset, stored.timestamp, stored.key, std::nullopt};
  if (stored.value) record.value = *stored.value;
  return record;
}

}  // namespace

// Reads one partition on from a position.
struct SimPosition {
  Offset next = 0;
  std::optional<Offset> reported_end;
};

class SimLog final : public stream::Log {
 public:
  SimLog(SimBroker& broker, std::vector<std::string> topics, std::string member)
      : broker_(broker), topics_(std::move(topics)), member_(std::move(member)) {}
  ~SimLog() override { static_cast<void>(close()); }

  base::Result<std::vector<int>> partition_counts() override {
    std::vector<int> counts;
    for (const std::string& topic : topics_) {
      const auto found = broker_.topics_.find(topic);
      if (found == broker_.topics_.end()) return Error{Remedy::kStop, "no topic " + topic};
      counts.push_back(static_cast<int>(found->second.size()));
    }
    return counts;
  }

  Status subscribe(stream::GroupHandler& handler) override {
    handler_ = &handler;
    broker_.join(member_, topics_);
    return Done{};
  }

  Status poll(std::chrono::milliseconds /*wait*/) override {
    if (serve_group()) return Done{};
    for (std::size_t i = 0; i < positions_.size(); ++i) {
      auto at = positions_.upper_bound(last_polled_);
      if (at == positions_.end()) at = positions_.begin();
      last_polled_ = at->first;
      if (hand_over(at->first, at->second)) return Done{};
    }
    return Done{};
  }

  base::Result<std::vector<CommittedOffset>> committed_offsets(
      std::span<const TopicPartition> sources) override {
    if (auto failure = broker_.take_failure(SimBroker::Call::kCommitted)) return failure->first;
    std::vector<CommittedOffset> offsets;
    for (const TopicPartition source : sources) {
      const SimBroker::Place place = place_of(source);
      if (broker_.has_pending_offsets(place)) broker_.time_out_transactions();
      offsets.push_back({source, broker_.committed_offset(place.first, place.second),
                         broker_.committed_metadata(place.first, place.second)});
    }
    return offsets;
  }

  Status seek(std::span<const Start> starts) override {
    for (const Start& start : starts) {
      const auto position = positions_.find(start.source);
      if (position == positions_.end()) return Error{Remedy::kStop, "seeking what is not ours"};
      position->second = {start.offset.value_or(0), std::nullopt};
    }
    return Done{};
  }

  std::optional<Offset> end_offset(TopicPartition source) override {
    return static_cast<Offset>(broker_.entries(place_of(source)).size());
  }

  std::vector<stream::Header> headers() override { return current_->headers; }

  Status close() override {
    if (std::exchange(closed_, true) || handler_ == nullptr) return Done{};
    if (!positions_.empty()) revoke(Revocation::kOrderly);
    broker_.leave(member_);
    return Done{};
  }

  const SimBroker::Member* membership() const {
    const auto found = broker_.members_.find(member_);
    return found == broker_.members_.end() ? nullptr : &found->second;
  }
  SimBroker::Place place_of(TopicPartition source) const {
    return {topics_.at(static_cast<std::size_t>(source.topic)), source.partition};
  }

 private:
  bool serve_group() {
    const auto found = broker_.members_.find(member_);
    if (found == broker_.members_.end()) return false;
    SimBroker::Member& member = found->second;
    if (std::exchange(member.lost, false)) {
      if (!positions_.empty()) revoke(Revocation::kLost);
      broker_.start_rebalance();
      broker_.finish_rebalance_when_all_revoked();
      return true;
    }
    if (std::exchange(member.must_revoke, false)) {
      revoke(Revocation::kOrderly);
      member.assigned.clear();
      broker_.finish_rebalance_when_all_revoked();
      return true;
    }
    if (std::exchange(member.has_news, false)) {
      take_assignment(member);
      return true;
    }
    return false;
  }

  void take_assignment(SimBroker::Member& member) {
    member.assigned = member.given;
    std::vector<TopicPartition> sources;
    for (const SimBroker::Place& place : member.given) {
      const auto topic = std::find(topics_.begin(), topics_.end(), place.first);
      sources.push_back({static_cast<int>(topic - topics_.begin()), place.second});
    }
    for (const Start& start : handler_->assigned(sources)) {
      positions_[start.source] = {start.offset.value_or(0), std::nullopt};
    }
  }

  void revoke(Revocation revocation) {
    handler_->revoked(revocation);
    positions_.clear();
  }

  bool hand_over(TopicPartition source, SimPosition& position) {
    const SimBroker::Place place = place_of(source);
    const Offset stable = broker_.last_stable(place);
    while (position.next < stable) {
      const SimBroker::Entry& entry =
          broker_.entries(place)[static_cast<std::size_t>(position.next++)];
      if (!broker_.shown(entry)) continue;
      const SimBroker::Stored copy = entry.stored;  // the handler may make the log grow
      current_ = &copy;
      handler_->record(view_of(copy, source));
      current_ = nullptr;
      return true;
    }
    if (position.reported_end == stable) return false;
    position.reported_end = stable;
    handler_->end_of_partition(source, stable);
    return true;
  }

  SimBroker& broker_;
  std::vector<std::string> topics_;
  std::string member_;
  stream::GroupHandler* handler_ = nullptr;
  std::map<TopicPartition, SimPosition> positions_;
  TopicPartition last_polled_{-1, -1};
  const SimBroker::Stored* current_ = nullptr;
  bool closed_ = false;
};

class SimTransaction final : public stream::Transaction {
 public:
  SimTransaction(SimBroker& broker, SimLog& log, std::string id, int epoch)
      : broker_(broker), log_(log), id_(std::move(id)), epoch_(epoch) {}

  Status begin() override {
    if (auto failed = failure(SimBroker::Call::kBegin)) return *failed;
    base::check(number_ == 0, "a transaction ends before the next begins");
    number_ = broker_.begin();
    broker_.open_of_id_[id_] = number_;
    return Done{};
  }

  Status put(const stream::OutputRecord& record) override {
    base::check(number_ != 0, "records and offsets go out within a transaction");
    if (auto failed = failure(SimBroker::Call::kPut)) return *failed;
    const auto topic = broker_.topics_.find(std::string(record.topic));
    if (topic == broker_.topics_.end()) {
      return Error{Remedy::kStop, "no topic " + std::string(record.topic)};
    }
    const int partition = record.partition.value_or(
        static_cast<int>(std::hash<std::string_view>{}(record.key) % topic->second.size()));
    SimBroker::Stored stored{};
    stored.key = record.key;
    if (record.value) stored.value = std::string(*record.value);
    stored.headers.assign(record.headers.begin(), record.headers.end());
    auto& entries = topic->second.at(static_cast<std::size_t>(partition));
    stored.offset = static_cast<Offset>(entries.size());
    entries.push_back({std::move(stored), number_, false});
    broker_.open_[number_].places.emplace(topic->first, partition);
    return Done{};
  }

  Status add_offsets(std::span<const stream::NextOffset> offsets,
                     std::string_view metadata) override {
    base::check(number_ != 0, "records and offsets go out within a transaction");
    if (auto failed = failure(SimBroker::Call::kAddOffsets)) return *failed;
    const SimBroker::Member* member = log_.membership();
    if (member == nullptr || member->lost || member->generation != broker_.generation_) {
      return Error{Remedy::kRetry, "illegal generation"};
    }
    for (const stream::NextOffset& next : offsets) {
      broker_.open_[number_].offsets[log_.place_of(next.source)] = {next.next,
                                                                    std::string(metadata)};
    }
    return Done{};
  }

  Status commit() override {
    auto failed = broker_.take_failure(SimBroker::Call::kCommit);
    if (failed && failed->second == SimBroker::Effect::kNone) return spoiled(failed->first);
    if (auto fenced = fencing()) return *fenced;
    broker_.end(std::exchange(number_, 0), SimBroker::Outcome::kCommitted);
    broker_.open_of_id_.erase(id_);
    if (failed) return spoiled(failed->first);
    return Done{};
  }

  Status abort() override {
    if (auto failed = failure(SimBroker::Call::kAbort)) return *failed;
    if (number_ == 0) return Done{};
    broker_.end(std::exchange(number_, 0), SimBroker::Outcome::kAborted);
    broker_.open_of_id_.erase(id_);
    return Done{};
  }

 private:
  std::optional<Error> fencing() const {
    if (dead_) return Error{Remedy::kReopen, "the producer is in a fatal state"};
    if (broker_.epochs_.at(id_) != epoch_) return Error{Remedy::kReopen, "fenced"};
    if (number_ != 0 && !broker_.open_.contains(number_)) {
      return Error{Remedy::kReopen, "the transaction has timed out"};
    }
    return std::nullopt;
  }

  std::optional<Error> failure(SimBroker::Call call) {
    if (auto fenced = fencing()) return fenced;
    if (auto failed = broker_.take_failure(call)) return spoiled(failed->first);
    return std::nullopt;
  }

  Error spoiled(Error error) {
    if (error.remedy == Remedy::kReopen) dead_ = true;
    return error;
  }

  SimBroker& broker_;
  SimLog& log_;
  std::string id_;
  int epoch_;
  SimBroker::TransactionNumber number_ = 0;
  bool dead_ = false;
};

class SimTransactionSource final : public stream::TransactionSource {
 public:
  SimTransactionSource(SimBroker& broker, SimLog& log, std::string id)
      : broker_(broker), log_(log), id_(std::move(id)) {}

  base::Result<std::unique_ptr<stream::Transaction>> open() override {
    if (auto failed = broker_.take_failure(SimBroker::Call::kOpen)) return failed->first;
    if (const auto left = broker_.open_of_id_.find(id_); left != broker_.open_of_id_.end()) {
      if (broker_.open_.contains(left->second)) {
        broker_.end(left->second, SimBroker::Outcome::kAborted);
      }
      broker_.open_of_id_.erase(left);
    }
    const int epoch = ++broker_.epochs_[id_];
    return std::unique_ptr<stream::Transaction>(
        std::make_unique<SimTransaction>(broker_, log_, id_, epoch));
  }

 private:
  SimBroker& broker_;
  SimLog& log_;
  std::string id_;
};

class SimTopicReader final : public stream::TopicReader {
 public:
  SimTopicReader(SimBroker& broker, std::string topic)
      : broker_(broker), topic_(std::move(topic)) {}

  base::Result<int> partition_count() override {
    const auto found = broker_.topics_.find(topic_);
    if (found == broker_.topics_.end()) return Error{Remedy::kStop, "no topic " + topic_};
    return static_cast<int>(found->second.size());
  }

  base::Result<Offset> high_watermark(int partition) override {
    return static_cast<Offset>(broker_.entries({topic_, partition}).size());
  }

  Status read_from_start(std::span<const int> partitions) override {
    positions_.clear();
    for (const int partition : partitions) positions_[partition] = {};
    return Done{};
  }

  Status poll(std::chrono::milliseconds /*wait*/, stream::RecordHandler& handler) override {
    for (auto& [partition, position] : positions_) {
      if (hand_over(partition, position, handler)) return Done{};
    }
    broker_.time_out_transactions();
    return Done{};
  }

 private:
  bool hand_over(int partition, SimPosition& position, stream::RecordHandler& handler) {
    const SimBroker::Place place{topic_, partition};
    const Offset stable = broker_.last_stable(place);
    while (position.next < stable) {
      const SimBroker::Entry& entry =
          broker_.entries(place)[static_cast<std::size_t>(position.next++)];
      if (!broker_.shown(entry)) continue;
      handler.record(view_of(entry.stored, {0, partition}));
      return true;
    }
    if (position.reported_end == stable) return false;
    position.reported_end = stable;
    handler.end_of_partition({0, partition}, stable);
    return true;
  }

  SimBroker& broker_;
  std::string topic_;
  std::map<int, SimPosition> positions_;
};

void SimBroker::create_topic(const std::string& topic, int partitions) {
  topics_[topic].resize(static_cast<std::size_t>(partitions));
}

Offset SimBroker::append(const std::string& topic, int partition, std::string key,
                         std::optional<std::string> value, base::ProcessingTime timestamp,
                         std::vector<stream::Header> headers) {
  auto& log = entries({topic, partition});
  const auto offset = static_cast<Offset>(log.size());
  log.push_back(
      {{offset, std::move(key), std::move(value), std::move(headers), timestamp}, 0, false});
  return offset;
}

std::unique_ptr<stream::Log> SimBroker::open_log(std::vector<std::string> topics,
                                                 std::string member) {
  return std::make_unique<SimLog>(*this, std::move(topics), std::move(member));
}

std::unique_ptr<stream::TransactionSource> SimBroker::transactions(std::string transactional_id,
                                                                   stream::Log& log) {
  return std::make_unique<SimTransactionSource>(*this, dynamic_cast<SimLog&>(log),
                                                std::move(transactional_id));
}

std::unique_ptr<stream::TopicReader> SimBroker::reader(std::string topic) {
  return std::make_unique<SimTopicReader>(*this, std::move(topic));
}

void SimBroker::fail_next(Call call, Remedy remedy, Effect effect) {
  failures_[call].emplace_back(Error{remedy, "as requested by the test"}, effect);
}

void SimBroker::drop_member(const std::string& member) {
  const auto dropped = members_.find(member);
  if (dropped == members_.end()) return;  // has not joined yet
  dropped->second.lost = true;
  dropped->second.assigned.clear();
  ++generation_;
}

std::vector<SimBroker::Stored> SimBroker::visible(const std::string& topic, int partition) const {
  std::vector<Stored> records;
  const Place place{topic, partition};
  const Offset stable = last_stable(place);
  for (const Entry& entry : entries(place)) {
    if (entry.stored.offset < stable && shown(entry)) records.push_back(entry.stored);
  }
  return records;
}

std::optional<Offset> SimBroker::committed_offset(const std::string& topic, int partition) const {
  const auto found = committed_.find({topic, partition});
  if (found == committed_.end()) return std::nullopt;
  return found->second.next;
}

std::string SimBroker::committed_metadata(const std::string& topic, int partition) const {
  const auto found = committed_.find({topic, partition});
  return found == committed_.end() ? std::string{} : found->second.metadata;
}

std::vector<SimBroker::Entry>& SimBroker::entries(const Place& place) {
  return topics_.at(place.first).at(static_cast<std::size_t>(place.second));
}

const std::vector<SimBroker::Entry>& SimBroker::entries(const Place& place) const {
  return topics_.at(place.first).at(static_cast<std::size_t>(place.second));
}

Offset SimBroker::last_stable(const Place& place) const {
  for (const Entry& entry : entries(place)) {
    if (entry.transaction != 0 && outcomes_.at(entry.transaction) == Outcome::kOpen) {
      return entry.stored.offset;
    }
  }
  return static_cast<Offset>(entries(place).size());
}

bool SimBroker::shown(const Entry& entry) const {
  if (entry.marker) return false;
  return entry.transaction == 0 || outcomes_.at(entry.transaction) == Outcome::kCommitted;
}

bool SimBroker::has_pending_offsets(const Place& place) const {
  return std::any_of(open_.begin(), open_.end(),
                     [&](const auto& open) { return open.second.offsets.contains(place); });
}

void SimBroker::join(const std::string& member, std::vector<std::string> topics) {
  members_[member].topics = std::move(topics);
  start_rebalance();
  finish_rebalance_when_all_revoked();
}

void SimBroker::leave(const std::string& member) {
  members_.erase(member);
  start_rebalance();
  finish_rebalance_when_all_revoked();
}

void SimBroker::start_rebalance() {
  rebalancing_ = true;
  for (auto& [name, member] : members_) {
    member.must_revoke = !member.assigned.empty();
    member.has_news = false;  // what was given in the generation before is given no more
  }
}

// The `range` assignment: of each topic a run of partitions to each member, in order of their ids.
void SimBroker::finish_rebalance_when_all_revoked() {
  if (!rebalancing_) return;
  for (const auto& [name, member] : members_) {
    if (!member.assigned.empty() && !member.lost) return;
  }
  rebalancing_ = false;
  ++generation_;
  int place_in_order = 0;
  std::vector<Member*> present;
  for (auto& [name, member] : members_) {
    if (!member.lost) present.push_back(&member);
  }
  for (Member* member : present) {
    member->generation = generation_;
    member->must_revoke = false;
    member->has_news = true;
    member->given.clear();
    for (const std::string& topic : member->topics) {
      const int partitions = static_cast<int>(topics_.at(topic).size());
      const int members = static_cast<int>(present.size());
      const int share = partitions / members;
      const int extra = partitions % members;
      const int first = place_in_order * share + std::min(place_in_order, extra);
      const int count = share + (place_in_order < extra ? 1 : 0);
      for (int i = first; i < first + count; ++i) member->given.emplace_back(topic, i);
    }
    ++place_in_order;
  }
}

SimBroker::TransactionNumber SimBroker::begin() {
  const TransactionNumber number = static_cast<TransactionNumber>(outcomes_.size()) + 1;
  outcomes_[number] = Outcome::kOpen;
  open_[number] = {};
  return number;
}

void SimBroker::end(TransactionNumber transaction, Outcome outcome) {
  outcomes_[transaction] = outcome;
  const auto open = open_.extract(transaction);
  for (const Place& place : open.mapped().places) {
    Stored marker{};
    marker.offset = static_cast<Offset>(entries(place).size());
    entries(place).push_back({std::move(marker), transaction, true});
  }
  if (outcome != Outcome::kCommitted) return;
  ++commits_;
  for (const auto& [place, offset] : open.mapped().offsets) committed_[place] = offset;
}

void SimBroker::time_out_transactions() {
  if (keeps_transactions_open_) return;
  while (!open_.empty()) end(open_.begin()->first, Outcome::kAborted);
}

std::optional<std::pair<Error, SimBroker::Effect>> SimBroker::take_failure(Call call) {
  auto& queue = failures_[call];
  if (queue.empty()) return std::nullopt;
  auto failure = queue.front();
  queue.pop_front();
  return failure;
}

}  // namespace sjukpuls::fakes
