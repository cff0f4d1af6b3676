#include "sinks/prometheus/series_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

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

void append_label(std::string& labels, std::string_view name, std::string_view value) {
  if (!labels.empty()) labels += ',';
  labels.append(name).append("=\"").append(escaped_label(value)).append("\"");
}

// Which entity the series are of, as labels.
std::string entity_labels(Level level, std::string_view entity,
                          const std::unordered_map<std::string_view, std::string>& unit_labels) {
  std::string labels;
  switch (level) {
    case Level::kNation:
      break;
    case Level::kRegion:
      append_label(labels, "region", entity);
      break;
    case Level::kProvider:
      append_label(labels, "care_provider", entity);
      break;
    case Level::kUnit: {
      const auto known = unit_labels.find(entity);
      if (known != unit_labels.end()) return known->second;
      append_label(labels, "care_unit", entity);
      append_label(labels, "region", domain::Region().code());
      break;
    }
  }
  return labels;
}

std::string help_of(const indicators::CountInfo& count) {
  std::string help(count.help);
  help[0] = static_cast<char>(help[0] >= 'a' && help[0] <= 'z' ? help[0] - 'a' + 'A' : help[0]);
  return fmt::format("{}. Officiell term: {} ({}).", help, count.official_term, count.source);
}

template <typename Number>
void append_number(std::string& text, Number n) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), n);
  text.append(digits.data(), end);
}

std::string escaped(std::string_view text, bool quotes_too) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else {
      if (c == '\\' || (c == '"' && quotes_too)) out += '\\';
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string escaped_help(std::string_view text) { return escaped(text, false); }
std::string escaped_label(std::string_view text) { return escaped(text, true); }

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
    append_label(labels, "care_unit", unit.id);
    append_label(labels, "region", unit.region.code());
  }
  std::string labels;
  for (const PublishedRow& row : publication.rows) {
    labels = entity_labels(row.level, row.entity, unit_labels);
    append_label(labels, "period", row.period);
    add_row(row, labels);
  }
  for (const engine::ReferenceCount& count : publication.reference) {
    labels = entity_labels(count.level, count.entity, unit_labels);
    append_label(labels, "period", count.period);
    if (!count.measure.empty()) append_label(labels, "measure", count.measure);
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
    append_label(labels_, dimension, indicators::name_of(id.group()));
    add_line(into, labels_, cell.n);
  }
}

SeriesText::Family& SeriesText::family(PlacedCount& count, Level level,
                                       std::string_view dimension) {
  Family*& place = count.families[static_cast<std::size_t>(level)][dimension_index(dimension)];
  if (place == nullptr) {
    std::string name = fmt::format("sjukpuls_{}_{}", domain::name(level), count.info->name);
    if (!dimension.empty()) name += fmt::format("_by_{}", dimension);
    place = &family(std::move(name), help_of(*count.info));
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
  for (const auto& [label, text] : labels) append_label(labels_, label, text);
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
    text.append("# HELP ").append(family->name).append(" ").append(escaped_help(family->help));
    text.append("\n# TYPE ").append(family->name).append(" gauge\n").append(family->lines);
    family->lines = {};
  }
  return text;
}

}  // namespace sjukpuls::prometheus_sink
