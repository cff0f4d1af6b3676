#include "sinks/prometheus/count_metrics.h"

#include <fmt/format.h>
#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <algorithm>
#include <map>
#include <utility>

#include "processor/engine/row.h"
#include "sinks/prometheus/series_names.h"

namespace sjukpuls::prometheus_sink {
namespace {

using domain::Level;
using engine::Cell;
using indicators::CellId;
using indicators::CountInfo;
using Family = ::prometheus::MetricFamily;
using Label = ::prometheus::ClientMetric::Label;

// Gathers gauges into families by name, which leaves them sorted.
class Families {
 public:
  void add(Level level, const CountInfo& count, std::string_view dimension,
           std::vector<Label> labels, std::int64_t n) {
    const std::string name = family_name(level, count, dimension);
    Family& family = families_[name];
    if (family.name.empty()) {
      family.name = name;
      family.type = ::prometheus::MetricType::Gauge;
      family.help = family_help(count);
    }
    ::prometheus::ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    metric.gauge.value = static_cast<double>(n);
  }

  std::vector<Family> take() {
    std::vector<Family> families;
    families.reserve(families_.size());
    for (auto& [name, family] : families_) families.push_back(std::move(family));
    return families;
  }

 private:
  std::map<std::string, Family> families_;
};

std::vector<Label> labels_of(const SeriesPlace& place) {
  std::vector<Label> labels;
  for_each_label(place, [&labels](std::string_view name, std::string_view value) {
    labels.push_back({std::string(name), std::string(value)});
  });
  return labels;
}

// As their facts say on the table's day.
std::map<std::string, std::string, std::less<>> regions_of_units(const engine::Table& table) {
  std::map<std::string, std::string, std::less<>> regions;
  if (!table.as_of()) return regions;
  table.reference().for_each_in_force(*table.as_of(),
                                      [&regions](const engine::UnitFactsVersion& facts) {
                                        regions.emplace(facts.care_unit_id, facts.region.code());
                                      });
  return regions;
}

// The number of the same group in the count that `count` sums over, or of the cell itself.
std::int64_t cases_behind(const indicators::Catalogue& catalogue, const CountInfo& count,
                          const Cell& cell, std::span<const Cell> row) {
  if (!count.sum_over) return cell.n;
  const CellId cases(catalogue.info(*count.sum_over), CellId::from_value(cell.id).group());
  const auto found = std::ranges::find(row, cases.value(), &Cell::id);
  return found == row.end() ? 0 : found->n;
}

}  // namespace

std::vector<Family> CountMetrics::Collect() const {
  Families families;
  table_->read([&](const engine::Table& table) {
    const std::map<std::string, std::string, std::less<>> regions = regions_of_units(table);
    const auto region_of = [&regions](Level level, std::string_view entity) {
      const auto found = level == Level::kUnit ? regions.find(entity) : regions.end();
      return found == regions.end() ? std::string_view("00") : std::string_view(found->second);
    };
    table.for_each([&](const engine::RowKey& key, std::span<const Cell> cells) {
      if (!options_.levels.contains(key.level) || !options_.periods.contains(key.period)) return;
      for (const Cell& cell : cells) {
        const CellId id = CellId::from_value(cell.id);
        const CountInfo* count = catalogue_->find_number(id.count_number());
        if (count == nullptr) continue;  // a KVA code of another instance's configuration
        if (cases_behind(*catalogue_, *count, cell, cells) < options_.min_count) continue;
        families.add(key.level, *count, indicators::dimension_of(id.group()),
                     labels_of({.level = key.level,
                                .entity = key.entity,
                                .region = region_of(key.level, key.entity),
                                .period = key.period,
                                .group = id.group()}),
                     cell.n);
      }
    });
    if (!table.as_of()) return;
    for (const engine::ReferenceCount& count :
         table.reference().counts(*catalogue_, *table.as_of())) {
      if (!options_.levels.contains(count.level)) continue;
      if (!count.measure.empty() && count.n < options_.min_count) continue;
      families.add(count.level, *count.count, "",
                   labels_of({.level = count.level,
                              .entity = count.entity,
                              .region = region_of(count.level, count.entity),
                              .period = count.period,
                              .measure = count.measure}),
                   count.n);
    }
  });
  return families.take();
}

}  // namespace sjukpuls::prometheus_sink
