#pragma once

#include <chrono>

#include "processor/base/time.h"
#include "processor/config/settings.h"
#include "processor/simulation/simulator.h"

namespace sjukpuls::app {

// The simulate.* settings; history ends yesterday where they name no last day.
simulation::SimulationOptions simulation_options(const config::Settings& settings);

// The machine's clock, as an event of this moment has it.
base::EventTime now();

}  // namespace sjukpuls::app
