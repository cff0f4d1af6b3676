#include "processor/runtime/owned_partition.h"

#include <algorithm>

#include "processor/base/check.h"

namespace sjukpuls::runtime {

OwnedPartition::OwnedPartition(int partition, const indicators::Catalogue& catalogue,
                               const engine::ShardOptions& options,
                               std::span<const stream::CommittedOffset> committed)
    : number_(partition), shard_(catalogue, options), inputs_(committed.size()) {
  for (const stream::CommittedOffset& offset : committed) {
    inputs_[index(offset.source.topic)].committed = offset.next;
  }
}

bool OwnedPartition::take(stream::TopicPartition source, stream::Offset offset) {
  Input& input = inputs_[index(source.topic)];
  if (input.next && offset < *input.next) return false;
  input.next = offset + 1;
  has_news_ = true;
  return true;
}

bool OwnedPartition::is_new(stream::TopicPartition source, stream::Offset offset) const {
  return offset >= inputs_[index(source.topic)].committed.value_or(0);
}

void OwnedPartition::note_end(stream::TopicPartition source, stream::Offset end) {
  Input& input = inputs_[index(source.topic)];
  if (!input.target) input.target = end;
}

void OwnedPartition::reached_end(stream::TopicPartition source, stream::Offset next) {
  Input& input = inputs_[index(source.topic)];
  input.next = std::max(input.next.value_or(0), next);
  input.at_end = true;
}

bool OwnedPartition::caught_up() const {
  return std::all_of(inputs_.begin(), inputs_.end(), [](const Input& input) {
    return input.at_end || (input.next && input.target && *input.next >= *input.target);
  });
}

std::optional<stream::TopicPartition> OwnedPartition::cut_short() const {
  for (std::size_t topic = 0; topic < inputs_.size(); ++topic) {
    if (inputs_[topic].next.value_or(0) < inputs_[topic].committed.value_or(0)) {
      return source(topic);
    }
  }
  return std::nullopt;
}

std::vector<stream::NextOffset> OwnedPartition::next_offsets() const {
  std::vector<stream::NextOffset> offsets;
  for (std::size_t topic = 0; topic < inputs_.size(); ++topic) {
    base::check(inputs_[topic].next.has_value(), "offsets are asked for once every topic is read");
    offsets.push_back({source(topic), *inputs_[topic].next});
  }
  return offsets;
}

std::vector<stream::TopicPartition> OwnedPartition::sources() const {
  std::vector<stream::TopicPartition> sources;
  for (std::size_t topic = 0; topic < inputs_.size(); ++topic) sources.push_back(source(topic));
  return sources;
}

std::vector<stream::Start> OwnedPartition::committed_starts() const {
  std::vector<stream::Start> starts;
  for (std::size_t topic = 0; topic < inputs_.size(); ++topic) {
    starts.push_back({source(topic), inputs_[topic].committed});
  }
  return starts;
}

void OwnedPartition::note_committed() {
  shard_.committed();
  for (Input& input : inputs_) input.committed = input.next;
  has_news_ = false;
  dead_letters_.clear();
  committed_breaker_ = breaker_;
}

void OwnedPartition::roll_back() {
  base::check(is_live(), "only a live shard has a commit to go back to");
  shard_.rollback();
  for (Input& input : inputs_) input.next = input.committed;
  has_news_ = false;
  dead_letters_.clear();  // they are read again
  breaker_ = committed_breaker_;
}

bool OwnedPartition::stands_before(std::span<const stream::CommittedOffset> offsets) const {
  return std::all_of(offsets.begin(), offsets.end(), [this](const stream::CommittedOffset& offset) {
    return offset.next == inputs_[index(offset.source.topic)].committed;
  });
}

bool OwnedPartition::stands_after(std::span<const stream::CommittedOffset> offsets) const {
  return std::all_of(offsets.begin(), offsets.end(), [this](const stream::CommittedOffset& offset) {
    return offset.next == inputs_[index(offset.source.topic)].next;
  });
}

PartitionStatistics OwnedPartition::statistics(const EndOf& end_of) const {
  PartitionStatistics statistics;
  statistics.phase = phase();
  for (std::size_t topic = 0; topic < inputs_.size(); ++topic) {
    const auto end = end_of(source(topic));
    if (!end) continue;
    statistics.lag += std::max<std::int64_t>(0, *end - inputs_[topic].next.value_or(0));
  }
  statistics.patients = shard_.patients();
  statistics.state_bytes = shard_.state_bytes();
  statistics.restored_events = restored_events_;
  statistics.reconciled_rows = reconciled_rows_;
  if (is_live()) statistics.day = shard_.day();
  return statistics;
}

}  // namespace sjukpuls::runtime
