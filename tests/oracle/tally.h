#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/oracle/calendar.h"
#include "tests/oracle/facts.h"

namespace sjukpuls::oracle {

// One line of the output without its day D. Totals have empty `dimension` and `group`.
struct Row {
  std::string period, level, entity, count, dimension, group;
  std::int64_t n = 0;

  friend bool operator==(const Row&, const Row&) = default;
};

// What a count splits by beside the sex. A fact has one care level; sjukfall_active and
// kva_patients have one for each level that would count alone. No diagnosis: not split by it.
struct Breakdown {
  std::vector<std::string> care_levels;
  std::string diagnosis;
};

// Sums of counts by period, entity and group.
class Tally {
 public:
  void add(std::string_view period, const Entity& entity, std::string_view count,
           std::string_view dimension, std::string_view group, std::int64_t n);

  // The total and, for regions and the nation, its parts by sex, care level and diagnosis.
  void add(const Period& period, const Entity& entity, std::string_view count,
           const std::string& sex, const Breakdown& breakdown, std::int64_t n);

  // Rows with n other than 0, sorted field by field in code point order.
  std::vector<Row> rows() const;

 private:
  // Numbers stand for texts of texts_.
  struct Cell {
    std::uint32_t period, level, entity, count, dimension, group;
    std::int64_t n;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::uint32_t number_of(std::string_view text);

  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> texts_;
  std::vector<Cell> cells_;
};

}  // namespace sjukpuls::oracle
