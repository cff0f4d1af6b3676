#include "processor/engine/rows.h"

#include <algorithm>
#include <tuple>

namespace sjukpuls::engine {
namespace {

using domain::Level;
using indicators::Contribution;
using indicators::CountInfo;
using indicators::DimensionSet;
using indicators::Group;
using indicators::PeriodCalendar;
using indicators::PeriodSet;
using indicators::PeriodSlot;

std::size_t index(Level level) { return static_cast<std::size_t>(level); }

}  // namespace

RowLayout::RowLayout(const indicators::Catalogue& catalogue, PeriodSet kept, bool with_breakdowns)
    : with_breakdowns_(with_breakdowns) {
  for (const CountInfo& count : catalogue.counts()) {
    const Place place{cells_, with_breakdowns ? groups_of(count.breakdown) : 1,
                      count.periods & kept};
    cells_ += place.kept.size() * place.groups;
    places_.push_back(place);
  }
  // Counts know the periods of P or a single one, so that one table of ranks serves all.
  const PeriodSet kept_of_p = kept & indicators::kAllP;
  kept_of_p.for_each(
      [&](PeriodSlot slot) { rank_[slot] = static_cast<std::uint8_t>(kept_of_p.rank(slot)); });
}

Rows::Rows(const indicators::Catalogue& catalogue, const domain::CareUnits& care_units,
           PeriodSet kept_below_region, PeriodSet kept_above_units)
    : catalogue_(&catalogue),
      care_units_(&care_units),
      detailed_(catalogue, kept_above_units, true),
      plain_(catalogue, kept_below_region, false) {}

Rows::Row& Rows::row(Place place) {
  std::vector<Row>& rows = rows_[index(place.level)];
  if (place.entity >= rows.size()) rows.resize(place.entity + 1);
  Row& row = rows[place.entity];
  if (row.cells.empty()) {
    row.cells.resize(layout(place.level).cells());
    cell_bytes_ += row.cells.capacity() * sizeof(std::int32_t);
  }
  return row;
}

const Rows::Row* Rows::find(Place place) const {
  const std::vector<Row>& rows = rows_[index(place.level)];
  if (place.entity >= rows.size() || rows[place.entity].cells.empty()) return nullptr;
  return &rows[place.entity];
}

inline void Rows::add_to_cell(Place place, Row& row, std::uint32_t cell, std::int64_t n) {
  std::int32_t& held = row.cells[cell];
  std::int32_t sum = 0;
  if (__builtin_add_overflow(held, n, &sum)) {
    carried_[{place, cell}] += n;
  } else {
    held = sum;
  }
}

std::int64_t Rows::number(Place place, const Row& row, std::uint32_t cell) const {
  const std::int64_t held = row.cells[cell];
  if (carried_.empty()) return held;
  const auto carried = carried_.find({place, cell});
  return carried == carried_.end() ? held : held + carried->second;
}

// Visits (slot, cell) for each cell of the level's layout that the contribution adds to.
template <typename Visit>
void Rows::for_each_cell(const Contribution& contribution, Level level, Visit visit) const {
  const RowLayout& layout = this->layout(level);
  const RowLayout::Place& place = layout.place(contribution.count);
  const PeriodSet periods = contribution.periods & place.kept;
  const DimensionSet dimensions = contribution.dimensions;
  if (place.groups == 1) {
    if (!has(dimensions, DimensionSet::kTotalAndSex)) return;
    periods.for_each([&](PeriodSlot slot) { visit(slot, layout.cell(place, slot)); });
    return;
  }
  const auto sex = indicators::kFirstSex + static_cast<Group>(contribution.sex);
  const auto care_level = indicators::kFirstCareLevel + static_cast<Group>(contribution.care_level);
  const auto diagnosis = indicators::kFirstDiagnosis + static_cast<Group>(contribution.diagnosis);
  const bool by_diagnosis =
      has(dimensions, DimensionSet::kDiagnosis) && place.groups > indicators::kFirstDiagnosis;
  periods.for_each([&](PeriodSlot slot) {
    const std::uint32_t total = layout.cell(place, slot);
    if (has(dimensions, DimensionSet::kTotalAndSex)) {
      visit(slot, total);
      visit(slot, total + sex);
    }
    if (has(dimensions, DimensionSet::kCareLevel)) visit(slot, total + care_level);
    if (by_diagnosis) visit(slot, total + diagnosis);
  });
}

void Rows::add(const Contribution& contribution, std::int64_t sign) {
  const std::int64_t n = sign * contribution.n;
  for (const Level level : domain::kLevels) {
    if (!has(contribution.levels, level)) continue;
    const Place place{level, care_units_->entity(level, contribution.care_unit)};
    Row& row = this->row(place);
    for_each_cell(contribution, level,
                  [&](PeriodSlot, std::uint32_t cell) { add_to_cell(place, row, cell, n); });
  }
}

void Rows::replace(std::vector<Contribution>& before, std::vector<Contribution>& after) {
  std::ranges::sort(before);
  std::ranges::sort(after);
  deltas_.clear();
  const auto note = [this](const Contribution& contribution, std::int64_t sign) {
    for (const Level level : domain::kLevels) {
      if (!has(contribution.levels, level)) continue;
      const Place place{level, care_units_->entity(level, contribution.care_unit)};
      for_each_cell(contribution, level, [&](PeriodSlot slot, std::uint32_t cell) {
        deltas_.push_back({place, cell, slot, sign * contribution.n});
      });
    }
  };
  auto old = before.begin();
  auto fresh = after.begin();
  while (old != before.end() || fresh != after.end()) {
    if (fresh == after.end() || (old != before.end() && *old < *fresh)) {
      note(*old++, -1);
    } else if (old == before.end() || *fresh < *old) {
      note(*fresh++, 1);
    } else {
      ++old;
      ++fresh;
    }
  }
  apply_deltas();
}

void Rows::apply_deltas() {
  const auto key = [](const Delta& delta) { return std::tie(delta.place, delta.cell); };
  std::ranges::sort(deltas_, {}, key);
  for (auto delta = deltas_.begin(); delta != deltas_.end();) {
    const Delta& first = *delta;
    std::int64_t sum = 0;
    for (; delta != deltas_.end() && key(*delta) == key(first); ++delta) sum += delta->n;
    if (sum == 0) continue;
    Row& row = this->row(first.place);
    add_to_cell(first.place, row, first.cell, sum);
    mark_changed(first.place, row, first.slot);
  }
}

void Rows::mark_changed(Place place, Row& row, PeriodSlot slot) {
  if (row.changed.empty()) changed_.push_back(place);
  row.changed |= PeriodSet::of(slot);
}

void Rows::add_all(const Rows& other) {
  for (const Level level : domain::kLevels) {
    const std::vector<Row>& rows = other.rows_[index(level)];
    for (domain::EntityNumber entity = 0; entity < rows.size(); ++entity) {
      const std::vector<std::int32_t>& cells = rows[entity].cells;
      if (cells.empty()) continue;
      const Place place{level, entity};
      Row& row = this->row(place);
      for (std::uint32_t cell = 0; cell < cells.size(); ++cell) {
        if (cells[cell] != 0) add_to_cell(place, row, cell, cells[cell]);
      }
    }
  }
  for (const auto& [where, n] : other.carried_) carried_[where] += n;
}

void Rows::turn(const PeriodCalendar& old, const PeriodCalendar& next) {
  std::vector<Cell> cells;
  for (PeriodSlot slot = 0; slot < indicators::kPeriodSlots; ++slot) {
    if (old.id(slot) == next.id(slot)) continue;
    for (const Level level : domain::kLevels) {
      for (domain::EntityNumber entity = 0; entity < rows_[index(level)].size(); ++entity) {
        const Place place{level, entity};
        collect(place, slot, cells);
        if (cells.empty()) continue;
        gone_.push_back({place, old.id(slot)});
        mark_changed(place, row(place), slot);  // numbers that stay have another name now
      }
    }
  }
}

void Rows::collect(Place place, PeriodSlot slot, std::vector<Cell>& cells) const {
  cells.clear();
  const Row* row = find(place);
  if (row == nullptr) return;
  const RowLayout& layout = this->layout(place.level);
  const auto places = layout.places();
  for (std::size_t count = 0; count < places.size(); ++count) {
    if (!places[count].kept.has(slot)) continue;
    const std::uint32_t total = layout.cell(places[count], slot);
    for (Group group = 0; group < places[count].groups; ++group) {
      const std::int64_t n = number(place, *row, total + group);
      if (n == 0) continue;
      const indicators::CellId id(catalogue_->counts()[count], group);
      cells.push_back({id.value(), n});
    }
  }
  std::ranges::sort(cells);
}

void Rows::for_each_changed(const PeriodCalendar& calendar, const RowVisitor& visit) const {
  for (const Gone& gone : gone_) {
    visit({gone.place.level, care_units_->entity_id(gone.place.level, gone.place.entity),
           gone.period},
          {});
  }
  std::vector<Cell> cells;
  for (const Place& place : changed_) {
    const std::string_view entity = care_units_->entity_id(place.level, place.entity);
    find(place)->changed.for_each([&](PeriodSlot slot) {
      collect(place, slot, cells);
      visit({place.level, entity, calendar.id(slot)}, cells);
    });
  }
}

void Rows::clear_changes() {
  for (const Place& place : changed_) row(place).changed = {};
  changed_.clear();
  gone_.clear();
}

void Rows::for_each(const PeriodCalendar& calendar, const RowVisitor& visit) const {
  std::vector<PeriodSlot> slots;
  for (PeriodSlot slot = 0; slot < indicators::kPeriodSlots; ++slot) slots.push_back(slot);
  std::ranges::sort(slots, {}, [&](PeriodSlot slot) { return calendar.id(slot); });

  std::vector<Level> levels(domain::kLevels.begin(), domain::kLevels.end());
  std::ranges::sort(levels, {}, [](Level level) { return name(level); });
  std::array<std::vector<domain::EntityNumber>, 4> entities;
  for (const Level level : levels) {
    auto& numbers = entities[index(level)];
    for (domain::EntityNumber entity = 0; entity < rows_[index(level)].size(); ++entity) {
      if (find({level, entity}) != nullptr) numbers.push_back(entity);
    }
    std::ranges::sort(numbers, {}, [&](domain::EntityNumber entity) {
      return care_units_->entity_id(level, entity);
    });
  }

  std::vector<Cell> cells;
  for (const PeriodSlot slot : slots) {
    for (const Level level : levels) {
      for (const domain::EntityNumber entity : entities[index(level)]) {
        collect({level, entity}, slot, cells);
        if (cells.empty()) continue;
        visit({level, care_units_->entity_id(level, entity), calendar.id(slot)}, cells);
      }
    }
  }
}

std::size_t Rows::bytes() const {
  std::size_t bytes = cell_bytes_;
  for (const auto& rows : rows_) bytes += rows.capacity() * sizeof(Row);
  return bytes;
}

}  // namespace sjukpuls::engine
