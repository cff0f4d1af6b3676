#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sjukpuls::prometheus_sink {

// One metric of a page, read as Prometheus reads it.
struct MetricFamily {
  std::string help;
  std::string type;
  std::map<std::string, double> series;  // by what stands between the braces
};

// Fails the test when a line is none of the format, a family comes in two parts, or a series twice.
std::map<std::string, MetricFamily> parse_metrics(std::string_view text);

}  // namespace sjukpuls::prometheus_sink
