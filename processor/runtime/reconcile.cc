#include "processor/runtime/reconcile.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace sjukpuls::runtime {
ReconcilingSink::ReconcilingSink(stream::PartitionContent content, PartialWriter& writer,
                                 codec::PartialCodec& codec, int partition, base::CivilDay as_of)
    : content_(std::move(content)),
      writer_(writer),
      codec_(codec),
      partition_(partition),
      as_of_(as_of) {}

void ReconcilingSink::row(const engine::RowKey& key, std::span<const engine::Cell> cells) {
  if (!cells.empty()) put(partial_key(key, partition_), wire_of(as_of_, cells));
}

void ReconcilingSink::unit_facts(const domain::UnitFactsVersion& version) {
  put(partial_key(version, partition_), version);
}

void ReconcilingSink::survey(const domain::SurveyVersion& version) {
  put(partial_key(version, partition_), version);
}

void ReconcilingSink::shard_status(const engine::ShardStatus& status) {
  put(status_key(partition_), wire_of(status));
}

void ReconcilingSink::close() {
  for (const auto& [key, value] : content_) writer_.put_tombstone(key);
  content_.clear();
}

void ReconcilingSink::put(const std::string& key, const codec::WirePartial& partial) {
  if (!holds(key, partial)) writer_.put(key, partial);
  content_.erase(key);
}

bool ReconcilingSink::holds(const std::string& key, const codec::WirePartial& partial) {
  const auto found = content_.find(key);
  if (found == content_.end() || !codec_.decode(found->second, held_)) return false;
  auto* row = std::get_if<codec::PartialRow>(&held_);
  if (row != nullptr) row->as_of = as_of_;
  return held_ == partial;
}

}  // namespace sjukpuls::runtime
