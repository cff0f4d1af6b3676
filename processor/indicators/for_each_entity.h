#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "processor/indicators/counts.h"

namespace sjukpuls::indicators {

template <typename Item, typename UnitOf, typename Visit>
void Counts::for_each_entity(std::span<const Item> items, UnitOf unit_of, Visit visit) {
  if (items.empty()) return;
  const domain::CareUnitRef first = unit_of(items.front());
  const auto is_elsewhere = [&](const Item& item) { return unit_of(item) != first; };
  if (std::ranges::none_of(items, is_elsewhere)) {
    visit(LevelSet::kAll, first, items);
    return;
  }
  visit(only(domain::Level::kNation), first, items);
  std::vector<std::pair<domain::EntityNumber, Item>> sorted;
  std::vector<Item> group;
  for (const domain::Level level :
       {domain::Level::kRegion, domain::Level::kProvider, domain::Level::kUnit}) {
    sorted.clear();
    for (const Item& item : items) {
      sorted.emplace_back(care_units_->entity(level, unit_of(item)), item);
    }
    std::ranges::stable_sort(sorted, {}, [](const auto& entry) { return entry.first; });
    for (auto begin = sorted.begin(); begin != sorted.end();) {
      const auto end = std::find_if(begin, sorted.end(),
                                    [&](const auto& entry) { return entry.first != begin->first; });
      group.clear();
      std::for_each(begin, end, [&](const auto& entry) { group.push_back(entry.second); });
      visit(only(level), unit_of(group.front()), std::span<const Item>(group));
      begin = end;
    }
  }
}

}  // namespace sjukpuls::indicators
