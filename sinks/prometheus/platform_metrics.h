#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sjukpuls::prometheus_sink {

// One number about the process itself.
struct PlatformSample {
  enum class Kind : std::uint8_t { kCounter, kGauge };

  std::string name;  // whole, sjukpuls_commits_total
  std::string help;
  Kind kind = Kind::kGauge;
  std::vector<std::pair<std::string, std::string>> labels = {};
  double value = 0;
};

// The process' own numbers, asked for anew at each scrape. Thread-safe if `read` is.
class PlatformMetrics final : public ::prometheus::Collectable {
 public:
  using Read = std::function<std::vector<PlatformSample>()>;

  explicit PlatformMetrics(Read read) : read_(std::move(read)) {}

  std::vector<::prometheus::MetricFamily> Collect() const override;

 private:
  Read read_;
};

}  // namespace sjukpuls::prometheus_sink
