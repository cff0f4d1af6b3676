#include "processor/app/settings/csv_settings.h"

#include <fmt/format.h>

#include "processor/app/settings/catalogue_settings.h"
#include "processor/config/nearest.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::app {

std::optional<std::string> selection_fault(const config::Settings& settings,
                                           const indicators::Catalogue& catalogue) {
  for (const std::string& name : settings.list("csv.counts")) {
    if (catalogue.find(name) != nullptr) continue;
    std::vector<std::string> names;
    for (const auto& count : catalogue.counts()) names.push_back(count.name);
    return fmt::format("--counts: there is no count {}{}", name, config::suggestion(name, names));
  }
  return std::nullopt;
}

engine::CsvSelection selection_of(const config::Settings& settings, base::CivilDay as_of) {
  engine::CsvSelection selection;
  for (const std::string& word : settings.list("csv.levels")) {
    if (const auto level = domain::parse_level(word)) selection.levels.insert(*level);
  }
  const indicators::PeriodCalendar calendar(as_of);
  const auto& periods = settings.list("csv.periods");
  selection.periods = {periods.begin(), periods.end()};  // ids, such as 28d and 2025-03
  periods_of(periods).for_each(
      [&](indicators::PeriodSlot slot) { selection.periods.insert(calendar.id(slot)); });
  const auto& counts = settings.list("csv.counts");
  selection.counts = {counts.begin(), counts.end()};
  selection.breakdowns = !settings.flag("csv.no_breakdowns");
  return selection;
}

}  // namespace sjukpuls::app
