#include "sinks/disclosure/below_regions.h"

#include <algorithm>

namespace sjukpuls::disclosure {

using domain::Level;
using indicators::Group;

BelowRegions::BelowRegions(std::span<const SelectedRow> rows, const UnitsById& units,
                           const AboveUnits& above, const CountPatterns& patterns)
    : sums_(patterns.size()) {
  find_spots(rows, units, above);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (is_left_out(row)) continue;
    patterns.for_each_case(
        rows[row], [&](std::size_t pattern, Group /*group*/, std::int64_t n, bool is_small) {
          put(row, n, is_small, sums_[pattern]);
        });
  }
  for (std::size_t pattern = 0; pattern < sums_.size(); ++pattern) {
    if (!sums_[pattern].withheld.empty()) protect(above, pattern, sums_[pattern]);
  }
}

// Providers come before units in the order of rows.
void BelowRegions::find_spots(std::span<const SelectedRow> rows, const UnitsById& units,
                              const AboveUnits& above) {
  AboveUnits::RegionNumbers regions = above.regions();
  std::unordered_map<std::string_view, std::uint32_t> providers;
  spots_.resize(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PublishedRow& row = rows[i].row;
    if (row.level == Level::kProvider) {
      spots_[i].provider = static_cast<std::uint32_t>(provider_rows_.size());
      providers.emplace(row.entity, spots_[i].provider);
      provider_rows_.push_back(i);
      continue;
    }
    const auto unit = units.find(row.entity);
    if (unit == units.end()) continue;
    const auto provider = providers.find(unit->second->provider);
    if (provider == providers.end()) continue;
    const auto region =
        regions.emplace(unit->second->region.code(), static_cast<std::uint32_t>(regions.size()));
    spots_[i] = {region.first->second, provider->second};
  }
  regions_ = regions.size();
}

void BelowRegions::put(std::size_t row, std::int64_t n, bool is_small, Sums& sums) const {
  if (sums.withheld.empty()) {
    sums.withheld.resize(spots_.size());
    sums.providers.resize(provider_rows_.size());
  }
  if (is_small) sums.withheld[row] = true;
  const Spot& spot = spots_[row];
  if (spot.region == kNowhere) {
    ProviderNumber& provider = sums.providers[spot.provider];
    provider.value = std::max(provider.value, n);
    provider.withheld = sums.withheld[row];
  } else if (!sums.unit_rows.empty() && sums.unit_rows.back() == row) {
    sums.units.back().withheld = sums.withheld[row];  // another count of the pattern
  } else {
    sums.units.push_back({spot.region, spot.provider, n, sums.withheld[row]});
    sums.unit_rows.push_back(row);
  }
}

void BelowRegions::protect(const AboveUnits& above, std::size_t pattern, Sums& sums) const {
  std::vector<RegionNumber> regions(regions_);
  for (std::size_t i = 0; i < above.regions().size(); ++i) regions[i] = above.region(pattern, i);
  protect_units(sums.units, sums.providers, regions, above.nation(pattern));
  for (std::size_t i = 0; i < sums.units.size(); ++i) {
    if (sums.units[i].withheld) sums.withheld[sums.unit_rows[i]] = true;
  }
  for (std::size_t i = 0; i < sums.providers.size(); ++i) {
    if (sums.providers[i].withheld) sums.withheld[provider_rows_[i]] = true;
  }
}

}  // namespace sjukpuls::disclosure
