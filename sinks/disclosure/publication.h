#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/terms.h"
#include "processor/engine/reference_book.h"
#include "processor/engine/row.h"
#include "processor/engine/table.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/periods.h"
#include "sinks/disclosure/exact.h"

namespace sjukpuls::disclosure {

// Rolling periods, states and measure years. Not months and years: one that is withheld would
// follow from the others, as a year is the sum of its months.
inline constexpr indicators::PeriodSet kPublishable =
    indicators::kAllPeriods -
    indicators::PeriodSet((std::uint64_t{1} << indicators::kFirstMeasureYear) -
                          (std::uint64_t{1} << indicators::kFirstMonth));

struct PublicationOptions {
  // Counts of persons or cases from 1 to below this are withheld; 3 at least.
  std::int64_t min_count = 5;
  indicators::PeriodSet periods = kPublishable;            // totals of nation and regions
  indicators::PeriodSet breakdown_periods = kPublishable;  // their breakdowns; part of `periods`
  indicators::PeriodSet unit_periods = kPublishable;       // providers and units; part of `periods`
  // Names of the counts of providers and units; empty: all.
  std::set<std::string, std::less<>> unit_counts;
};

// The shown numbers of one entity and period. A number that is not here is 0 or withheld.
struct PublishedRow {
  domain::Level level = domain::Level::kNation;
  std::string entity;
  std::string period;
  std::vector<engine::Cell> cells;  // in order of id

  engine::RowKey key() const { return {level, entity, period}; }
};

// A unit as its facts describe it on the day. Units without facts, and those whose facts name a
// provider without a row, have no numbers here: the sums that these are part of could not be
// guarded.
struct PublishedUnit {
  std::string id;
  std::string name;      // may be empty
  std::string provider;  // UNKNOWN when not set
  domain::Region region;
};

// What may be seen of a table at one moment. Owns everything; a plain value.
struct Publication {
  std::optional<base::CivilDay> as_of;  // none: the table holds nothing yet
  std::vector<PublishedRow> rows;       // not empty; in the order of section 9
  std::vector<engine::ReferenceCount> reference;
  std::vector<PublishedUnit> units;  // in order of id; only with units in scope
  std::size_t numbers = 0;           // cells shown
  std::size_t withheld = 0;          // cells that are not 0 and not shown
};

// Decides what may be shown: no number from 1 to below min_count, and no number from which, with
// sums over regions, groups, units and providers, one of those would follow. A sum of days goes
// with its cases. The pattern for nation and regions does not depend on the scope. Requires that
// all of the scope was gathered. Pure.
//
// Groups show one dimension at a time: in no publication is sick_listed_women split, nor
// sick_listed by sex; the women are withheld also where the rest of sick_listed is small. Counts of
// units are no counts of persons and always show.
Publication decide(const Exact& exact, const indicators::Catalogue& catalogue,
                   const PublicationOptions& options, Scope scope);

// Both steps at once, for who has the table to himself.
Publication publish(const engine::Table& table, const indicators::Catalogue& catalogue,
                    const PublicationOptions& options, Scope scope);

}  // namespace sjukpuls::disclosure
