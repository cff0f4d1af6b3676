#pragma once

#include <vector>

#include "processor/app/instance.h"
#include "sinks/prometheus/platform_metrics.h"
#include "sinks/snapshot/unit_ticks.h"

namespace sjukpuls::app {

// What a running process tells of itself at one scrape: its workers, its share of the log, and how
// fresh the numbers are that it serves. No ticks: it serves none.
std::vector<prometheus_sink::PlatformSample> platform_samples(const Instance& instance,
                                                              const snapshot::UnitTicks* ticks);

}  // namespace sjukpuls::app
