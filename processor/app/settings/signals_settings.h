#pragma once

#include <string>
#include <vector>

#include "processor/config/settings.h"
#include "processor/service/signals.h"

namespace sjukpuls::app {

// The alerts.*, publish.* and privacy.* settings.
service::SignalsOptions signals_options(const config::Settings& settings);

// What they ask for in vain, a sentence each, with what to change.
std::vector<std::string> signals_warnings(const config::Settings& settings);

}  // namespace sjukpuls::app
