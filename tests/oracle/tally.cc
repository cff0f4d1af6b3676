#include "tests/oracle/tally.h"

#include <algorithm>
#include <tuple>

namespace sjukpuls::oracle {

std::uint32_t Tally::number_of(std::string_view text) {
  const auto at = texts_.find(text);
  if (at != texts_.end()) return at->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace(text, number);
  return number;
}

void Tally::add(std::string_view period, const Entity& entity, std::string_view count,
                std::string_view dimension, std::string_view group, std::int64_t n) {
  cells_.push_back({number_of(period), number_of(entity.level), number_of(entity.id),
                    number_of(count), number_of(dimension), number_of(group), n});
}

void Tally::add(const Period& period, const Entity& entity, std::string_view count,
                const std::string& sex, const Breakdown& breakdown, std::int64_t n) {
  add(period.id, entity, count, "", "", n);
  if (entity.level != "region" && entity.level != "nation") return;
  Cell cell = cells_.back();
  const auto split = [&](std::string_view dimension, const std::string& group) {
    cell.dimension = number_of(dimension);
    cell.group = number_of(group);
    cells_.push_back(cell);
  };
  split("sex", sex);
  for (const std::string& care_level : breakdown.care_levels) split("care_level", care_level);
  if (!breakdown.diagnosis.empty()) split("diagnosis", breakdown.diagnosis);
}

std::vector<Row> Tally::rows() const {
  // Bytes of UTF-8 sort as code points do. Ranks sort as their texts, and compare faster.
  std::vector<std::pair<std::string, std::uint32_t>> sorted(texts_.begin(), texts_.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::uint32_t> rank(sorted.size());
  for (std::uint32_t i = 0; i < sorted.size(); ++i) rank[sorted[i].second] = i;

  const auto key = [](const Cell& c) {
    return std::tie(c.period, c.level, c.entity, c.count, c.dimension, c.group);
  };
  std::vector<Cell> cells;
  cells.reserve(cells_.size());
  for (const Cell& c : cells_) {
    cells.push_back({rank[c.period], rank[c.level], rank[c.entity], rank[c.count],
                     rank[c.dimension], rank[c.group], c.n});
  }
  std::sort(cells.begin(), cells.end(),
            [&](const Cell& a, const Cell& b) { return key(a) < key(b); });

  std::vector<Row> rows;
  for (std::size_t i = 0; i < cells.size();) {
    const Cell& c = cells[i];
    std::int64_t n = 0;
    for (; i < cells.size() && key(cells[i]) == key(c); ++i) n += cells[i].n;
    if (n == 0) continue;
    rows.push_back({sorted[c.period].first, sorted[c.level].first, sorted[c.entity].first,
                    sorted[c.count].first, sorted[c.dimension].first, sorted[c.group].first, n});
  }
  return rows;
}

}  // namespace sjukpuls::oracle
