#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/base/text_hash.h"
#include "processor/engine/reference_book.h"
#include "processor/engine/row.h"

namespace sjukpuls::engine {

// The committed rows of all shards, and their sums: what any instance serves. A row put again
// replaces the one of its partition. Not thread-safe: whoever shares it guards it.
class Table {
 public:
  // `cells` in order of id; none: the partition has no such row any more.
  void put(int partition, const RowKey& key, std::span<const Cell> cells);
  // The day that the numbers are as of: that of what was written last, as who feeds the table
  // knows.
  void set_as_of(base::CivilDay day) { as_of_ = day; }
  std::optional<base::CivilDay> as_of() const { return as_of_; }

  // How many shards there are, and what each has told of itself last.
  void set_shards(int all) { shards_.resize(static_cast<std::size_t>(all)); }
  void put(int partition, const ShardStatus& status);
  struct Shards {
    int all = 0;
    int known = 0;  // have committed ever
    int live = 0;   // whose rows are of the table's day
    std::optional<base::EventTime> last_event_at = std::nullopt;  // behind any row
  };
  Shards shards() const;

  // When the youngest row or status was written, by the clock of its writer.
  void set_committed_at(base::ProcessingTime time) { committed_at_ = time; }
  std::optional<base::ProcessingTime> committed_at() const { return committed_at_; }

  void put(domain::UnitFactsVersion version) { reference_.put(std::move(version)); }
  void put(domain::SurveyVersion version) { reference_.put(std::move(version)); }

  // Visits every non-zero summed row in the order of docs/INDICATORS.md section 9, its cells in
  // order of id.
  using RowVisitor = std::function<void(const RowKey&, std::span<const Cell>)>;
  void for_each(const RowVisitor& visit) const;
  // The same, of one level alone.
  void for_each(domain::Level level, const RowVisitor& visit) const;

  const ReferenceBook& reference() const { return reference_; }
  std::size_t rows() const;

 private:
  using Cells = std::vector<Cell>;
  struct Row {
    std::vector<std::pair<int, Cells>> parts;  // by partition
    Cells sum;
  };

  using RowRef = std::pair<RowKey, std::span<const Cell>>;
  void collect(domain::Level level, std::vector<RowRef>& refs) const;
  static void visit_sorted(std::vector<RowRef>& refs, const RowVisitor& visit);

  using RowsByText = absl::flat_hash_map<std::string, Row, base::TextHash, std::equal_to<>>;
  std::array<RowsByText, domain::kLevels.size()> rows_;  // by level, then period and entity
  ReferenceBook reference_;
  std::optional<base::CivilDay> as_of_;
  std::vector<std::optional<ShardStatus>> shards_;  // by partition
  std::optional<base::ProcessingTime> committed_at_;
};

}  // namespace sjukpuls::engine
