#pragma once

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/terms.h"
#include "processor/engine/reference_book.h"
#include "processor/engine/row.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::engine {

// Which lines of the CSV to write; an empty set means all.
struct CsvSelection {
  std::set<domain::Level> levels;
  std::set<std::string, std::less<>> periods;
  std::set<std::string, std::less<>> counts;
  bool breakdowns = true;
};

// Writes rows and reference counts as the text of docs/INDICATORS.md section 9: header, then every
// number that is not zero, sorted field by field. Give rows in the order of section 9 and close
// with finish().
class CsvWriter {
 public:
  // Takes text in pieces of some kilobytes; the last in finish().
  using Output = std::function<void(std::string_view)>;

  // `reference` in any order.
  CsvWriter(base::CivilDay as_of, CsvSelection selection, std::vector<ReferenceCount> reference,
            Output output);

  void row(const RowKey& key, std::span<const Cell> cells);
  void finish();

 private:
  // A line but for the day; borrows.
  struct Line {
    std::string_view period;
    std::string_view level;
    std::string_view entity;
    std::string_view count;
    std::string_view dimension;
    std::string_view group;
    std::int64_t n;
  };
  struct Name {
    std::string count;
    std::string_view dimension;
    std::string_view group;
  };

  static Line line_of(const ReferenceCount& count);
  static bool comes_before(const Line& a, const Line& b);
  const Name& name_of(std::uint32_t cell_id);
  bool selected(domain::Level level, std::string_view period) const;
  bool selected_count(std::string_view count) const;
  void write_reference_before(const Line* line);
  void write(const Line& line);

  std::string as_of_;
  CsvSelection selection_;
  std::vector<ReferenceCount> reference_;  // sorted; from next_reference_ on not yet written
  std::size_t next_reference_ = 0;
  Output output_;
  std::string buffer_;
  std::unordered_map<std::uint32_t, Name> names_;
  std::vector<Line> lines_;
};

}  // namespace sjukpuls::engine
