#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "sinks/disclosure/count_patterns.h"
#include "sinks/disclosure/patterns.h"
#include "sinks/disclosure/selection.h"

namespace sjukpuls::disclosure {

// What is withheld of nation and regions in one period. Made without any row: there is nothing.
class AboveUnits {
 public:
  AboveUnits() = default;
  // Rows of one period.
  AboveUnits(std::span<const SelectedRow> rows, const CountPatterns& patterns,
             std::int64_t min_count);

  // Requires a row that this was made of.
  bool is_withheld(const PublishedRow& row, std::size_t pattern, indicators::Group group) const {
    return (numbers_[pattern][entity_of(row)].withheld >> group & 1) != 0;
  }

  // Regions with a row are numbered from 0.
  using RegionNumbers = std::map<std::string, std::uint32_t, std::less<>>;
  const RegionNumbers& regions() const { return regions_; }
  // Totals of a pattern.
  RegionNumber region(std::size_t pattern, std::size_t region) const {
    return total(pattern, 1 + region);
  }
  RegionNumber nation(std::size_t pattern) const { return total(pattern, 0); }

 private:
  std::size_t entity_of(const PublishedRow& row) const;
  RegionNumber total(std::size_t pattern, std::size_t entity) const;

  RegionNumbers regions_;
  std::vector<std::vector<EntityNumbers>> numbers_;  // by pattern; the nation first, then regions
};

}  // namespace sjukpuls::disclosure
