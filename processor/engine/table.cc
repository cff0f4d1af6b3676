#include "processor/engine/table.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sjukpuls::engine {
namespace {

// Period and entity in one text: the period has no line feed, so the parts stay apart.
std::string packed(const RowKey& key) {
  std::string text(key.period);
  text.push_back('\n');
  return text.append(key.entity);
}

RowKey unpacked(domain::Level level, std::string_view text) {
  const std::size_t end_of_period = text.find('\n');
  return {level, text.substr(end_of_period + 1), text.substr(0, end_of_period)};
}

// Takes the cells of that id off the front; what they sum to.
std::int64_t take(std::span<const Cell>& cells, std::uint32_t id) {
  std::int64_t n = 0;
  while (!cells.empty() && cells.front().id == id) {
    n += cells.front().n;
    cells = cells.subspan(1);
  }
  return n;
}

// The sum once a part of it is another: less the old part, plus the new. All in order of id.
Table::Cells sum_with(std::span<const Cell> sum, std::span<const Cell> old_part,
                      std::span<const Cell> new_part) {
  Table::Cells cells;
  cells.reserve(sum.size() + new_part.size());
  while (!sum.empty() || !old_part.empty() || !new_part.empty()) {
    std::uint32_t id = UINT32_MAX;
    for (const std::span<const Cell> part : {sum, old_part, new_part}) {
      if (!part.empty()) id = std::min(id, part.front().id);
    }
    const std::int64_t n = take(sum, id) - take(old_part, id) + take(new_part, id);
    if (n != 0) cells.push_back({id, n});
  }
  cells.shrink_to_fit();
  return cells;
}

}  // namespace

void Table::put(int partition, const RowKey& key, std::span<const Cell> cells) {
  RowsByText& rows = rows_[static_cast<std::size_t>(key.level)];
  const auto found = rows.try_emplace(packed(key)).first;
  Row& row = found->second;
  auto part = std::ranges::find(row.parts, partition, &std::pair<int, Cells>::first);
  if (part == row.parts.end()) part = row.parts.insert(part, {partition, {}});
  Cells sum = sum_with(row.sum ? std::span<const Cell>(*row.sum) : std::span<const Cell>(),
                       part->second, cells);
  row.sum = sum.empty() ? nullptr : std::make_shared<const Cells>(std::move(sum));
  if (cells.empty()) {
    row.parts.erase(part);
  } else {
    part->second.assign(cells.begin(), cells.end());
  }
  if (row.parts.empty()) rows.erase(found);
}

void Table::put(int partition, const ShardStatus& status) {
  const auto place = static_cast<std::size_t>(partition);
  if (place >= shards_.size()) shards_.resize(place + 1);
  shards_[place] = status;
}

Table::Shards Table::shards() const {
  Shards shards;
  shards.all = static_cast<int>(shards_.size());
  for (const std::optional<ShardStatus>& status : shards_) {
    if (!status) continue;
    ++shards.known;
    if (status->as_of == as_of_) ++shards.live;
    // An empty optional is less than any other.
    shards.last_event_at = std::max(shards.last_event_at, status->last_event_at);
  }
  return shards;
}

std::size_t Table::rows() const {
  std::size_t rows = 0;
  for (const RowsByText& of_level : rows_) rows += of_level.size();
  return rows;
}

void Table::for_each(const RowVisitor& visit) const {
  std::vector<std::pair<RowKey, const Cells*>> sorted;
  sorted.reserve(rows());
  for (const domain::Level level : domain::kLevels) {
    for_each_unsorted(level, [&sorted](const RowKey& key, const SharedCells& cells) {
      sorted.emplace_back(key, cells.get());
    });
  }
  std::ranges::sort(sorted,
                    [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
  for (const auto& [key, cells] : sorted) visit(key, *cells);
}

void Table::for_each_unsorted(domain::Level level, const SharedVisitor& visit) const {
  for (const auto& [text, row] : rows_[static_cast<std::size_t>(level)]) {
    if (row.sum) visit(unpacked(level, text), row.sum);
  }
}

std::shared_ptr<const ReferenceBook> Table::share_reference() const {
  reference_is_shared_ = true;
  return reference_;
}

ReferenceBook& Table::own_reference() {
  if (reference_is_shared_) {
    reference_ = std::make_shared<ReferenceBook>(*reference_);
    reference_is_shared_ = false;
  }
  return *reference_;
}

}  // namespace sjukpuls::engine
