#include "processor/engine/reference_book.h"

#include <algorithm>
#include <array>
#include <utility>

#include "processor/domain/day_text.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::engine {
namespace {

using base::CivilDay;
using domain::FoldOutcome;
using domain::Level;
using domain::Verdict;
using indicators::Catalogue;
using indicators::Count;
using indicators::LevelSet;

// The greatest (occurred_at, event_id) holds, whole.
template <typename Map, typename SetAside, typename Version>
FoldOutcome put_greatest(Map& versions, SetAside& set_aside, typename Map::key_type key,
                         Version version) {
  const auto [place, added] = versions.try_emplace(std::move(key), version);
  if (added) return {Verdict::kNew, true};
  Version& held = place->second;
  if (held == version) return {Verdict::kDuplicate, false};
  const auto name_of = [](const Version& of) { return std::pair(of.occurred_at, of.event_id); };
  const bool came_before = set_aside.contains(name_of(version));
  const bool later = held < version;
  if (later) std::swap(held, version);
  set_aside.insert(name_of(version));
  return {came_before ? Verdict::kDuplicate : Verdict::kCorrection, later};
}

// What units are counted by, and the numbers of one unit or of many, in that order.
constexpr std::array<Count, 6> kUnitCounts = {
    Count::kListedPatients, Count::kCoordinatorFteHundredths, Count::kUnitsWithCoordinator,
    Count::kUnits,          Count::kUnitsWithExpertPhysician, Count::kUnitsOfferingTraining};
using UnitNumbers = std::array<std::int64_t, kUnitCounts.size()>;

UnitNumbers numbers_of(const domain::UnitFactsVersion& unit) {
  return {unit.listed_patients,          unit.coordinator_fte_hundredths,
          unit.has_coordinator ? 1 : 0,  1,
          unit.expert_physician ? 1 : 0, unit.offers_training ? 1 : 0};
}

std::string entity_of(const domain::UnitFactsVersion& unit, Level level) {
  switch (level) {
    case Level::kNation:
      return std::string(domain::kNationId);
    case Level::kRegion:
      return unit.region.code();
    case Level::kProvider:
      return unit.care_provider_id.empty() ? std::string(domain::kUnknownId)
                                           : unit.care_provider_id;
    case Level::kUnit:
      return unit.care_unit_id;
  }
  return {};
}

}  // namespace

FoldOutcome ReferenceBook::put(domain::UnitFactsVersion version) {
  UnitKey key{version.care_unit_id, version.valid_from};
  return put_greatest(units_, set_aside_, std::move(key), std::move(version));
}

FoldOutcome ReferenceBook::put(domain::SurveyVersion version) {
  SurveyKey key{version.measure, version.level, version.entity_id, version.first_day,
                version.last_day};
  return put_greatest(surveys_, set_aside_, std::move(key), std::move(version));
}

void ReferenceBook::for_each(
    const std::function<void(const domain::UnitFactsVersion&)>& visit) const {
  for (const auto& [key, version] : units_) visit(version);
}

void ReferenceBook::for_each(const std::function<void(const domain::SurveyVersion&)>& visit) const {
  for (const auto& [key, version] : surveys_) visit(version);
}

std::vector<ReferenceCount> ReferenceBook::counts(const Catalogue& catalogue, CivilDay as_of,
                                                  LevelSet levels) const {
  std::vector<ReferenceCount> counts;
  for (const Level level : domain::kLevels) {
    if (indicators::has(levels, level)) count_units(catalogue, as_of, level, counts);
  }
  count_surveys(catalogue, as_of, levels, counts);
  return counts;
}

void ReferenceBook::for_each_in_force(
    CivilDay as_of, const std::function<void(const domain::UnitFactsVersion&)>& visit) const {
  for (auto version = units_.begin(); version != units_.end(); ++version) {
    if (version->first.second > as_of) continue;
    const auto next = std::next(version);
    const bool superseded = next != units_.end() && next->first.first == version->first.first &&
                            next->first.second <= as_of;
    if (!superseded) visit(version->second);
  }
}

void ReferenceBook::count_units(const Catalogue& catalogue, CivilDay as_of, Level level,
                                std::vector<ReferenceCount>& counts) const {
  std::map<std::string, UnitNumbers> sums;
  for_each_in_force(as_of, [&](const domain::UnitFactsVersion& version) {
    const UnitNumbers own = numbers_of(version);
    UnitNumbers& sum = sums[entity_of(version, level)];
    for (std::size_t i = 0; i < own.size(); ++i) sum[i] += own[i];
  });
  for (const auto& [entity, numbers] : sums) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] == 0) continue;
      counts.push_back({"at", level, entity, &catalogue.info(kUnitCounts[i]), "", numbers[i]});
    }
  }
}

void ReferenceBook::count_surveys(const Catalogue& catalogue, CivilDay as_of, LevelSet levels,
                                  std::vector<ReferenceCount>& counts) const {
  for (const auto& entry : surveys_) {
    const domain::SurveyVersion& survey = entry.second;
    if (!indicators::has(levels, survey.level)) continue;
    if (domain::civil_day(survey.occurred_at) > as_of) continue;
    const std::string period =
        domain::day_text(survey.first_day) + "/" + domain::day_text(survey.last_day);
    const auto add = [&](Count count, std::int64_t n) {
      if (n == 0) return;
      counts.push_back(
          {period, survey.level, survey.entity_id, &catalogue.info(count), survey.measure, n});
    };
    add(Count::kSurveyNumerator, survey.numerator);
    add(Count::kSurveyDenominator, survey.denominator);
  }
}

}  // namespace sjukpuls::engine
