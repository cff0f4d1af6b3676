#include "processor/app/settings/publication_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "processor/app/settings/catalogue_settings.h"
#include "processor/config/nearest.h"

namespace sjukpuls::app {
namespace {

constexpr std::string_view kAllCounts = "all";

// The words of the first list that the second lacks.
std::vector<std::string> missing(const std::vector<std::string>& words,
                                 const std::vector<std::string>& of) {
  std::vector<std::string> missing;
  for (const std::string& word : words) {
    if (std::ranges::find(of, word) == of.end()) missing.push_back(word);
  }
  return missing;
}

}  // namespace

disclosure::PublicationOptions publication_options(const config::Settings& settings) {
  disclosure::PublicationOptions options;
  options.min_count = settings.integer("privacy.min_count");
  options.periods = periods_of(settings.list("metrics.periods"));
  options.breakdown_periods = periods_of(settings.list("metrics.breakdown_periods"));
  options.unit_periods = periods_of(settings.list("metrics.unit_periods"));
  const std::vector<std::string>& counts = settings.list("metrics.unit_counts");
  if (std::ranges::find(counts, kAllCounts) == counts.end()) {
    options.unit_counts = {counts.begin(), counts.end()};
  }
  return options;
}

std::optional<std::string> publication_fault(const config::Settings& settings,
                                             const indicators::Catalogue& catalogue) {
  for (const std::string& name : settings.list("metrics.unit_counts")) {
    if (name == kAllCounts || catalogue.find(name) != nullptr) continue;
    std::vector<std::string> names = {std::string(kAllCounts)};
    for (const auto& count : catalogue.counts()) names.push_back(count.name);
    return fmt::format("--metrics-unit-counts: there is no count {}{}", name,
                       config::suggestion(name, names));
  }
  return std::nullopt;
}

std::vector<std::string> publication_warnings(const config::Settings& settings) {
  std::vector<std::string> warnings;
  const auto warn = [&](const std::string& part, const std::string& whole,
                        const std::string& flag) {
    const auto lacking = missing(settings.list(part), settings.list(whole));
    if (lacking.empty()) return;
    warnings.push_back(fmt::format("{} asks for {}, which {} does not have: add to {}", part,
                                   fmt::join(lacking, ","), whole, flag));
  };
  warn("metrics.unit_periods", "units.periods", "--unit-periods of every processing instance");
  warn("metrics.unit_periods", "metrics.periods", "--metrics-periods");
  warn("metrics.breakdown_periods", "metrics.periods", "--metrics-periods");
  return warnings;
}

}  // namespace sjukpuls::app
