#include "processor/domain/reference_version.h"

namespace sjukpuls::domain {

UnitFactsVersion version_of(const Event& event, const UnitFacts& facts) {
  return {.occurred_at = event.occurred_at,
          .event_id = std::string(event.event_id),
          .care_unit_id = std::string(facts.care_unit_id),
          .care_provider_id = std::string(event.care_unit.care_provider_id),
          .region = event.care_unit.region,
          .name = std::string(facts.name),
          .valid_from = facts.valid_from,
          .listed_patients = facts.listed_patients,
          .coordinator_fte_hundredths = facts.coordinator_fte_hundredths,
          .has_coordinator = facts.has_coordinator,
          .expert_physician = facts.expert_physician,
          .offers_training = facts.offers_training};
}

SurveyVersion version_of(const Event& event, const SurveyResult& result) {
  return {.occurred_at = event.occurred_at,
          .event_id = std::string(event.event_id),
          .measure = std::string(result.measure),
          .level = result.level,
          .entity_id = std::string(result.entity_id),
          .first_day = result.first_day,
          .last_day = result.last_day,
          .numerator = result.numerator,
          .denominator = result.denominator};
}

}  // namespace sjukpuls::domain
