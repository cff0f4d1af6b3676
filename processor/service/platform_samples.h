#pragma once

#include <string>
#include <vector>

#include "processor/service/instance.h"
#include "sinks/prometheus/platform_metrics.h"
#include "sinks/snapshot/unit_ticks.h"

namespace sjukpuls::service {

// What a running process tells of itself at one scrape: its workers, its share of the log, and how
// fresh the numbers are that it serves. No ticks: it serves none.
std::vector<prometheus_sink::PlatformSample> platform_samples(const std::string& version,
                                                              const Instance& instance,
                                                              const snapshot::UnitTicks* ticks);

}  // namespace sjukpuls::service
