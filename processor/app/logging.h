#pragma once

#include "processor/config/settings.h"

namespace sjukpuls::app {

// Sets up spdlog for the process by the log.* settings: to standard error, as lines for people or
// as JSON in the Elastic Common Schema. Once, before any other thread.
void configure_logging(const config::Settings& settings);

}  // namespace sjukpuls::app
