#include "processor/app/settings/simulation_settings.h"

#include "processor/base/clock.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::app {

simulation::SimulationOptions simulation_options(const config::Settings& settings) {
  using std::chrono::days;
  simulation::SimulationOptions options;
  options.last_day = settings.is_set("simulate.last_day") ? settings.day("simulate.last_day")
                                                          : domain::civil_day(now()) - days{1};
  const std::chrono::year_month_day last{options.last_day};
  const auto years_before = last.year() - std::chrono::years{settings.integer("simulate.years")};
  const std::chrono::year_month_day first{years_before, last.month(), last.day()};
  // From 29 February a year back is 28 February.
  options.first_day =
      (first.ok() ? base::CivilDay{first}
                  : base::CivilDay{years_before / last.month() / std::chrono::last}) +
      days{1};
  options.seed = static_cast<std::uint64_t>(settings.integer("simulate.seed"));
  options.patients = static_cast<std::uint32_t>(settings.integer("simulate.patients"));
  if (settings.is_set("simulate.units")) {
    options.units = static_cast<std::uint32_t>(settings.integer("simulate.units"));
  }
  options.disorder = {.duplicates = settings.number("simulate.duplicates"),
                      .late = settings.number("simulate.late"),
                      .conflicts = settings.number("simulate.conflicts"),
                      .bad = settings.number("simulate.bad")};
  return options;
}

base::EventTime now() { return base::EventTime{base::SystemClock().now().time_since_epoch()}; }

}  // namespace sjukpuls::app
