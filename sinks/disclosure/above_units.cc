#include "sinks/disclosure/above_units.h"

#include <algorithm>

namespace sjukpuls::disclosure {

using domain::Level;
using indicators::Group;

AboveUnits::AboveUnits(std::span<const SelectedRow> rows, const CountPatterns& patterns,
                       std::int64_t min_count) {
  for (const SelectedRow& row : rows) {
    if (row.row.level == Level::kNation) continue;
    regions_.emplace(row.row.entity, static_cast<std::uint32_t>(regions_.size()));
  }
  numbers_.assign(patterns.size(), std::vector<EntityNumbers>(1 + regions_.size()));
  for (const SelectedRow& row : rows) {
    const std::size_t entity = entity_of(row.row);
    patterns.for_each_case(row,
                           [&](std::size_t pattern, Group group, std::int64_t n, bool is_small) {
                             EntityNumbers& numbers = numbers_[pattern][entity];
                             numbers.values[group] = std::max(numbers.values[group], n);
                             if (is_small) numbers.withheld |= GroupMask{1} << group;
                           });
  }
  for (auto& entities : numbers_) protect_nation_and_regions(entities, min_count);
}

std::size_t AboveUnits::entity_of(const PublishedRow& row) const {
  return row.level == Level::kNation ? 0 : 1 + regions_.find(row.entity)->second;
}

RegionNumber AboveUnits::total(std::size_t pattern, std::size_t entity) const {
  if (numbers_.empty()) return {};
  const EntityNumbers& numbers = numbers_[pattern][entity];
  return {numbers.values[indicators::kTotal], numbers.total_withheld()};
}

}  // namespace sjukpuls::disclosure
