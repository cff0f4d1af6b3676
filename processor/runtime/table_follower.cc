#include "processor/runtime/table_follower.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <numeric>
#include <utility>
#include <variant>
#include <vector>

#include "processor/runtime/partials.h"

namespace sjukpuls::runtime {
namespace {

constexpr std::chrono::milliseconds kStepWait{100};

std::vector<engine::Cell> cells_of(const codec::PartialRow& row) {
  std::vector<engine::Cell> cells;
  cells.reserve(row.cell_ids.size());
  for (std::size_t i = 0; i < row.cell_ids.size() && i < row.numbers.size(); ++i) {
    cells.push_back({row.cell_ids[i], row.numbers[i]});
  }
  return cells;
}

}  // namespace

base::Status TableFollower::run(const std::stop_token& stop) {
  base::Status done = start();
  while (done && !stop.stop_requested()) done = step(kStepWait);
  return done;
}

base::Status TableFollower::start() {
  const auto count = reader_.partition_count();
  if (!count) return count.error();
  partitions_ = *count;
  std::vector<int> all(static_cast<std::size_t>(partitions_));
  std::iota(all.begin(), all.end(), 0);
  {
    const absl::MutexLock lock(&mutex_);
    table_.set_shards(partitions_);
  }
  return reader_.read_from_start(all);
}

base::Status TableFollower::step(std::chrono::milliseconds wait) {
  return reader_.poll(wait, *this);
}

void TableFollower::read(const std::function<void(const engine::Table&)>& visit) const {
  const absl::MutexLock lock(&mutex_);
  visit(table_);
}

void TableFollower::record(const stream::Record& record) {
  if (record.value && !codec_.decode(*record.value, partial_)) {
    // Not ours, or of a later version of ours. Until then the table has the row as it was. If it is
    // of one of our partitions, the instance that owns it compares all its rows with the topic when
    // it goes live next, and writes this one again.
    spdlog::warn("partials [{}] offset {}: not readable", record.source.partition, record.offset);
    return;
  }
  {
    const absl::MutexLock lock(&mutex_);
    if (!record.value || std::holds_alternative<codec::PartialRow>(partial_)) {
      put_row(record);
    } else if (const auto* facts = std::get_if<domain::UnitFactsVersion>(&partial_)) {
      table_.put(*facts);
    } else if (const auto* status = std::get_if<codec::PartialShardStatus>(&partial_)) {
      table_.put(record.source.partition, status_of(*status));
      note_time(record, status->as_of);
    } else {
      table_.put(std::get<domain::SurveyVersion>(partial_));
    }
  }
  ++changes_;
}

// A tombstone of a reference version is no row's, and needs nothing: a key that had a version
// always has one.
void TableFollower::put_row(const stream::Record& record) {
  const auto key = parse_row_key(record.key);
  if (!key) return;
  if (!record.value) {
    table_.put(key->partition, key->key(), {});
    return;
  }
  const auto& row = std::get<codec::PartialRow>(partial_);
  table_.put(key->partition, key->key(), cells_of(row));
  note_time(record, row.as_of);
}

void TableFollower::note_time(const stream::Record& record, base::CivilDay as_of) {
  const auto youngest = table_.committed_at();
  if (youngest && record.timestamp < *youngest) return;
  table_.set_committed_at(record.timestamp);
  table_.set_as_of(as_of);
}

void TableFollower::end_of_partition(stream::TopicPartition source, stream::Offset /*next*/) {
  read_once_.insert(source.partition);
  if (static_cast<int>(read_once_.size()) == partitions_) complete_.store(true);
}

}  // namespace sjukpuls::runtime
