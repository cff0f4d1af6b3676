#include "processor/engine/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "processor/domain/day_text.h"

namespace sjukpuls::engine {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 16;

// RFC 4180: quoted where it holds a comma, a quote or a line break.
void append_field(std::string& text, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    text.append(field);
    return;
  }
  text.push_back('"');
  for (const char c : field) {
    if (c == '"') text.push_back('"');
    text.push_back(c);
  }
  text.push_back('"');
}

}  // namespace

CsvWriter::CsvWriter(base::CivilDay as_of, CsvSelection selection,
                     std::vector<ReferenceCount> reference, Output output)
    : as_of_(domain::day_text(as_of)),
      selection_(std::move(selection)),
      reference_(std::move(reference)),
      output_(std::move(output)),
      buffer_("as_of,period,level,entity,count,dimension,group,n\n") {
  std::ranges::sort(reference_, [](const ReferenceCount& a, const ReferenceCount& b) {
    return comes_before(line_of(a), line_of(b));
  });
}

CsvWriter::Line CsvWriter::line_of(const ReferenceCount& count) {
  return {count.period,
          name(count.level),
          count.entity,
          count.count->name,
          count.measure.empty() ? "" : "measure",
          count.measure,
          count.n};
}

bool CsvWriter::comes_before(const Line& a, const Line& b) {
  return std::tie(a.period, a.level, a.entity, a.count, a.dimension, a.group) <
         std::tie(b.period, b.level, b.entity, b.count, b.dimension, b.group);
}

const CsvWriter::Name& CsvWriter::name_of(std::uint32_t cell_id) {
  const auto known = names_.find(cell_id);
  if (known != names_.end()) return known->second;
  const auto id = indicators::CellId::from_value(cell_id);
  return names_
      .emplace(cell_id, Name{indicators::Catalogue::name_of_number(id.count_number()),
                             indicators::dimension_of(id.group()), indicators::name_of(id.group())})
      .first->second;
}

bool CsvWriter::selected(domain::Level level, std::string_view period) const {
  return (selection_.levels.empty() || selection_.levels.contains(level)) &&
         (selection_.periods.empty() || selection_.periods.contains(period));
}

bool CsvWriter::selected_count(std::string_view count) const {
  return selection_.counts.empty() || selection_.counts.contains(count);
}

void CsvWriter::row(const RowKey& key, std::span<const Cell> cells) {
  if (!selected(key.level, key.period)) return;
  lines_.clear();
  for (const Cell& cell : cells) {
    const Name& cell_name = name_of(cell.id);
    if (!selected_count(cell_name.count)) continue;
    if (!selection_.breakdowns && !cell_name.dimension.empty()) continue;
    lines_.push_back({key.period, name(key.level), key.entity, cell_name.count, cell_name.dimension,
                      cell_name.group, cell.n});
  }
  std::ranges::sort(lines_, comes_before);
  for (const Line& line : lines_) {
    write_reference_before(&line);
    write(line);
  }
}

// Null: all that are left.
void CsvWriter::write_reference_before(const Line* line) {
  for (; next_reference_ < reference_.size(); ++next_reference_) {
    const ReferenceCount& count = reference_[next_reference_];
    const Line own = line_of(count);
    if (line != nullptr && !comes_before(own, *line)) return;
    if (selected(count.level, count.period) && selected_count(count.count->name)) write(own);
  }
}

void CsvWriter::write(const Line& line) {
  buffer_.append(as_of_);
  for (const std::string_view field :
       {line.period, line.level, line.entity, line.count, line.dimension, line.group}) {
    buffer_.push_back(',');
    append_field(buffer_, field);
  }
  fmt::format_to(std::back_inserter(buffer_), ",{}\n", line.n);
  if (buffer_.size() < kPieceBytes) return;
  output_(buffer_);
  buffer_.clear();
}

void CsvWriter::finish() {
  write_reference_before(nullptr);
  output_(buffer_);
  buffer_.clear();
}

}  // namespace sjukpuls::engine
