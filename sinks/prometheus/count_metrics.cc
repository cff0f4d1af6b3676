#include "sinks/prometheus/count_metrics.h"

#include <fmt/format.h>
#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <algorithm>
#include <map>
#include <utility>

#include "processor/engine/row.h"

namespace sjukpuls::prometheus_sink {
namespace {

using domain::Level;
using engine::Cell;
using indicators::CellId;
using indicators::CountInfo;
using Family = ::prometheus::MetricFamily;
using Label = ::prometheus::ClientMetric::Label;

// What the label that names the entity is called.
std::string_view entity_label(Level level) {
  switch (level) {
    case Level::kNation:
      return "";
    case Level::kRegion:
      return "region";
    case Level::kProvider:
      return "care_provider";
    case Level::kUnit:
      return "care_unit";
  }
  return "";
}

// Gathers gauges into families by name, which leaves them sorted.
class Families {
 public:
  void add(Level level, const CountInfo& count, std::string_view dimension,
           std::vector<Label> labels, std::int64_t n) {
    std::string name = fmt::format("sjukpuls_{}_{}", domain::name(level), count.name);
    if (!dimension.empty()) name += fmt::format("_by_{}", dimension);
    Family& family = families_[name];
    if (family.name.empty()) {
      family.name = name;
      family.type = ::prometheus::MetricType::Gauge;
      family.help = fmt::format("{}. Officiell term: {} ({}).", count.help, count.official_term,
                                count.source);
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

std::vector<Label> labels_of(Level level, std::string_view entity, std::string_view period) {
  std::vector<Label> labels;
  if (level != Level::kNation) {
    labels.push_back({std::string(entity_label(level)), std::string(entity)});
  }
  labels.push_back({"period", std::string(period)});
  return labels;
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
    table.for_each([&](const engine::RowKey& key, std::span<const Cell> cells) {
      if (!options_.levels.contains(key.level) || !options_.periods.contains(key.period)) return;
      for (const Cell& cell : cells) {
        const CellId id = CellId::from_value(cell.id);
        const CountInfo* count = catalogue_->find_number(id.count_number());
        if (count == nullptr) continue;  // a KVA code of another instance's configuration
        if (cases_behind(*catalogue_, *count, cell, cells) < options_.min_count) continue;
        std::vector<Label> labels = labels_of(key.level, key.entity, key.period);
        const std::string_view dimension = indicators::dimension_of(id.group());
        if (!dimension.empty()) {
          labels.push_back({std::string(dimension), std::string(indicators::name_of(id.group()))});
        }
        families.add(key.level, *count, dimension, std::move(labels), cell.n);
      }
    });
    if (!table.as_of()) return;
    for (const engine::ReferenceCount& count :
         table.reference().counts(*catalogue_, *table.as_of())) {
      if (!options_.levels.contains(count.level)) continue;
      std::vector<Label> labels = labels_of(count.level, count.entity, count.period);
      if (!count.measure.empty()) {
        if (count.n < options_.min_count) continue;
        labels.push_back({"measure", count.measure});
      }
      families.add(count.level, *count.count, "", std::move(labels), count.n);
    }
  });
  return families.take();
}

}  // namespace sjukpuls::prometheus_sink
