#include "sinks/disclosure/publication.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "sinks/disclosure/patterns.h"

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

constexpr std::array<Level, 2> kAboveUnits = {Level::kNation, Level::kRegion};
constexpr std::array<Level, 2> kBelowRegions = {Level::kProvider, Level::kUnit};

using Ids = std::set<std::string, std::less<>>;

Ids ids(const indicators::PeriodCalendar& calendar, PeriodSet periods) {
  Ids ids;
  periods.for_each([&](indicators::PeriodSlot slot) { ids.insert(calendar.id(slot)); });
  return ids;
}

// Counts that are withheld in the same places, since one tells the other: a sum of days and its
// cases; patients on sick leave and, of each care provider, the ongoing sjukfall, which are the
// same number at a unit.
class Patterns {
 public:
  explicit Patterns(const Catalogue& catalogue) : catalogue_(&catalogue) {
    const auto counts = catalogue.counts();
    for (std::size_t i = 0; i < counts.size(); ++i) {
      members_.emplace(counts[i].number,
                       Member{leader_of(static_cast<Count>(i)), counts[i].sum_over.has_value()});
    }
  }

  struct Member {
    std::size_t pattern;
    bool is_sum;  // of days, which do not say how many cases there are
  };

  // Requires a count of the catalogue.
  const Member& of(std::uint32_t count_number) const { return members_.at(count_number); }
  std::size_t size() const { return catalogue_->counts().size(); }

 private:
  std::size_t leader_of(Count count) const {
    if (count == Count::kSjukfallOngoing) return static_cast<std::size_t>(Count::kSickListed);
    return static_cast<std::size_t>(catalogue_->info(count).sum_over.value_or(count));
  }

  const Catalogue* catalogue_;
  std::unordered_map<std::uint32_t, Member> members_;
};

// A row as the table has it, of what may be published at all.
struct ExactRow {
  PublishedRow row;
  std::vector<bool> small;  // by cell: from 1 to below min_count, or as telling
};

// What is taken while the table stands still.
struct Exact {
  std::vector<ExactRow> above_units;
  std::vector<ExactRow> below_regions;
  std::vector<engine::ReferenceCount> reference;
  std::vector<PublishedUnit> units;
};

class Gathering {
 public:
  Gathering(const engine::Table& table, const Catalogue& catalogue,
            const PublicationOptions& options)
      : table_(table), catalogue_(catalogue), options_(options) {
    const indicators::PeriodCalendar calendar(*table.as_of());
    const PeriodSet periods = options.periods & kPublishable;
    periods_ = ids(calendar, periods);
    breakdowns_ = ids(calendar, options.breakdown_periods & periods);
    unit_periods_ = ids(calendar, options.unit_periods & periods);
  }

  Exact gather(Scope scope) const {
    Exact exact;
    for (const Level level : kAboveUnits) gather_rows(level, exact.above_units);
    gather_reference(scope, exact);
    if (scope == Scope::kNationAndRegions) return exact;
    table_.reference().for_each_in_force(
        *table_.as_of(), [&exact](const domain::UnitFactsVersion& facts) {
          const std::string& provider = facts.care_provider_id;
          exact.units.push_back({facts.care_unit_id, facts.name,
                                 provider.empty() ? std::string(domain::kUnknownId) : provider,
                                 facts.region});
        });
    for (const Level level : kBelowRegions) gather_rows(level, exact.below_regions);
    std::erase_if(exact.below_regions, [&exact](const ExactRow& row) {
      return row.row.level == Level::kUnit &&
             !std::ranges::binary_search(exact.units, row.row.entity, {}, &PublishedUnit::id);
    });
    return exact;
  }

 private:
  void gather_reference(Scope scope, Exact& exact) const {
    unsigned levels = 0;
    const auto add = [&levels](Level level) {
      levels |= static_cast<unsigned>(indicators::only(level));
    };
    if (scope != Scope::kProvidersAndUnits) std::ranges::for_each(kAboveUnits, add);
    if (scope != Scope::kNationAndRegions) std::ranges::for_each(kBelowRegions, add);
    exact.reference = table_.reference().counts(catalogue_, *table_.as_of(),
                                                static_cast<indicators::LevelSet>(levels));
  }

  void gather_rows(Level level, std::vector<ExactRow>& rows) const {
    const bool is_above_units = level <= Level::kRegion;
    const Ids& periods = is_above_units ? periods_ : unit_periods_;
    table_.for_each(level, [&](const engine::RowKey& key, std::span<const Cell> cells) {
      if (!periods.contains(key.period)) return;
      const bool with_groups = is_above_units && breakdowns_.contains(key.period);
      ExactRow row{{level, std::string(key.entity), std::string(key.period), {}}, {}};
      for (const Cell& cell : cells) {
        const CellId id = CellId::from_value(cell.id);
        const CountInfo* count = catalogue_.find_number(id.count_number());
        if (count == nullptr) continue;
        if (id.group() != indicators::kTotal && !(with_groups && has_group(*count, id.group()))) {
          continue;
        }
        if (!is_above_units && !options_.unit_counts.empty() &&
            !options_.unit_counts.contains(count->name)) {
          continue;
        }
        row.row.cells.push_back(cell);
        row.small.push_back(is_small(*count, cell, cells));
      }
      if (!row.row.cells.empty()) rows.push_back(std::move(row));
    });
  }

  // Groups show one dimension at a time. The women among the sick-listed are a count of their own,
  // so there are none of them by group, and none of the sick-listed by sex.
  bool has_group(const CountInfo& count, Group group) const {
    if (&count == &catalogue_.info(Count::kSickListedWomen)) return false;
    const bool is_sex = group >= indicators::kFirstSex && group < indicators::kFirstCareLevel;
    return !is_sex || &count != &catalogue_.info(Count::kSickListed);
  }

  bool is_small(const CountInfo& count, const Cell& cell, std::span<const Cell> row) const {
    if (count.sum_over) return is_small(number_of(*count.sum_over, cell, row));
    if (is_small(cell.n)) return true;
    // Few others tell as much as few women.
    return &count == &catalogue_.info(Count::kSickListedWomen) &&
           is_small(number_of(Count::kSickListed, cell, row) - cell.n);
  }
  bool is_small(std::int64_t n) const { return n > 0 && n < options_.min_count; }

  // The number of another count in the cell's place.
  std::int64_t number_of(Count count, const Cell& cell, std::span<const Cell> row) const {
    const CellId id(catalogue_.info(count), CellId::from_value(cell.id).group());
    const auto found = std::ranges::lower_bound(row, id.value(), {}, &Cell::id);
    return found == row.end() || found->id != id.value() ? 0 : found->n;
  }

  const engine::Table& table_;
  const Catalogue& catalogue_;
  const PublicationOptions& options_;
  Ids periods_;
  Ids breakdowns_;
  Ids unit_periods_;
};

// Decides, period by period, what is withheld.
class Decision {
 public:
  Decision(const Catalogue& catalogue, Exact& exact, std::int64_t min_count)
      : patterns_(catalogue), exact_(exact), min_count_(min_count) {
    for (std::size_t i = 0; i < exact.units.size(); ++i) {
      const PublishedUnit& unit = exact.units[i];
      places_.emplace(unit.id, Place{unit.region.code(), unit.provider});
    }
  }

  void decide(Publication& publication, Scope scope) {
    for (auto& [period, rows] : by_period(exact_.above_units)) {
      const AboveUnits above = decide_above_units(rows);
      if (scope != Scope::kProvidersAndUnits) emit_above_units(rows, above, publication);
      above_units_.emplace(period, above);
    }
    for (auto& [period, rows] : by_period(exact_.below_regions)) {
      decide_below_regions(period, rows, publication);
    }
  }

 private:
  using Rows = std::vector<ExactRow*>;
  struct Place {
    std::string region;
    std::string provider;
  };
  // Nation first, then regions as they come; by pattern, then entity.
  struct AboveUnits {
    std::map<std::string, std::uint32_t, std::less<>> regions;  // places behind the nation
    std::vector<std::vector<EntityNumbers>> numbers;
  };

  static std::map<std::string, Rows> by_period(std::vector<ExactRow>& rows) {
    std::map<std::string, Rows> periods;
    for (ExactRow& row : rows) periods[row.row.period].push_back(&row);
    return periods;
  }

  AboveUnits decide_above_units(const Rows& rows) const {
    AboveUnits above;
    for (const ExactRow* row : rows) {
      if (row->row.level == Level::kNation) continue;
      above.regions.emplace(row->row.entity, static_cast<std::uint32_t>(above.regions.size()));
    }
    above.numbers.assign(patterns_.size(), std::vector<EntityNumbers>(1 + above.regions.size()));
    for (const ExactRow* row : rows) {
      const std::size_t entity = entity_of(above, row->row);
      for_each_case(*row, [&](std::size_t pattern, Group group, std::int64_t n, bool small) {
        EntityNumbers& numbers = above.numbers[pattern][entity];
        numbers.values[group] = std::max(numbers.values[group], n);
        if (small) numbers.withheld |= GroupMask{1} << group;
      });
    }
    for (auto& entities : above.numbers) protect_nation_and_regions(entities, min_count_);
    return above;
  }

  static std::size_t entity_of(const AboveUnits& above, const PublishedRow& row) {
    return row.level == Level::kNation ? 0 : 1 + above.regions.find(row.entity)->second;
  }

  // Visits the cells that count cases, with their pattern and group.
  template <typename Visit>
  void for_each_case(const ExactRow& row, Visit visit) const {
    for (std::size_t i = 0; i < row.row.cells.size(); ++i) {
      const CellId id = CellId::from_value(row.row.cells[i].id);
      const Patterns::Member& count = patterns_.of(id.count_number());
      if (!count.is_sum) visit(count.pattern, id.group(), row.row.cells[i].n, row.small[i]);
    }
  }

  void emit_above_units(const Rows& rows, const AboveUnits& above, Publication& publication) const {
    for (ExactRow* row : rows) {
      const std::size_t entity = entity_of(above, row->row);
      emit(*row, publication, [&](std::size_t pattern, Group group) {
        return (above.numbers[pattern][entity].withheld >> group & 1) != 0;
      });
    }
  }

  // Hands the row on without what is withheld.
  template <typename IsWithheld>
  void emit(ExactRow& row, Publication& publication, IsWithheld is_withheld) const {
    std::vector<Cell> shown;
    for (const Cell& cell : row.row.cells) {
      const CellId id = CellId::from_value(cell.id);
      if (is_withheld(patterns_.of(id.count_number()).pattern, id.group())) {
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

  // Units and providers of one count, by the rows that they are from.
  struct BelowRegions {
    std::vector<UnitNumber> units;
    std::vector<std::size_t> unit_rows;
    std::vector<ProviderNumber> providers;
  };

  void decide_below_regions(const std::string& period, const Rows& rows,
                            Publication& publication) const {
    static const AboveUnits kNothingAbove;
    const auto found = above_units_.find(period);
    const AboveUnits& above = found == above_units_.end() ? kNothingAbove : found->second;
    const Layout layout = lay_out(rows, above);
    std::vector<BelowRegions> by_pattern(patterns_.size());
    std::vector<std::vector<bool>> withheld(patterns_.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for_each_case(*rows[i],
                    [&](std::size_t pattern, Group /*group*/, std::int64_t n, bool small) {
                      if (withheld[pattern].empty()) withheld[pattern].resize(rows.size());
                      put(layout, i, n, small, by_pattern[pattern], withheld[pattern]);
                    });
    }
    for (std::size_t pattern = 0; pattern < by_pattern.size(); ++pattern) {
      if (withheld[pattern].empty()) continue;
      protect(layout, above, pattern, by_pattern[pattern], withheld[pattern]);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      emit(*rows[i], publication, [&](std::size_t pattern, Group /*group*/) {
        return withheld[pattern].empty() || withheld[pattern][i];
      });
    }
  }

  static constexpr std::uint32_t kNowhere = UINT32_MAX;
  // Where each row stands: a provider, or a unit of a region and a provider.
  struct Layout {
    struct Spot {
      std::uint32_t region = kNowhere;  // of units
      std::uint32_t provider = kNowhere;
    };
    std::vector<Spot> spots;  // by row
    std::vector<std::uint32_t> provider_rows;
    std::size_t regions = 0;
  };

  Layout lay_out(const Rows& rows, const AboveUnits& above) const {
    Layout layout;
    std::map<std::string, std::uint32_t, std::less<>> regions = above.regions;
    std::unordered_map<std::string, std::uint32_t> providers;
    layout.spots.resize(rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      if (rows[i]->row.level != Level::kProvider) continue;
      const auto place = static_cast<std::uint32_t>(layout.provider_rows.size());
      providers.emplace(rows[i]->row.entity, place);
      layout.spots[i].provider = place;
      layout.provider_rows.push_back(i);
    }
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      if (rows[i]->row.level != Level::kUnit) continue;
      const Place& place = places_.at(rows[i]->row.entity);
      const auto provider = providers.find(place.provider);
      if (provider == providers.end()) continue;  // its facts are of another provider by now
      const auto region = regions.emplace(place.region, static_cast<std::uint32_t>(regions.size()));
      layout.spots[i] = {region.first->second, provider->second};
    }
    layout.regions = regions.size();
    return layout;
  }

  static void put(const Layout& layout, std::size_t row, std::int64_t n, bool small,
                  BelowRegions& below, std::vector<bool>& withheld) {
    if (small) withheld[row] = true;
    const Layout::Spot& spot = layout.spots[row];
    if (spot.provider == kNowhere) return;
    if (spot.region == kNowhere) {
      below.providers.resize(layout.provider_rows.size());
      ProviderNumber& provider = below.providers[spot.provider];
      provider.value = std::max(provider.value, n);
      provider.withheld = withheld[row];
    } else if (!below.unit_rows.empty() && below.unit_rows.back() == row) {
      below.units.back().withheld = withheld[row];  // another count of the pattern
    } else {
      below.units.push_back({spot.region, spot.provider, n, withheld[row]});
      below.unit_rows.push_back(row);
    }
  }

  void protect(const Layout& layout, const AboveUnits& above, std::size_t pattern,
               BelowRegions& below, std::vector<bool>& withheld) const {
    const auto number = [&](std::size_t entity) -> RegionNumber {
      if (above.numbers.empty()) return {};
      const EntityNumbers& numbers = above.numbers[pattern][entity];
      return {numbers.values[indicators::kTotal], numbers.total_withheld()};
    };
    std::vector<RegionNumber> regions(layout.regions);
    for (std::size_t i = 0; i < above.regions.size(); ++i) regions[i] = number(1 + i);
    below.providers.resize(layout.provider_rows.size());
    protect_units(below.units, below.providers, regions, number(0));
    for (std::size_t i = 0; i < below.units.size(); ++i) {
      if (below.units[i].withheld) withheld[below.unit_rows[i]] = true;
    }
    for (std::size_t i = 0; i < below.providers.size(); ++i) {
      if (below.providers[i].withheld) withheld[layout.provider_rows[i]] = true;
    }
  }

  Patterns patterns_;
  Exact& exact_;
  std::int64_t min_count_;
  std::unordered_map<std::string, Place> places_;
  std::map<std::string, AboveUnits> above_units_;
};

// Survey results are of persons; the other counts of reference are of units.
void emit_reference(std::vector<engine::ReferenceCount>& counts, std::int64_t min_count,
                    Publication& publication) {
  for (engine::ReferenceCount& count : counts) {
    if (!count.measure.empty() && count.n < min_count) {
      ++publication.withheld;
    } else {
      publication.reference.push_back(std::move(count));
    }
  }
}

}  // namespace

Publication publish(const engine::Table& table, const Catalogue& catalogue,
                    const PublicationOptions& options, Scope scope) {
  Publication publication;
  publication.as_of = table.as_of();
  if (!publication.as_of) return publication;
  Exact exact = Gathering(table, catalogue, options).gather(scope);
  Decision(catalogue, exact, options.min_count).decide(publication, scope);
  std::ranges::sort(publication.rows, [](const PublishedRow& a, const PublishedRow& b) {
    return engine::comes_before(a.key(), b.key());
  });
  emit_reference(exact.reference, options.min_count, publication);
  publication.units = std::move(exact.units);
  return publication;
}

}  // namespace sjukpuls::disclosure
