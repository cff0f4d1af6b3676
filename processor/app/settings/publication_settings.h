#pragma once

#include <optional>
#include <string>
#include <vector>

#include "processor/config/settings.h"
#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::app {

// What may be seen, by the metrics.* and privacy.* settings.
disclosure::PublicationOptions publication_options(const config::Settings& settings);

// What is wrong with them beyond their form, in a sentence: a count that does not exist.
std::optional<std::string> publication_fault(const config::Settings& settings,
                                             const indicators::Catalogue& catalogue);

// What they ask for in vain, a sentence each, with what to change.
std::vector<std::string> publication_warnings(const config::Settings& settings);

}  // namespace sjukpuls::app
