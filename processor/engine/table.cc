#include "processor/engine/table.h"

#include <algorithm>
#include <array>

namespace sjukpuls::engine {
namespace {

// Level, period and entity in one text: the period has no line feed, so the parts stay apart.
std::string packed(const RowKey& key) {
  std::string text(1, static_cast<char>('0' + static_cast<int>(key.level)));
  text.append(key.period).push_back('\n');
  return text.append(key.entity);
}

RowKey unpacked(std::string_view text) {
  const std::size_t end_of_period = text.find('\n');
  return {static_cast<domain::Level>(text[0] - '0'), text.substr(end_of_period + 1),
          text.substr(1, end_of_period - 1)};
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
  const std::string text = packed(key);
  Row& row = rows_[text];
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
    rows_.erase(text);
    return;
  }
  row.sum = sum_of(row.parts);
}

void Table::for_each(const std::function<void(const RowKey&, std::span<const Cell>)>& visit) const {
  std::vector<std::pair<RowKey, std::span<const Cell>>> sorted;
  sorted.reserve(rows_.size());
  for (const auto& [text, row] : rows_) {
    if (!row.sum.empty()) sorted.emplace_back(unpacked(text), row.sum);
  }
  std::ranges::sort(sorted,
                    [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
  for (const auto& [key, cells] : sorted) visit(key, cells);
}

}  // namespace sjukpuls::engine
