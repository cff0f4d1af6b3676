#include "sinks/topics/indicators_topic.h"

#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

#include <algorithm>
#include <utility>

#include "sinks/topics/row_json.h"

namespace sjukpuls::topics {
namespace {

using disclosure::PublishedRow;
using domain::Level;
using stream::TopicChange;

// Rows looked at for one transaction: some 30 ms of work, and a megabyte at most.
constexpr std::size_t kRowsAtOnce = 4'000;

std::string key_of(const PublishedRow& row) {
  std::string key(domain::name(row.level));
  return key.append("|").append(row.entity).append("|").append(row.period);
}

bool is_above_units(Level level) { return level <= Level::kRegion; }

bool is_above_units(std::string_view key) {
  const std::string_view level = key.substr(0, key.find('|'));
  return level == domain::name(Level::kNation) || level == domain::name(Level::kRegion);
}

std::uint64_t hash_of(std::string_view value) { return absl::HashOf(value); }

}  // namespace

void IndicatorsTopic::take_over(stream::PartitionContent content) {
  staged_ = {};
  for (Part& part : parts_) {
    part.done_with.reset();
    part.in_work.reset();
    part.held.clear();
  }
  for (const auto& [key, value] : content) {
    Part& part = parts_[is_above_units(key) ? 0 : 1];
    part.held[key] = {hash_of(value), part.round};
  }
}

bool IndicatorsTopic::is_due(const Part& part) {
  if (part.in_work) return true;
  const auto latest = part.latest();
  return latest && latest->as_of && latest != part.done_with;
}

bool IndicatorsTopic::due(base::ProcessingTime /*now*/) const {
  return std::ranges::any_of(parts_, is_due);
}

std::vector<TopicChange> IndicatorsTopic::changes(base::ProcessingTime /*now*/) {
  std::vector<TopicChange> changes;
  staged_ = {};
  Part* part = next_part();
  if (part == nullptr) return changes;
  if (!part->in_work) begin_round(*part);
  stage_rows(*part, changes);
  return changes;
}

IndicatorsTopic::Part* IndicatorsTopic::next_part() {
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Part& part = parts_[(first_part_ + i) % parts_.size()];
    if (is_due(part)) return &part;
  }
  return nullptr;
}

void IndicatorsTopic::begin_round(Part& part) {
  part.in_work = part.latest();
  part.next_row = 0;
  ++part.round;
}

void IndicatorsTopic::stage_rows(Part& part, std::vector<TopicChange>& changes) {
  const disclosure::Publication& publication = *part.in_work;
  staged_.part = &part;
  std::size_t looked_at = 0;
  std::size_t row = part.next_row;
  for (; row < publication.rows.size() && looked_at < kRowsAtOnce; ++row) {
    const PublishedRow& published = publication.rows[row];
    if (is_above_units(published.level) != part.is_above_units) continue;
    ++looked_at;
    std::string key = key_of(published);
    std::string value = row_json(published, catalogue_, *publication.as_of);
    const std::uint64_t hash = hash_of(value);
    const auto held = part.held.find(key);
    const bool is_same = held != part.held.end() && held->second.hash == hash;
    staged_.hashes.emplace_back(key, hash);
    if (!is_same) changes.push_back({std::move(key), std::move(value)});
  }
  staged_.next_row = row;
  staged_.ends_round = row == publication.rows.size();
  if (staged_.ends_round) stage_tombstones(part, changes);
}

// What no row of the round has named is gone.
void IndicatorsTopic::stage_tombstones(Part& part, std::vector<TopicChange>& changes) {
  absl::flat_hash_set<std::string_view> named;
  for (const auto& [key, hash] : staged_.hashes) named.insert(key);
  std::vector<std::string> gone;
  for (const auto& [key, held] : part.held) {
    if (held.round != part.round && !named.contains(key)) gone.push_back(key);
  }
  std::ranges::sort(gone);
  for (std::string& key : gone) {
    staged_.hashes.emplace_back(key, std::nullopt);
    changes.push_back({std::move(key), std::nullopt});
  }
}

void IndicatorsTopic::committed() {
  if (staged_.part == nullptr) return;
  Part& part = *staged_.part;
  for (auto& [key, hash] : staged_.hashes) {
    if (hash) {
      part.held[std::move(key)] = {*hash, part.round};
    } else {
      part.held.erase(key);
    }
  }
  part.next_row = staged_.next_row;
  if (staged_.ends_round) part.done_with = std::exchange(part.in_work, nullptr);
  first_part_ = static_cast<std::size_t>(&part - parts_.data() + 1) % parts_.size();
  staged_ = {};
}

void IndicatorsTopic::rolled_back() { staged_ = {}; }

}  // namespace sjukpuls::topics
