#include "sinks/topics/indicators_topic.h"

#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

#include <algorithm>
#include <span>
#include <tuple>
#include <utility>

#include "sinks/topics/row_json.h"

namespace sjukpuls::topics {
namespace {

using disclosure::PublishedRow;
using domain::Level;
using engine::ReferenceCount;
using engine::RowKey;
using stream::TopicChange;

// Rows looked at for one transaction: some 30 ms of work, and a megabyte at most.
constexpr std::size_t kRowsAtOnce = 4'000;

std::string text_of(const RowKey& key) {
  std::string text(domain::name(key.level));
  return text.append("|").append(key.entity).append("|").append(key.period);
}

RowKey key_of(const ReferenceCount& count) { return {count.level, count.entity, count.period}; }

// In the order of rows; within one always the same, so that its JSON is.
bool comes_before(const ReferenceCount* a, const ReferenceCount* b) {
  if (key_of(*a) != key_of(*b)) return engine::comes_before(key_of(*a), key_of(*b));
  return std::tuple(a->count->number, std::string_view(a->measure)) <
         std::tuple(b->count->number, std::string_view(b->measure));
}

// Of which of the two there is more to tell, and which comes first: the next record's key; nullopt:
// both are at their end.
std::optional<RowKey> next_key(std::span<const PublishedRow> rows,
                               std::span<const ReferenceCount* const> reference) {
  if (rows.empty() && reference.empty()) return std::nullopt;
  if (rows.empty()) return key_of(*reference.front());
  if (reference.empty()) return rows.front().key();
  return std::min(rows.front().key(), key_of(*reference.front()), engine::comes_before);
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
    part.reference.clear();
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

void IndicatorsTopic::begin_round(Part& part) const {
  part.in_work = part.latest();
  part.next_row = 0;
  part.next_reference = 0;
  part.reference.clear();
  for (const ReferenceCount& count : part.in_work->reference) {
    if (shows(part, count)) part.reference.push_back(&count);
  }
  std::ranges::sort(part.reference, comes_before);
  ++part.round;
}

bool IndicatorsTopic::shows(const Part& part, const ReferenceCount& count) const {
  if (is_above_units(count.level) != part.is_above_units) return false;
  return part.is_above_units || unit_counts_.empty() || unit_counts_.contains(count.count->name);
}

void IndicatorsTopic::stage_rows(Part& part, std::vector<TopicChange>& changes) {
  const disclosure::Publication& publication = *part.in_work;
  staged_.part = &part;
  std::span rows = std::span(publication.rows).subspan(part.next_row);
  std::span reference = std::span(part.reference).subspan(part.next_reference);
  std::size_t looked_at = 0;
  while (looked_at < kRowsAtOnce) {
    if (!rows.empty() && is_above_units(rows.front().level) != part.is_above_units) {
      rows = rows.subspan(1);
      continue;
    }
    const auto key = next_key(rows, reference);
    if (!key) break;
    ++looked_at;
    PublishedRow none{key->level, std::string(key->entity), std::string(key->period), {}};
    const bool has_row = !rows.empty() && rows.front().key() == *key;
    const PublishedRow& row = has_row ? rows.front() : none;
    const auto beside = reference.first(static_cast<std::size_t>(
        std::ranges::find_if(reference, [&](const auto* count) { return key_of(*count) != *key; }) -
        reference.begin()));
    stage(part, *key, row_json(row, catalogue_, *publication.as_of, beside), changes);
    if (has_row) rows = rows.subspan(1);
    reference = reference.subspan(beside.size());
  }
  staged_.next_row = publication.rows.size() - rows.size();
  staged_.next_reference = part.reference.size() - reference.size();
  staged_.ends_round = rows.empty() && reference.empty();
  if (staged_.ends_round) stage_tombstones(part, changes);
}

void IndicatorsTopic::stage(const Part& part, const RowKey& row, std::string value,
                            std::vector<TopicChange>& changes) {
  std::string key = text_of(row);
  const std::uint64_t hash = hash_of(value);
  const auto held = part.held.find(key);
  const bool is_same = held != part.held.end() && held->second.hash == hash;
  staged_.hashes.emplace_back(key, hash);
  if (!is_same) changes.push_back({std::move(key), std::move(value)});
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
  part.next_reference = staged_.next_reference;
  if (staged_.ends_round) {
    part.done_with = std::exchange(part.in_work, nullptr);
    part.reference.clear();
  }
  first_part_ = static_cast<std::size_t>(&part - parts_.data() + 1) % parts_.size();
  staged_ = {};
}

void IndicatorsTopic::rolled_back() { staged_ = {}; }

}  // namespace sjukpuls::topics
