#include <cmath>

#include "tests/oracle/counts.h"

namespace sjukpuls::oracle {

void count_reference(const Facts& facts, Day as_of, Tally& tally) {
  for (const auto& [unit, event] : facts.units_at(as_of)) {
    const auto& u = std::get<UnitFacts>(event->payload);
    const Place place = place_of(*event);
    const double hundredths = std::round(100.0 * u.coordinator_fte.value_or(0));
    for (const Entity& e : {Entity{"unit", unit}, Entity{"provider", place.provider},
                            Entity{"region", place.region}, Entity{"nation", "SE"}}) {
      const auto add = [&](const char* count, std::int64_t n) {
        tally.add("at", e, count, "", "", n);
      };
      add("units", 1);
      add("listed_patients", u.listed_patients.value_or(0));
      add("coordinator_fte_hundredths", static_cast<std::int64_t>(hundredths));
      add("units_with_coordinator", u.has_coordinator.value_or(false) ? 1 : 0);
      add("units_with_expert_physician", u.expert_physician.value_or(false) ? 1 : 0);
      add("units_offering_training", u.offers_training.value_or(false) ? 1 : 0);
    }
  }
  for (const Event* event : facts.surveys_at(as_of)) {
    const auto& s = std::get<SurveyResult>(event->payload);
    const std::string period = s.period_first_day + "/" + s.period_last_day;
    tally.add(period, entity_of(s), "survey_numerator", "measure", s.measure, s.numerator);
    tally.add(period, entity_of(s), "survey_denominator", "measure", s.measure, s.denominator);
  }
}

}  // namespace sjukpuls::oracle
