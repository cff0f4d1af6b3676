#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <functional>
#include <memory>
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
  using Cells = std::vector<Cell>;
  // Shared because a reader keeps the rows of one moment while later ones come: a put makes new
  // cells, and changes none that were handed out.
  using SharedCells = std::shared_ptr<const Cells>;

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

  void put(domain::UnitFactsVersion version) { own_reference().put(std::move(version)); }
  void put(domain::SurveyVersion version) { own_reference().put(std::move(version)); }

  // Visits every non-zero summed row in the order of docs/INDICATORS.md section 9, its cells in
  // order of id.
  using RowVisitor = std::function<void(const RowKey&, std::span<const Cell>)>;
  void for_each(const RowVisitor& visit) const;

  // Visits those of one level in no order, and hands out their cells, which are not empty: as quick
  // as can be, for who takes rows along.
  using SharedVisitor = std::function<void(const RowKey&, const SharedCells&)>;
  void for_each_unsorted(domain::Level level, const SharedVisitor& visit) const;

  const ReferenceBook& reference() const { return *reference_; }
  // The book as it is now: what is put later goes into another.
  std::shared_ptr<const ReferenceBook> share_reference() const;
  std::size_t rows() const;

 private:
  struct Row {
    std::vector<std::pair<int, Cells>> parts;  // by partition
    SharedCells sum;                           // null: all of it is 0
  };

  // The book to change: a copy of its own, where the last one was handed out.
  ReferenceBook& own_reference();

  using RowsByText = absl::flat_hash_map<std::string, Row, base::TextHash, std::equal_to<>>;
  std::array<RowsByText, domain::kLevels.size()> rows_;  // by level, then period and entity
  std::shared_ptr<ReferenceBook> reference_ = std::make_shared<ReferenceBook>();
  mutable bool reference_is_shared_ = false;
  std::optional<base::CivilDay> as_of_;
  std::vector<std::optional<ShardStatus>> shards_;  // by partition
  std::optional<base::ProcessingTime> committed_at_;
};

}  // namespace sjukpuls::engine
