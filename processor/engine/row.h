#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "processor/base/time.h"
#include "processor/domain/terms.h"

namespace sjukpuls::engine {

// One number of a row; `id` is an indicators::CellId's value, stable across versions.
struct Cell {
  std::uint32_t id = 0;
  std::int64_t n = 0;

  friend auto operator<=>(const Cell&, const Cell&) = default;
};

// What a shard's committed rows stand for.
struct ShardStatus {
  base::CivilDay as_of;  // the day D of all of them
  // Of the events up to that day; none before the first.
  std::optional<base::EventTime> last_event_at = std::nullopt;

  friend bool operator==(const ShardStatus&, const ShardStatus&) = default;
};

// Which row: the numbers of one entity in one period. Borrows its texts.
struct RowKey {
  domain::Level level = domain::Level::kNation;
  std::string_view entity;
  std::string_view period;

  friend bool operator==(const RowKey&, const RowKey&) = default;
};

// The order of section 9: period, level by name, entity. The levels' names sort as they are
// numbered but for region and provider.
inline bool comes_before(const RowKey& a, const RowKey& b) {
  if (a.period != b.period) return a.period < b.period;
  if (a.level != b.level) return name(a.level) < name(b.level);
  return a.entity < b.entity;
}

}  // namespace sjukpuls::engine
