#include "sinks/prometheus/platform_metrics.h"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <map>

namespace sjukpuls::prometheus_sink {

std::vector<::prometheus::MetricFamily> PlatformMetrics::Collect() const {
  std::map<std::string, ::prometheus::MetricFamily> by_name;
  for (PlatformSample& sample : read_()) {
    const bool is_counter = sample.kind == PlatformSample::Kind::kCounter;
    ::prometheus::MetricFamily& family = by_name[sample.name];
    family.name = std::move(sample.name);
    family.help = std::move(sample.help);
    family.type = is_counter ? ::prometheus::MetricType::Counter : ::prometheus::MetricType::Gauge;
    ::prometheus::ClientMetric& metric = family.metric.emplace_back();
    for (auto& [name, value] : sample.labels) {
      metric.label.push_back({std::move(name), std::move(value)});
    }
    (is_counter ? metric.counter.value : metric.gauge.value) = sample.value;
  }
  std::vector<::prometheus::MetricFamily> families;
  families.reserve(by_name.size());
  for (auto& [name, family] : by_name) families.push_back(std::move(family));
  return families;
}

}  // namespace sjukpuls::prometheus_sink
