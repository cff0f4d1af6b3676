#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/terms.h"
#include "processor/engine/reference_book.h"
#include "processor/engine/row.h"
#include "processor/engine/table.h"

namespace sjukpuls::disclosure {

enum class Scope : std::uint8_t {
  kNationAndRegions,
  kProvidersAndUnits,
  kAll,
};

// A row as the table has it, all that it counts.
struct ExactRow {
  domain::Level level = domain::Level::kNation;
  std::string entity;
  std::string period;
  engine::Table::SharedCells cells;  // not null, in order of id

  engine::RowKey key() const { return {level, entity, period}; }
};

// The table at one moment, as far as a scope needs it. A plain value that shares cells and facts
// with the table instead of copying them: whoever holds the table's lock is done in milliseconds,
// and all that takes time (sorting, deciding, judging) is done with this, outside. Not to be shown:
// nothing in it is withheld.
struct Exact {
  std::optional<base::CivilDay> as_of;  // none: the table holds nothing yet
  std::vector<ExactRow> above_units;    // nation and regions, in no order
  std::vector<ExactRow> below_regions;  // providers and units, in no order; none unless in scope
  std::shared_ptr<const engine::ReferenceBook> reference;  // null with an empty table alone

  // The part that a level's rows are in, with those of the level beside it.
  const std::vector<ExactRow>& rows_of(domain::Level level) const {
    return level <= domain::Level::kRegion ? above_units : below_regions;
  }
};

Exact gather(const engine::Table& table, Scope scope);

}  // namespace sjukpuls::disclosure
