#include "sinks/disclosure/patterns.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "sinks/disclosure/equation_graph.h"

namespace sjukpuls::disclosure {
namespace {

using indicators::Group;
using Equation = EquationGraph::Equation;
using Number = EquationGraph::Number;

struct Dimension {
  Group first;
  Group end;
};
constexpr std::array<Dimension, 3> kDimensions = {{
    {indicators::kFirstSex, indicators::kFirstCareLevel},
    {indicators::kFirstCareLevel, indicators::kFirstDiagnosis},
    {indicators::kFirstDiagnosis, indicators::kGroups},
}};

constexpr GroupMask bit(Group group) { return GroupMask{1} << group; }

// The nation less the regions that are shown is what the others have together. That must be more
// than one region's number, and no small number itself: the least of those shown go with them.
void withhold_further_totals(std::span<EntityNumbers> entities, std::int64_t min_count) {
  if (entities[0].total_withheld()) return;  // nothing is shown
  const auto total = [](const EntityNumbers& region) { return region.values[indicators::kTotal]; };
  const std::span<EntityNumbers> regions = entities.subspan(1);
  for (;;) {
    std::int64_t together = 0;
    int withheld = 0;
    EntityNumbers* least = nullptr;
    for (EntityNumbers& region : regions) {
      if (total(region) == 0) continue;
      if (region.total_withheld()) {
        together += total(region);
        ++withheld;
      } else if (least == nullptr || total(region) < total(*least)) {
        least = &region;
      }
    }
    if (withheld == 0 || least == nullptr) return;
    if (withheld > 1 && together >= min_count) return;
    least->withheld |= kTotalBit;
  }
}

// One dimension as a table: an equation for each entity (its groups sum to its total) and for each
// group (its regions sum to the nation's), and one more for the totals.
void protect_dimension(const Dimension& dimension, std::span<EntityNumbers> entities) {
  const auto rows = static_cast<Equation>(entities.size());
  const Equation totals = rows + (dimension.end - dimension.first);
  EquationGraph graph(totals + 1);
  std::vector<std::pair<Equation, Group>> cells;  // by number
  std::optional<Equation> last_withheld;
  std::vector<std::pair<Equation, Equation>> whole;  // neighbours among entities withheld whole
  for (Equation row = 0; row < rows; ++row) {
    const EntityNumbers& entity = entities[row];
    for (Group group = dimension.first; group < dimension.end; ++group) {
      if (entity.values[group] == 0) continue;
      graph.add(row, rows + (group - dimension.first), entity.values[group],
                (entity.withheld & bit(group)) != 0);
      cells.emplace_back(row, group);
    }
    if (!entity.total_withheld()) continue;
    if (last_withheld) whole.emplace_back(*last_withheld, row);
    last_withheld = row;
  }
  if (cells.empty()) return;
  // Totals stand in every dimension. They can move against each other only if they can in each one.
  for (const auto& [a, b] : whole) graph.connect(a, b, totals);
  for (Equation row = 0; row < rows; ++row) {
    if (entities[row].total_withheld()) {
      graph.add(row, totals, entities[row].values[indicators::kTotal], true);
    }
  }
  graph.protect();
  for (Number number = 0; number < cells.size(); ++number) {
    if (graph.withheld(number)) entities[cells[number].first].withheld |= bit(cells[number].second);
  }
}

}  // namespace

void protect_nation_and_regions(std::span<EntityNumbers> entities, std::int64_t min_count) {
  withhold_further_totals(entities, min_count);
  for (EntityNumbers& entity : entities) {
    if (entity.total_withheld()) entity.withheld = ~GroupMask{0};
  }
  for (const Dimension& dimension : kDimensions) protect_dimension(dimension, entities);
}

void protect_units(std::span<UnitNumber> units, std::span<ProviderNumber> providers,
                   std::span<const RegionNumber> regions, const RegionNumber& nation) {
  constexpr Equation kRegionsOfNation = 0;
  constexpr Equation kProvidersOfNation = 1;
  const auto region_at = [](std::size_t region) { return static_cast<Equation>(2 + region); };
  const auto provider_at = [&](std::size_t provider) {
    return static_cast<Equation>(2 + regions.size() + provider);
  };

  // Units that are not here are a number of their region's and of their provider's that nobody
  // sees.
  const Equation unseen = provider_at(providers.size());
  std::vector<std::int64_t> region_rests(regions.size());
  std::vector<std::int64_t> provider_rests(providers.size());
  std::ranges::transform(regions, region_rests.begin(), &RegionNumber::value);
  std::ranges::transform(providers, provider_rests.begin(), &ProviderNumber::value);

  EquationGraph graph(2 + regions.size() + providers.size() + 1);
  for (const UnitNumber& unit : units) {
    graph.add(region_at(unit.region), provider_at(unit.provider), unit.value, unit.withheld);
    region_rests[unit.region] -= unit.value;
    provider_rests[unit.provider] -= unit.value;
  }
  std::vector<std::size_t> places;  // of providers, by number from units.size() on
  for (std::size_t i = 0; i < providers.size(); ++i) {
    if (providers[i].value == 0) continue;
    graph.add(provider_at(i), kProvidersOfNation, providers[i].value, providers[i].withheld);
    places.push_back(i);
  }
  // Where totals above are published they are known, and no part of any ring.
  std::optional<std::size_t> last_withheld;
  std::vector<std::pair<std::size_t, std::size_t>> neighbours;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (regions[i].value == 0 || !regions[i].withheld) continue;
    graph.add(region_at(i), kRegionsOfNation, regions[i].value, true);
    if (last_withheld) neighbours.emplace_back(*last_withheld, i);
    last_withheld = i;
  }
  if (nation.withheld && nation.value != 0) {
    graph.add(kRegionsOfNation, kProvidersOfNation, nation.value, true);
  }
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (region_rests[i] > 0) graph.add(region_at(i), unseen, region_rests[i], true);
  }
  for (std::size_t i = 0; i < providers.size(); ++i) {
    if (provider_rests[i] > 0) graph.add(unseen, provider_at(i), provider_rests[i], true);
  }
  for (const auto& [a, b] : neighbours) {
    graph.connect(region_at(a), region_at(b), kRegionsOfNation);
  }
  graph.protect();

  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].withheld = graph.withheld(static_cast<Number>(i));
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    providers[places[i]].withheld = graph.withheld(static_cast<Number>(units.size() + i));
  }
}

}  // namespace sjukpuls::disclosure
