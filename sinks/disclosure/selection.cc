#include "sinks/disclosure/selection.h"

#include <algorithm>
#include <utility>

#include "processor/indicators/periods.h"

namespace sjukpuls::disclosure {
namespace {

using domain::Level;
using engine::Cell;
using indicators::Catalogue;
using indicators::CellId;
using indicators::Count;
using indicators::CountInfo;
using indicators::Group;
using indicators::PeriodSet;

std::set<std::string, std::less<>> ids(const indicators::PeriodCalendar& calendar,
                                       PeriodSet periods) {
  std::set<std::string, std::less<>> ids;
  periods.for_each([&](indicators::PeriodSlot slot) { ids.insert(calendar.id(slot)); });
  return ids;
}

bool is_above_units(Level level) { return level <= Level::kRegion; }

// Groups show one dimension at a time. The women among the sick-listed are a count of their own,
// so there are none of them by group, and none of the sick-listed by sex.
bool has_group(const Catalogue& catalogue, const CountInfo& count, Group group) {
  if (&count == &catalogue.info(Count::kSickListedWomen)) return false;
  const bool is_sex = group >= indicators::kFirstSex && group < indicators::kFirstCareLevel;
  return !is_sex || &count != &catalogue.info(Count::kSickListed);
}

}  // namespace

Selection::Selection(const Catalogue& catalogue, const PublicationOptions& options,
                     base::CivilDay as_of)
    : catalogue_(catalogue), options_(options) {
  const indicators::PeriodCalendar calendar(as_of);
  const PeriodSet periods = options.periods & kPublishable;
  periods_ = ids(calendar, periods);
  breakdowns_ = ids(calendar, options.breakdown_periods & periods);
  unit_periods_ = ids(calendar, options.unit_periods & periods);
}

std::vector<SelectedRow> Selection::select(std::span<const ExactRow> rows) const {
  std::vector<SelectedRow> selected;
  for (const ExactRow& exact : rows) {
    const Ids& periods = is_above_units(exact.level) ? periods_ : unit_periods_;
    if (!periods.contains(exact.period)) continue;
    SelectedRow row = select(exact);
    if (!row.row.cells.empty()) selected.push_back(std::move(row));
  }
  std::ranges::sort(selected, [](const SelectedRow& a, const SelectedRow& b) {
    return engine::comes_before(a.row.key(), b.row.key());
  });
  return selected;
}

SelectedRow Selection::select(const ExactRow& exact) const {
  SelectedRow row{{exact.level, exact.entity, exact.period, {}}, {}};
  for (const Cell& cell : *exact.cells) {
    const CellId id = CellId::from_value(cell.id);
    const CountInfo* count = catalogue_.find_number(id.count_number());
    if (count == nullptr || !takes(exact, *count, id.group())) continue;
    row.row.cells.push_back(cell);
    row.small.push_back(is_small(*count, cell, *exact.cells));
  }
  return row;
}

bool Selection::takes(const ExactRow& row, const CountInfo& count, Group group) const {
  if (!is_above_units(row.level)) {
    return group == indicators::kTotal &&
           (options_.unit_counts.empty() || options_.unit_counts.contains(count.name));
  }
  return group == indicators::kTotal ||
         (breakdowns_.contains(row.period) && has_group(catalogue_, count, group));
}

bool Selection::is_small(const CountInfo& count, const Cell& cell,
                         std::span<const Cell> row) const {
  if (count.sum_over) return is_small(number_of(*count.sum_over, cell, row));
  if (is_small(cell.n)) return true;
  // Few others tell as much as few women.
  return &count == &catalogue_.info(Count::kSickListedWomen) &&
         is_small(number_of(Count::kSickListed, cell, row) - cell.n);
}

std::int64_t Selection::number_of(Count count, const Cell& cell, std::span<const Cell> row) const {
  const CellId id(catalogue_.info(count), CellId::from_value(cell.id).group());
  const auto found = std::ranges::lower_bound(row, id.value(), {}, &Cell::id);
  return found == row.end() || found->id != id.value() ? 0 : found->n;
}

}  // namespace sjukpuls::disclosure
