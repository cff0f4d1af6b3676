#pragma once

#include <compare>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/event.h"
#include "processor/domain/patient_record.h"
#include "processor/engine/row.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/counts.h"

namespace sjukpuls::engine {

// The version of a unit's facts that holds from one day on; owns its texts. Ordered as versions
// are, by instant and event id first.
struct UnitFactsVersion {
  base::EventTime occurred_at;
  std::string event_id;
  std::string care_unit_id;
  std::string care_provider_id;  // empty when not set
  domain::Region region;
  std::string name;
  base::CivilDay valid_from;
  std::int64_t listed_patients = 0;
  std::int64_t coordinator_fte_hundredths = 0;
  bool has_coordinator = false;
  bool expert_physician = false;
  bool offers_training = false;

  friend auto operator<=>(const UnitFactsVersion&, const UnitFactsVersion&) = default;
};

// The version of one survey result; owns its texts. Ordered as versions are.
struct SurveyVersion {
  base::EventTime occurred_at;
  std::string event_id;
  std::string measure;
  domain::Level level = domain::Level::kNation;
  std::string entity_id;
  base::CivilDay first_day;
  base::CivilDay last_day;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;

  friend auto operator<=>(const SurveyVersion&, const SurveyVersion&) = default;
};

// A number of reference, one CSV line but for the day. Owns its texts.
struct ReferenceCount {
  std::string period;
  domain::Level level;
  std::string entity;
  const indicators::CountInfo* count;
  std::string measure;  // of survey results, else empty
  std::int64_t n;
};

// Facts about units and survey results: for each key the greatest (occurred_at, event_id) holds,
// whole (indicators.md section 2, Identity). These counts are no sums over patients, so they are
// evaluated where all facts are together: in replay, and in the table. Not thread-safe.
class ReferenceBook {
 public:
  domain::FoldOutcome put(UnitFactsVersion version);
  domain::FoldOutcome put(SurveyVersion version);

  // Both in the order of their keys.
  void for_each(const std::function<void(const UnitFactsVersion&)>& visit) const;
  void for_each(const std::function<void(const SurveyVersion&)>& visit) const;

  // Of each unit the facts with the latest valid_from that has come by the day; in order of unit.
  void for_each_in_force(base::CivilDay as_of,
                         const std::function<void(const UnitFactsVersion&)>& visit) const;

  // The counts of section 6, Reference and survey, as of the day; in no order, none of them 0. Of
  // some levels alone they are much cheaper than with those of every unit.
  std::vector<ReferenceCount> counts(
      const indicators::Catalogue& catalogue, base::CivilDay as_of,
      indicators::LevelSet levels = indicators::LevelSet::kAll) const;

 private:
  void count_units(const indicators::Catalogue& catalogue, base::CivilDay as_of,
                   domain::Level level, std::vector<ReferenceCount>& counts) const;
  void count_surveys(const indicators::Catalogue& catalogue, base::CivilDay as_of,
                     indicators::LevelSet levels, std::vector<ReferenceCount>& counts) const;

  using UnitKey = std::pair<std::string, base::CivilDay>;
  using SurveyKey =
      std::tuple<std::string, domain::Level, std::string, base::CivilDay, base::CivilDay>;
  std::map<UnitKey, UnitFactsVersion> units_;
  std::map<SurveyKey, SurveyVersion> surveys_;
};

// The versions that events of reference are.
UnitFactsVersion version_of(const domain::Event& event, const domain::UnitFacts& facts);
SurveyVersion version_of(const domain::Event& event, const domain::SurveyResult& result);

}  // namespace sjukpuls::engine
