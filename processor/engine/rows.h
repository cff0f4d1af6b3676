#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "processor/domain/care_units.h"
#include "processor/engine/row.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/counts.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::engine {

// Where the cells of one entity lie: count by count, period by period, group by group.
class RowLayout {
 public:
  // Of each count the periods in `kept`; with or without the groups of its breakdowns.
  RowLayout(const indicators::Catalogue& catalogue, indicators::PeriodSet kept,
            bool with_breakdowns);

  struct Place {
    std::uint32_t first;   // cell of the count's first kept period
    std::uint32_t groups;  // cells for each period
    indicators::PeriodSet kept;
  };

  const Place& place(indicators::Count count) const {
    return places_[static_cast<std::size_t>(count)];
  }
  std::span<const Place> places() const { return places_; }
  // The cell of the total; groups follow. Requires that the count keeps the slot.
  std::uint32_t cell(const Place& place, indicators::PeriodSlot slot) const {
    return place.first + rank_[slot] * place.groups;
  }
  std::uint32_t cells() const { return cells_; }
  bool with_breakdowns() const { return with_breakdowns_; }

 private:
  std::vector<Place> places_;
  std::array<std::uint8_t, indicators::kPeriodSlots> rank_{};
  std::uint32_t cells_ = 0;
  bool with_breakdowns_;
};

// The absolute sums of a set of patients: for each entity that they touch a row of cells. Nation
// and regions keep breakdowns too; each level keeps the periods that it is made with.
// Cells take four bytes; the rare larger sum is carried beside. Not thread-safe.
class Rows {
 public:
  // Borrows both; `care_units` are those of the contributions, and may grow.
  Rows(const indicators::Catalogue& catalogue, const domain::CareUnits& care_units,
       indicators::PeriodSet kept_below_region,
       indicators::PeriodSet kept_above_units = indicators::kAllPeriods);

  // Adds `sign` times the contribution. Marks nothing as changed: for bulk loads.
  void add(const indicators::Contribution& contribution, std::int64_t sign);

  // Replaces the contributions `before` by `after` and marks the rows that are then different.
  void replace(std::vector<indicators::Contribution>& before,
               std::vector<indicators::Contribution>& after);

  // Adds all of `other`, which was made with the same arguments.
  void add_all(const Rows& other);

  // Rows whose slot will stand for another period once `next` is the calendar: they are gone, and
  // those of the new period are changed.
  void turn(const indicators::PeriodCalendar& old, const indicators::PeriodCalendar& next);

  // Visits the changed rows since clear_changes(), with all their non-zero cells in order of id;
  // rows that are gone have none.
  using RowVisitor = std::function<void(const RowKey&, std::span<const Cell>)>;
  void for_each_changed(const indicators::PeriodCalendar& calendar, const RowVisitor& visit) const;
  bool has_changes() const { return !changed_.empty() || !gone_.empty(); }
  void clear_changes();

  // Visits every non-zero row in the order of section 9.
  void for_each(const indicators::PeriodCalendar& calendar, const RowVisitor& visit) const;

  // What the cells hold, for measuring. Costs nothing: it is kept as it changes.
  std::size_t bytes() const;

 private:
  struct Row {
    std::vector<std::int32_t> cells;  // empty while no patient has touched the entity
    indicators::PeriodSet changed;
  };
  struct Place {
    domain::Level level;
    domain::EntityNumber entity;

    friend auto operator<=>(const Place&, const Place&) = default;
    template <typename H>
    // NOLINTNEXTLINE(readability-identifier-naming): the name that Abseil looks for
    friend H AbslHashValue(H h, const Place& place) {
      return H::combine(std::move(h), place.level, place.entity);
    }
  };
  struct Delta {
    Place place;
    std::uint32_t cell;
    indicators::PeriodSlot slot;
    std::int64_t n;
  };
  struct Gone {
    Place place;
    std::string period;
  };

  const RowLayout& layout(domain::Level level) const {
    return level <= domain::Level::kRegion ? detailed_ : plain_;
  }
  Row& row(Place place);
  const Row* find(Place place) const;
  void add_to_cell(Place place, Row& row, std::uint32_t cell, std::int64_t n);
  std::int64_t number(Place place, const Row& row, std::uint32_t cell) const;
  template <typename Visit>
  void for_each_cell(const indicators::Contribution& contribution, domain::Level level,
                     Visit visit) const;
  void collect(Place place, indicators::PeriodSlot slot, std::vector<Cell>& cells) const;
  void apply_deltas();
  void mark_changed(Place place, Row& row, indicators::PeriodSlot slot);

  const indicators::Catalogue* catalogue_;
  const domain::CareUnits* care_units_;
  RowLayout detailed_;
  RowLayout plain_;
  std::array<std::vector<Row>, 4> rows_;  // by level, then entity number
  std::size_t cell_bytes_ = 0;            // sum over rows_
  absl::flat_hash_map<std::pair<Place, std::uint32_t>, std::int64_t> carried_;
  std::vector<Place> changed_;
  std::vector<Gone> gone_;
  std::vector<Delta> deltas_;  // memory kept from call to call
};

}  // namespace sjukpuls::engine
