#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sinks/disclosure/above_units.h"
#include "sinks/disclosure/count_patterns.h"
#include "sinks/disclosure/patterns.h"
#include "sinks/disclosure/selection.h"

namespace sjukpuls::disclosure {

using UnitsById = std::unordered_map<std::string_view, const PublishedUnit*>;

// What is withheld of providers and units in one period. A unit stands in two sums, its region's
// and its provider's, as its facts tell. Where they are not known nobody can guard the sums that
// its numbers are part of, so it is left out whole: a unit without facts, and one whose facts name
// a provider that has no row.
class BelowRegions {
 public:
  // Rows of one period, in the order of section 9; `above` is of the same. Borrows the patterns.
  BelowRegions(std::span<const SelectedRow> rows, const UnitsById& units, const AboveUnits& above,
               const CountPatterns& patterns);

  // Of a row by its place in `rows`.
  bool is_left_out(std::size_t row) const { return spots_[row].provider == kNowhere; }
  bool is_withheld(std::size_t row, std::size_t pattern) const {
    return sums_[pattern].withheld.empty() || sums_[pattern].withheld[row];
  }

 private:
  static constexpr std::uint32_t kNowhere = UINT32_MAX;
  // Where a row stands: a provider, or a unit of a region and a provider.
  struct Spot {
    std::uint32_t region = kNowhere;  // of units
    std::uint32_t provider = kNowhere;
  };
  // One pattern: its numbers, and the rows that they are from.
  struct Sums {
    std::vector<UnitNumber> units;
    std::vector<std::size_t> unit_rows;
    std::vector<ProviderNumber> providers;
    std::vector<bool> withheld;  // by row; empty: no row has a number
  };

  void find_spots(std::span<const SelectedRow> rows, const UnitsById& units,
                  const AboveUnits& above);
  void put(std::size_t row, std::int64_t n, bool is_small, Sums& sums) const;
  void protect(const AboveUnits& above, std::size_t pattern, Sums& sums) const;

  std::vector<Spot> spots_;  // by row
  std::vector<std::size_t> provider_rows_;
  std::size_t regions_ = 0;
  std::vector<Sums> sums_;  // by pattern
};

}  // namespace sjukpuls::disclosure
