#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "sinks/alerts/alert_book.h"

namespace sjukpuls::prometheus_sink {

// What is known of signals at a scrape.
struct SignalSample {
  std::shared_ptr<const alerts::Findings> findings;       // none before the first look
  std::optional<std::vector<alerts::Alert>> open_alerts;  // none before they were read
};

// Open alerts and the watch list, a series for each unit that stands out and none for the others.
// Thread-safe if `read` is.
class SignalMetrics final : public ::prometheus::Collectable {
 public:
  using Read = std::function<SignalSample()>;

  explicit SignalMetrics(Read read) : read_(std::move(read)) {}

  std::vector<::prometheus::MetricFamily> Collect() const override;

 private:
  Read read_;
};

}  // namespace sjukpuls::prometheus_sink
