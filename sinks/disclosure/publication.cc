#include "sinks/disclosure/publication.h"

#include <algorithm>

namespace sjukpuls::disclosure {
namespace {

using domain::Level;
using engine::Cell;
using indicators::CellId;
using indicators::CountInfo;
using indicators::PeriodSet;

bool in_scope(Level level, Scope scope) {
  const bool is_above_units = level <= Level::kRegion;
  return scope == Scope::kAll || is_above_units == (scope == Scope::kNationAndRegions);
}

// The number of the same group in the count that `count` sums over, or of the cell itself.
std::int64_t cases_behind(const indicators::Catalogue& catalogue, const CountInfo& count,
                          const Cell& cell, std::span<const Cell> row) {
  if (!count.sum_over) return cell.n;
  const CellId cases(catalogue.info(*count.sum_over), CellId::from_value(cell.id).group());
  const auto found = std::ranges::find(row, cases.value(), &Cell::id);
  return found == row.end() ? 0 : found->n;
}

std::set<std::string, std::less<>> ids(const indicators::PeriodCalendar& calendar,
                                       PeriodSet periods) {
  std::set<std::string, std::less<>> ids;
  periods.for_each([&](indicators::PeriodSlot slot) { ids.insert(calendar.id(slot)); });
  return ids;
}

}  // namespace

Publication publish(const engine::Table& table, const indicators::Catalogue& catalogue,
                    const PublicationOptions& options, Scope scope) {
  Publication publication;
  publication.as_of = table.as_of();
  if (!publication.as_of) return publication;
  const indicators::PeriodCalendar calendar(*publication.as_of);
  const auto periods = ids(calendar, options.periods & kPublishable);
  const auto breakdowns = ids(calendar, options.breakdown_periods & options.periods & kPublishable);
  const auto unit_periods = ids(calendar, options.unit_periods & options.periods & kPublishable);

  for (const Level level : domain::kLevels) {
    if (!in_scope(level, scope)) continue;
    const bool is_above_units = level <= Level::kRegion;
    table.for_each(level, [&](const engine::RowKey& key, std::span<const Cell> cells) {
      if (!(is_above_units ? periods : unit_periods).contains(key.period)) return;
      PublishedRow row{key.level, std::string(key.entity), std::string(key.period), {}};
      for (const Cell& cell : cells) {
        const CellId id = CellId::from_value(cell.id);
        const CountInfo* count = catalogue.find_number(id.count_number());
        if (count == nullptr) continue;  // a KVA code of another instance's configuration
        if (id.group() != indicators::kTotal && !breakdowns.contains(key.period)) continue;
        if (!is_above_units && !options.unit_counts.empty() &&
            !options.unit_counts.contains(count->name)) {
          continue;
        }
        if (cases_behind(catalogue, *count, cell, cells) < options.min_count) {
          ++publication.withheld;
          continue;
        }
        row.cells.push_back(cell);
        ++publication.numbers;
      }
      if (!row.cells.empty()) publication.rows.push_back(std::move(row));
    });
  }
  std::ranges::sort(publication.rows, [](const PublishedRow& a, const PublishedRow& b) {
    return engine::comes_before(a.key(), b.key());
  });
  for (engine::ReferenceCount& count : table.reference().counts(catalogue, *publication.as_of)) {
    if (!in_scope(count.level, scope)) continue;
    const bool is_of_persons = !count.measure.empty();
    if (is_of_persons && count.n < options.min_count) {
      ++publication.withheld;
      continue;
    }
    publication.reference.push_back(std::move(count));
  }
  if (scope == Scope::kNationAndRegions) return publication;
  table.reference().for_each_in_force(
      *publication.as_of, [&publication](const engine::UnitFactsVersion& facts) {
        publication.units.push_back({facts.care_unit_id, facts.name,
                                     facts.care_provider_id.empty()
                                         ? std::string(domain::kUnknownId)
                                         : facts.care_provider_id,
                                     facts.region});
      });
  return publication;
}

}  // namespace sjukpuls::disclosure
