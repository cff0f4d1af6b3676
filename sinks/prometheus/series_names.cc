#include "sinks/prometheus/series_names.h"

#include <fmt/format.h>

namespace sjukpuls::prometheus_sink {
using domain::Level;

std::string_view entity_label(Level level) {
  switch (level) {
    case Level::kNation:
      return "";
    case Level::kRegion:
      return "region";
    case Level::kProvider:
      return "care_provider";
    case Level::kUnit:
      return "care_unit";
  }
  return "";
}

std::string family_name(Level level, const indicators::CountInfo& count,
                        std::string_view dimension) {
  std::string name = fmt::format("sjukpuls_{}_{}", domain::name(level), count.name);
  if (!dimension.empty()) name.append("_by_").append(dimension);
  return name;
}

std::string family_help(const indicators::CountInfo& count) {
  std::string help(count.help);
  if (help[0] >= 'a' && help[0] <= 'z') help[0] = static_cast<char>(help[0] - 'a' + 'A');
  return fmt::format("{}. Officiell term: {} ({}).", help, count.official_term, count.source);
}

void append_label(std::string_view name, std::string_view value, std::string& out) {
  if (!out.empty() && out.back() != '{') out += ',';
  out.append(name).append("=\"");
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_labels(const SeriesPlace& place, std::string& out) {
  for_each_label(place, [&out](std::string_view name, std::string_view value) {
    append_label(name, value, out);
  });
}

void append_region_info_labels(std::string_view code, std::string_view name, std::string& out) {
  append_label("region", code, out);
  append_label("region_name", name, out);
}

void append_care_unit_info_labels(const CareUnitInfo& unit, std::string& out) {
  append_label("care_unit", unit.id, out);
  append_label("care_unit_name", unit.name, out);
  append_label("care_provider", unit.provider, out);
  append_label("region", unit.region, out);
}

}  // namespace sjukpuls::prometheus_sink
