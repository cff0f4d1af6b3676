#include "processor/runtime/owned_partition.h"

#include <algorithm>

#include "processor/base/check.h"

namespace sjukpuls::runtime {

OwnedPartition::OwnedPartition(int partition, const indicators::Catalogue& catalogue,
                               const engine::ShardOptions& options,
                               std::span<const stream::CommittedOffset> committed)
    : number_(partition), catalogue_(catalogue), options_(options) {
  restore(committed);
}

void OwnedPartition::restore(std::span<const stream::CommittedOffset> committed) {
  phase_ = Phase::kRestoring;
  shard_.emplace(catalogue_, options_);
  inputs_.assign(committed.size(), {});
  for (const stream::CommittedOffset& offset : committed) {
    inputs_[index(offset.source.topic)].committed = offset.next;
  }
  has_news_ = false;
  dead_letters_.clear();
  breaker_ = {};
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

void OwnedPartition::heard_of_end(stream::TopicPartition source, stream::Offset end) {
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

std::vector<stream::Start> OwnedPartition::log_starts(
    std::span<const stream::TopicPartition> sources) {
  std::vector<stream::Start> starts;
  for (const stream::TopicPartition source : sources) starts.push_back({source, std::nullopt});
  return starts;
}

void OwnedPartition::committed() {
  for (Input& input : inputs_) input.committed = input.next;
  has_news_ = false;
  dead_letters_.clear();
}

void OwnedPartition::rolled_back() {
  base::check(phase_ == Phase::kLive, "only a live shard has a commit to go back to");
  for (Input& input : inputs_) input.next = input.committed;
  has_news_ = false;
  dead_letters_.clear();  // they are read again
}

bool OwnedPartition::stands_at(std::span<const stream::CommittedOffset> offsets) const {
  return std::all_of(offsets.begin(), offsets.end(), [this](const stream::CommittedOffset& offset) {
    return offset.next == inputs_[index(offset.source.topic)].committed;
  });
}

bool OwnedPartition::would_stand_at(std::span<const stream::CommittedOffset> offsets) const {
  return std::all_of(offsets.begin(), offsets.end(), [this](const stream::CommittedOffset& offset) {
    return offset.next == inputs_[index(offset.source.topic)].next;
  });
}

std::int64_t OwnedPartition::lag(
    const std::function<std::optional<stream::Offset>(stream::TopicPartition)>& end_of) const {
  std::int64_t lag = 0;
  for (std::size_t topic = 0; topic < inputs_.size(); ++topic) {
    const auto end = end_of(source(topic));
    if (end) lag += std::max<std::int64_t>(0, *end - inputs_[topic].next.value_or(0));
  }
  return lag;
}

}  // namespace sjukpuls::runtime
