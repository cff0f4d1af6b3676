#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "processor/base/time.h"
#include "processor/domain/event.h"
#include "processor/domain/terms.h"

namespace sjukpuls::domain {

// Of the events about one unit and day, or one survey result, the greatest by instant and event id
// holds, whole (docs/INDICATORS.md section 2, Identity). These are such events with texts of their
// own.

// The version of a unit's facts that holds from one day on; owns its texts. Ordered as versions
// are, by instant and event id first.
struct UnitFactsVersion {
  base::EventTime occurred_at;
  std::string event_id;
  std::string care_unit_id;
  std::string care_provider_id;  // empty when not set
  Region region;
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
  Level level = Level::kNation;
  std::string entity_id;
  base::CivilDay first_day;
  base::CivilDay last_day;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;

  friend auto operator<=>(const SurveyVersion&, const SurveyVersion&) = default;
};

// The versions that events of reference are.
UnitFactsVersion version_of(const Event& event, const UnitFacts& facts);
SurveyVersion version_of(const Event& event, const SurveyResult& result);

}  // namespace sjukpuls::domain
