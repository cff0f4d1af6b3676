#include "sinks/disclosure/publication.h"

#include <algorithm>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "sinks/disclosure/above_units.h"
#include "sinks/disclosure/below_regions.h"
#include "sinks/disclosure/count_patterns.h"
#include "sinks/disclosure/selection.h"

namespace sjukpuls::disclosure {
namespace {

using domain::Level;
using indicators::LevelSet;

// The rows of each period, which stand together in their order.
template <typename Visit>
void for_each_period(std::span<SelectedRow> rows, Visit visit) {
  while (!rows.empty()) {
    const std::string& period = rows.front().row.period;
    const auto end = std::ranges::find_if(
        rows, [&period](const SelectedRow& row) { return row.row.period != period; });
    const auto count = static_cast<std::size_t>(end - rows.begin());
    visit(period, rows.first(count));
    rows = rows.subspan(count);
  }
}

// Hands the row on without what is withheld.
template <typename IsWithheld>
void show(SelectedRow& row, const CountPatterns& patterns, Publication& publication,
          IsWithheld is_withheld) {
  std::vector<engine::Cell> shown;
  for (const engine::Cell& cell : row.row.cells) {
    if (is_withheld(patterns.of(cell), indicators::CellId::from_value(cell.id).group())) {
      ++publication.withheld;
    } else {
      shown.push_back(cell);
    }
  }
  if (shown.empty()) return;
  publication.numbers += shown.size();
  row.row.cells = std::move(shown);
  publication.rows.push_back(std::move(row.row));
}

// Of each period of nation and regions; shows them if they are in scope.
using AbovePeriods = std::map<std::string, AboveUnits, std::less<>>;
AbovePeriods decide_above_units(std::span<SelectedRow> rows, const CountPatterns& patterns,
                                std::int64_t min_count, Scope scope, Publication& publication) {
  AbovePeriods periods;
  for_each_period(rows, [&](const std::string& period, std::span<SelectedRow> of_period) {
    const AboveUnits& above =
        periods.emplace(period, AboveUnits(of_period, patterns, min_count)).first->second;
    if (scope == Scope::kProvidersAndUnits) return;
    for (SelectedRow& row : of_period) {
      show(row, patterns, publication, [&](std::size_t pattern, indicators::Group group) {
        return above.is_withheld(row.row, pattern, group);
      });
    }
  });
  return periods;
}

void decide_below_regions(std::span<SelectedRow> rows, const CountPatterns& patterns,
                          const AbovePeriods& above_periods, Publication& publication) {
  UnitsById units;
  for (const PublishedUnit& unit : publication.units) units.emplace(unit.id, &unit);
  const AboveUnits nothing_above;
  for_each_period(rows, [&](const std::string& period, std::span<SelectedRow> of_period) {
    const auto above = above_periods.find(period);
    const BelowRegions below(
        of_period, units, above == above_periods.end() ? nothing_above : above->second, patterns);
    for (std::size_t i = 0; i < of_period.size(); ++i) {
      if (below.is_left_out(i)) continue;
      show(of_period[i], patterns, publication,
           [&](std::size_t pattern, indicators::Group /*group*/) {
             return below.is_withheld(i, pattern);
           });
    }
  });
}

std::vector<PublishedUnit> units_of(const Exact& exact) {
  std::vector<PublishedUnit> units;
  exact.reference->for_each_in_force(*exact.as_of, [&units](const domain::UnitFactsVersion& facts) {
    const std::string& provider = facts.care_provider_id;
    units.push_back({facts.care_unit_id, facts.name,
                     provider.empty() ? std::string(domain::kUnknownId) : provider, facts.region});
  });
  return units;
}

LevelSet levels_of(Scope scope) {
  unsigned levels = 0;
  const auto add = [&levels](Level level) {
    levels |= static_cast<unsigned>(indicators::only(level));
  };
  if (scope != Scope::kProvidersAndUnits) {
    add(Level::kNation);
    add(Level::kRegion);
  }
  if (scope != Scope::kNationAndRegions) {
    add(Level::kProvider);
    add(Level::kUnit);
  }
  return static_cast<LevelSet>(levels);
}

// Survey results are of persons; the other counts of reference are of units.
void show_reference(const Exact& exact, const indicators::Catalogue& catalogue,
                    std::int64_t min_count, Scope scope, Publication& publication) {
  for (engine::ReferenceCount& count :
       exact.reference->counts(catalogue, *exact.as_of, levels_of(scope))) {
    if (!count.measure.empty() && count.n < min_count) {
      ++publication.withheld;
    } else {
      publication.reference.push_back(std::move(count));
    }
  }
}

}  // namespace

Publication decide(const Exact& exact, const indicators::Catalogue& catalogue,
                   const PublicationOptions& options, Scope scope) {
  Publication publication;
  publication.as_of = exact.as_of;
  if (!exact.as_of) return publication;
  const Selection selection(catalogue, options, *exact.as_of);
  const CountPatterns patterns(catalogue);
  std::vector<SelectedRow> above_units = selection.select(exact.above_units);
  const AbovePeriods above =
      decide_above_units(above_units, patterns, options.min_count, scope, publication);
  if (scope != Scope::kNationAndRegions) {
    publication.units = units_of(exact);
    std::vector<SelectedRow> below_regions = selection.select(exact.below_regions);
    decide_below_regions(below_regions, patterns, above, publication);
  }
  std::ranges::sort(publication.rows, engine::comes_before, &PublishedRow::key);
  show_reference(exact, catalogue, options.min_count, scope, publication);
  return publication;
}

Publication publish(const engine::Table& table, const indicators::Catalogue& catalogue,
                    const PublicationOptions& options, Scope scope) {
  return decide(gather(table, scope), catalogue, options, scope);
}

}  // namespace sjukpuls::disclosure
