#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "processor/domain/terms.h"
#include "processor/engine/table_source.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::prometheus_sink {

// Which numbers one endpoint carries.
struct CountMetricsOptions {
  std::set<domain::Level> levels;
  // Ids of section 4, such as 28d and at. Survey results, whose periods are their own, always show.
  std::set<std::string, std::less<>> periods;
  // Counts of persons or cases from 1 to below this are withheld: absent, never 0.
  std::int64_t min_count = 5;
};

// The table's counts as gauges: a family for each level and count (sjukpuls_region_requests), and
// at nation and region one for each breakdown (sjukpuls_region_requests_by_sex). Numerators and
// denominators only. Thread-safe; reads the table at each scrape.
class CountMetrics final : public ::prometheus::Collectable {
 public:
  // Borrows both.
  CountMetrics(const indicators::Catalogue& catalogue, const engine::TableSource& table,
               CountMetricsOptions options)
      : catalogue_(&catalogue), table_(&table), options_(std::move(options)) {}

  std::vector<::prometheus::MetricFamily> Collect() const override;

 private:
  const indicators::Catalogue* catalogue_;
  const engine::TableSource* table_;
  CountMetricsOptions options_;
};

}  // namespace sjukpuls::prometheus_sink
