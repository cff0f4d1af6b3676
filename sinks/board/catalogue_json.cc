#include "sinks/board/catalogue_json.h"

#include <nlohmann/json.hpp>

#include "processor/domain/regions.h"
#include "processor/indicators/measures.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::board {
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

std::string catalogue_json(const indicators::Catalogue& catalogue) {
  const Json all = {
      {"counts", counts(catalogue)}, {"measures", measures()}, {"regions", regions()}};
  return all.dump(1);
}

}  // namespace sjukpuls::board
