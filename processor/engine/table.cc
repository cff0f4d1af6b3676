#include "processor/engine/table.h"

#include <algorithm>
#include <array>

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

std::vector<Cell> sum_of(std::span<const std::pair<int, std::vector<Cell>>> parts) {
  std::vector<Cell> all;
  for (const auto& [partition, cells] : parts) all.insert(all.end(), cells.begin(), cells.end());
  std::ranges::sort(all, {}, &Cell::id);
  std::vector<Cell> sum;
  for (const Cell& cell : all) {
    if (!sum.empty() && sum.back().id == cell.id) {
      sum.back().n += cell.n;
    } else {
      sum.push_back(cell);
    }
  }
  std::erase_if(sum, [](const Cell& cell) { return cell.n == 0; });
  return sum;
}

}  // namespace

void Table::put(int partition, const RowKey& key, std::span<const Cell> cells) {
  RowsByText& rows = rows_[static_cast<std::size_t>(key.level)];
  const std::string text = packed(key);
  Row& row = rows[text];
  const auto is_part = [partition](const auto& part) { return part.first == partition; };
  const auto part = std::ranges::find_if(row.parts, is_part);
  if (cells.empty()) {
    if (part != row.parts.end()) row.parts.erase(part);
  } else if (part == row.parts.end()) {
    row.parts.emplace_back(partition, Cells(cells.begin(), cells.end()));
  } else {
    part->second.assign(cells.begin(), cells.end());
  }
  if (row.parts.empty()) {
    rows.erase(text);
    return;
  }
  row.sum = sum_of(row.parts);
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
  std::vector<RowRef> refs;
  refs.reserve(rows());
  for (const domain::Level level : domain::kLevels) collect(level, refs);
  visit_sorted(refs, visit);
}

void Table::for_each(domain::Level level, const RowVisitor& visit) const {
  std::vector<RowRef> refs;
  collect(level, refs);
  visit_sorted(refs, visit);
}

void Table::collect(domain::Level level, std::vector<RowRef>& refs) const {
  for (const auto& [text, row] : rows_[static_cast<std::size_t>(level)]) {
    if (!row.sum.empty()) refs.emplace_back(unpacked(level, text), row.sum);
  }
}

void Table::visit_sorted(std::vector<RowRef>& refs, const RowVisitor& visit) {
  std::ranges::sort(refs,
                    [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
  for (const auto& [key, cells] : refs) visit(key, cells);
}

}  // namespace sjukpuls::engine
