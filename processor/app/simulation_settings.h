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

// Evenly spaced instants, so many a second, from when it is made.
class LivePace {
 public:
  explicit LivePace(double per_second)
      : between_(std::chrono::duration<double>(1.0 / per_second)),
        began_(std::chrono::steady_clock::now()) {}

  // The next instant, which may lie behind if the caller was slow.
  std::chrono::steady_clock::time_point next() {
    return began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                        between_ * static_cast<double>(++told_));
  }

 private:
  std::chrono::duration<double> between_;
  std::chrono::steady_clock::time_point began_;
  std::uint64_t told_ = 0;
};

}  // namespace sjukpuls::app
