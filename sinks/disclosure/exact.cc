#include "sinks/disclosure/exact.h"

namespace sjukpuls::disclosure {
namespace {

using domain::Level;

void gather_level(const engine::Table& table, Level level, std::vector<ExactRow>& rows) {
  table.for_each_unsorted(
      level, [&rows](const engine::RowKey& key, const engine::Table::SharedCells& cells) {
        rows.push_back({key.level, std::string(key.entity), std::string(key.period), cells});
      });
}

}  // namespace

Exact gather(const engine::Table& table, Scope scope) {
  Exact exact;
  exact.as_of = table.as_of();
  if (!exact.as_of) return exact;
  exact.reference = table.share_reference();
  gather_level(table, Level::kNation, exact.above_units);
  gather_level(table, Level::kRegion, exact.above_units);
  if (scope == Scope::kNationAndRegions) return exact;
  exact.below_regions.reserve(table.rows());
  gather_level(table, Level::kProvider, exact.below_regions);
  gather_level(table, Level::kUnit, exact.below_regions);
  return exact;
}

}  // namespace sjukpuls::disclosure
