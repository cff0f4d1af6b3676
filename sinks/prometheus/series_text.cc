#include "sinks/prometheus/series_text.h"

#include <algorithm>
#include <charconv>

#include "sinks/prometheus/series_names.h"

namespace sjukpuls::prometheus_sink {
namespace {

using disclosure::PublishedRow;
using disclosure::PublishedUnit;
using domain::Level;
using indicators::CellId;

std::size_t dimension_index(std::string_view dimension) {
  if (dimension.empty()) return 0;
  if (dimension == "sex") return 1;
  return dimension == "care_level" ? 2 : 3;
}

// Which entity the series are of, as labels.
std::string entity_labels(Level level, std::string_view entity,
                          const std::unordered_map<std::string_view, std::string>& unit_labels) {
  if (level == Level::kUnit) {
    const auto known = unit_labels.find(entity);
    if (known != unit_labels.end()) return known->second;
  }
  std::string labels;
  if (level != Level::kNation) append_label(entity_label(level), entity, labels);
  if (level == Level::kUnit) append_label("region", domain::Region().code(), labels);
  return labels;
}

template <typename Number>
void append_number(std::string& text, Number n) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), n);
  text.append(digits.data(), end);
}

// HELP as the text format escapes it.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

SeriesText::SeriesText(const indicators::Catalogue& catalogue) {
  for (const indicators::CountInfo& count : catalogue.counts()) {
    counts_.emplace(count.number, PlacedCount{&count});
  }
}

void SeriesText::add_counts(const disclosure::Publication& publication) {
  std::unordered_map<std::string_view, std::string> unit_labels;
  unit_labels.reserve(publication.units.size());
  for (const PublishedUnit& unit : publication.units) {
    std::string& labels = unit_labels[unit.id];
    append_label(entity_label(Level::kUnit), unit.id, labels);
    append_label("region", unit.region.code(), labels);
  }
  std::string labels;
  for (const PublishedRow& row : publication.rows) {
    labels = entity_labels(row.level, row.entity, unit_labels);
    append_label("period", row.period, labels);
    add_row(row, labels);
  }
  for (const engine::ReferenceCount& count : publication.reference) {
    labels = entity_labels(count.level, count.entity, unit_labels);
    append_label("period", count.period, labels);
    if (!count.measure.empty()) append_label("measure", count.measure, labels);
    const auto placed = counts_.find(count.count->number);
    if (placed == counts_.end()) continue;
    add_line(family(placed->second, count.level, ""), labels, count.n);
  }
}

void SeriesText::add_row(const PublishedRow& row, std::string_view labels) {
  for (const engine::Cell& cell : row.cells) {
    const CellId id = CellId::from_value(cell.id);
    const auto placed = counts_.find(id.count_number());
    if (placed == counts_.end()) continue;  // a KVA code of another instance's configuration
    const std::string_view dimension = indicators::dimension_of(id.group());
    Family& into = family(placed->second, row.level, dimension);
    if (dimension.empty()) {
      add_line(into, labels, cell.n);
      continue;
    }
    labels_.assign(labels);
    append_label(dimension, indicators::name_of(id.group()), labels_);
    add_line(into, labels_, cell.n);
  }
}

SeriesText::Family& SeriesText::family(PlacedCount& count, Level level,
                                       std::string_view dimension) {
  Family*& place = count.families[static_cast<std::size_t>(level)][dimension_index(dimension)];
  if (place == nullptr) {
    place = &family(family_name(level, *count.info, dimension), family_help(*count.info));
  }
  return *place;
}

SeriesText::Family& SeriesText::family(std::string name, std::string help) {
  families_.push_back(std::make_unique<Family>(Family{std::move(name), std::move(help), {}}));
  return *families_.back();
}

void SeriesText::add_line(Family& family, std::string_view labels, std::int64_t n) {
  std::string& lines = family.lines;
  lines.append(family.name).append("{").append(labels).append("} ");
  append_number(lines, n);
  lines += '\n';
  ++series_;
}

void SeriesText::add(std::string_view name, std::string_view help, const Labels& labels,
                     double value) {
  Family*& own = own_families_[std::string(name)];
  if (own == nullptr) own = &family(std::string(name), std::string(help));
  labels_.clear();
  for (const auto& [label, text] : labels) append_label(label, text, labels_);
  own->lines.append(own->name);
  if (!labels_.empty()) own->lines.append("{").append(labels_).append("}");
  own->lines += ' ';
  append_number(own->lines, value);
  own->lines += '\n';
  ++series_;
}

std::string SeriesText::take() {
  std::size_t size = 0;
  for (const auto& family : families_) size += family->lines.size() + 512;
  std::string text;
  text.reserve(size);
  for (const auto& family : families_) {
    text.append("# HELP ").append(family->name).append(" ").append(escaped(family->help));
    text.append("\n# TYPE ").append(family->name).append(" gauge\n").append(family->lines);
    family->lines = {};
  }
  return text;
}

}  // namespace sjukpuls::prometheus_sink
