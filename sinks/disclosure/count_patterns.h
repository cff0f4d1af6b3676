#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/selection.h"

namespace sjukpuls::disclosure {

// Which counts are withheld in the same places, since one tells the other: a sum of days and its
// cases; patients on sick leave and, of each care provider, the ongoing sjukfall, which are the
// same number at a unit. Such counts are of one pattern.
class CountPatterns {
 public:
  explicit CountPatterns(const indicators::Catalogue& catalogue);

  // Patterns are numbered from 0 to below this.
  std::size_t size() const { return size_; }
  // Of a cell whose count is in the catalogue.
  std::size_t of(const engine::Cell& cell) const { return member(cell).pattern; }

  // Visits the cells that count cases, not days, with their pattern and group:
  // visit(pattern, group, n, small).
  template <typename Visit>
  void for_each_case(const SelectedRow& row, Visit visit) const {
    for (std::size_t i = 0; i < row.row.cells.size(); ++i) {
      const engine::Cell& cell = row.row.cells[i];
      const Member& count = member(cell);
      if (count.is_sum) continue;
      visit(count.pattern, indicators::CellId::from_value(cell.id).group(), cell.n, row.small[i]);
    }
  }

 private:
  struct Member {
    std::size_t pattern;
    bool is_sum;  // of days, which do not say how many cases there are
  };
  const Member& member(const engine::Cell& cell) const {
    return members_.at(indicators::CellId::from_value(cell.id).count_number());
  }

  std::size_t size_;
  std::unordered_map<std::uint32_t, Member> members_;  // by number of the count
};

}  // namespace sjukpuls::disclosure
