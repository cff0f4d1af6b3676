#include "processor/app/settings/signals_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "processor/app/settings/publication_settings.h"

namespace sjukpuls::app {

service::SignalsOptions signals_options(const config::Settings& settings) {
  service::SignalsOptions options;
  alerts::SignalOptions& signals = options.lookout.signals;
  signals.period =
      settings.text("alerts.period") == "28d" ? indicators::kRolling28 : indicators::kRolling365;
  signals.baseline = settings.text("alerts.baseline") == "region" ? alerts::Baseline::kRegion
                                                                  : alerts::Baseline::kNation;
  signals.min_cases = settings.integer("alerts.min_certificates");
  signals.min_counted = settings.integer("alerts.min_reminders");
  signals.warning_probability = settings.number("alerts.warning_probability");
  signals.alert_probability = settings.number("alerts.alert_probability");
  options.lookout.publication = publication_options(settings);
  options.lookout.tick = std::chrono::seconds{settings.integer("publish.tick_s")};
  options.lookout.units_tick = std::chrono::seconds{settings.integer("privacy.units_tick_s")};
  options.book.hold = std::chrono::seconds{settings.integer("alerts.hold_s")};
  return options;
}

std::vector<std::string> signals_warnings(const config::Settings& settings) {
  std::vector<std::string> warnings;
  const std::vector<std::string>& kept = settings.list("units.periods");
  for (const char* needed : {"28d", "365d", "at"}) {
    if (std::ranges::find(kept, needed) != kept.end()) continue;
    warnings.push_back(fmt::format(
        "units.periods lacks {}, without which care units are not judged by every rule: add it to "
        "--unit-periods",
        needed));
  }
  return warnings;
}

}  // namespace sjukpuls::app
