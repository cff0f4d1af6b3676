#pragma once

#include <string>
#include <string_view>

#include "processor/domain/terms.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::prometheus_sink {

// What published numbers are called in Prometheus. Live endpoints and exported history take names,
// HELP and labels from here, so that the one goes on where the other ends.

// sjukpuls_region_requests, and sjukpuls_region_requests_by_sex for the groups of a dimension.
std::string family_name(domain::Level level, const indicators::CountInfo& count,
                        std::string_view dimension = {});
// One sentence and the official term, not yet escaped.
std::string family_help(const indicators::CountInfo& count);

// A number's place within its family. Borrows its texts.
struct SeriesPlace {
  domain::Level level = domain::Level::kNation;
  std::string_view entity = {};
  std::string_view region = {};  // of a unit, as its facts say on the day; 00 where none do
  std::string_view period = {};
  indicators::Group group = indicators::kTotal;
  std::string_view measure = {};  // of survey results
};

// The label that names an entity of the level; empty for the nation, which needs none.
std::string_view entity_label(domain::Level level);

// Visits (name, value) of each label, in the order that they are written in.
template <typename Visit>
void for_each_label(const SeriesPlace& place, Visit visit) {
  if (place.level != domain::Level::kNation) visit(entity_label(place.level), place.entity);
  if (place.level == domain::Level::kUnit) visit("region", place.region);
  visit("period", place.period);
  if (place.group != indicators::kTotal) {
    visit(indicators::dimension_of(place.group), indicators::name_of(place.group));
  }
  if (!place.measure.empty()) visit("measure", place.measure);
}

// Appends the labels as text, without braces: care_unit="A",region="01",period="28d".
void append_labels(const SeriesPlace& place, std::string& out);

// Appends name="value", behind a comma unless `out` is empty or ends in an opening brace.
void append_label(std::string_view name, std::string_view value, std::string& out);

// Names of regions and units, as series of the value 1 to join with.
inline constexpr std::string_view kRegionInfo = "sjukpuls_region_info";
inline constexpr std::string_view kRegionInfoHelp = "1 for each region, with its name.";
inline constexpr std::string_view kCareUnitInfo = "sjukpuls_care_unit_info";
inline constexpr std::string_view kCareUnitInfoHelp =
    "1 for each care unit of the reference data, with its name, provider and region.";

struct CareUnitInfo {
  std::string_view id;
  std::string_view name;
  std::string_view provider;
  std::string_view region;
};
void append_region_info_labels(std::string_view code, std::string_view name, std::string& out);
void append_care_unit_info_labels(const CareUnitInfo& unit, std::string& out);

}  // namespace sjukpuls::prometheus_sink
