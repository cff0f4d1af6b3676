// The counts and measures with their names, terms and sources, for people and for the programs that
// make rules and boards of them.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "processor/app/catalogue_settings.h"
#include "processor/app/commands.h"
#include "processor/domain/regions.h"
#include "processor/indicators/measures.h"

namespace sjukpuls::app {
namespace {

using Json = nlohmann::ordered_json;
using indicators::PeriodSet;

Json periods_of(PeriodSet periods) {
  const auto has_any = [periods](PeriodSet some) { return !(periods & some).empty(); };
  if (has_any(indicators::kRollingP)) return "P";
  if (periods.has(indicators::kAt)) return "at";
  if (periods.has(indicators::kRolling730)) return "730d";
  return "own";
}

Json breakdowns_of(indicators::Breakdown breakdown) {
  switch (breakdown) {
    case indicators::Breakdown::kNone:
      return Json::array();
    case indicators::Breakdown::kSexAndLevel:
      return {"sex", "care_level"};
    case indicators::Breakdown::kAll:
      return {"sex", "care_level", "diagnosis"};
  }
  return Json::array();
}

Json counts(const indicators::Catalogue& catalogue) {
  Json counts = Json::array();
  for (const indicators::CountInfo& count : catalogue.counts()) {
    counts.push_back({{"name", count.name},
                      {"periods", periods_of(count.periods)},
                      {"breakdowns", breakdowns_of(count.breakdown)},
                      {"help", count.help},
                      {"official_term", count.official_term},
                      {"source", count.source}});
  }
  return counts;
}

Json measures() {
  Json measures = Json::array();
  for (const indicators::Measure& measure : indicators::measures()) {
    measures.push_back({{"id", measure.id},
                        {"numerator", measure.numerator},
                        {"denominator", measure.denominator},
                        {"unit", name(measure.unit)},
                        {"factor", measure.factor},
                        {"periods", name(measure.periods)},
                        {"care_level", measure.care_level},
                        {"cohort", measure.is_cohort},
                        {"swedish", measure.swedish},
                        {"english", measure.english},
                        {"source", measure.source}});
  }
  return measures;
}

Json regions() {
  Json regions = Json::object();
  for (const domain::RegionName& region : domain::regions()) regions[region.code] = region.name;
  return regions;
}

}  // namespace

ExitCode catalogue(const config::Invocation& invocation) {
  const Json all = {{"counts", counts(catalogue_of(invocation.settings))},
                    {"measures", measures()},
                    {"regions", regions()}};
  fmt::print("{}\n", all.dump(1));
  return kOk;
}

}  // namespace sjukpuls::app
