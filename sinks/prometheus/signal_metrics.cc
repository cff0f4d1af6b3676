#include "sinks/prometheus/signal_metrics.h"

#include <prometheus/client_metric.h>
#include <prometheus/metric_type.h>

#include <algorithm>
#include <string>
#include <utility>

namespace sjukpuls::prometheus_sink {
namespace {

using alerts::Alert;
using alerts::Rule;
using alerts::Signal;
using Family = ::prometheus::MetricFamily;
using Label = ::prometheus::ClientMetric::Label;

Family family(std::string name, std::string help) {
  return {std::move(name), std::move(help), ::prometheus::MetricType::Gauge, {}};
}

void add(Family& family, std::vector<Label> labels, double value) {
  ::prometheus::ClientMetric& metric = family.metric.emplace_back();
  metric.label = std::move(labels);
  metric.gauge.value = value;
}

std::string text(std::string_view view) { return std::string(view); }

// Units that stand out, as alerts or on the watch list.
class UnitSignals {
 public:
  void add_unit(Rule rule, alerts::SignalLevel level, const std::string& care_unit,
                domain::Region region, const std::optional<alerts::Numbers>& numbers) {
    std::vector<Label> labels = {
        {"care_unit", care_unit}, {"region", region.code()}, {"rule", text(alerts::name(rule))}};
    if (numbers) add(probabilities_, labels, numbers->probability);
    labels.push_back({"level", text(alerts::name(level))});
    add(signals_, std::move(labels), 1);
  }

  void move_to(std::vector<Family>& families) {
    if (!signals_.metric.empty()) families.push_back(std::move(signals_));
    if (!probabilities_.metric.empty()) families.push_back(std::move(probabilities_));
  }

 private:
  Family signals_ = family("sjukpuls_unit_signal",
                           "1 for a care unit that stands out by a rule: level alert is an open "
                           "alert, level warning the watch list (bevakningslista).");
  Family probabilities_ =
      family("sjukpuls_unit_signal_probability",
             "How probable such a number or a more extreme one is by chance, the units' own "
             "dispersion allowed for; only where the numbers behind it are shown.");
};

Family open_by_rule(const std::vector<Alert>& open) {
  Family counts = family("sjukpuls_alerts_open", "Open alerts, by rule.");
  for (const Rule rule : alerts::kRules) {
    const auto n = std::ranges::count(open, rule, &Alert::rule);
    add(counts, {{"rule", text(alerts::name(rule))}}, static_cast<double>(n));
  }
  return counts;
}

}  // namespace

std::vector<Family> SignalMetrics::Collect() const {
  const SignalSample sample = read_();
  std::vector<Family> families;
  UnitSignals units;
  const std::vector<Alert> open = sample.open_alerts.value_or(std::vector<Alert>{});
  for (const Alert& alert : open) {
    units.add_unit(alert.rule, alerts::SignalLevel::kAlert, alert.care_unit, alert.region,
                   alert.numbers);
  }
  // Before alerts were read it cannot be told what is no alert.
  if (sample.findings && sample.open_alerts) {
    for (const Signal& signal : alerts::watch_list(*sample.findings, open)) {
      units.add_unit(signal.rule, alerts::SignalLevel::kWarning, signal.care_unit, signal.region,
                     signal.numbers);
    }
  }
  units.move_to(families);
  if (sample.open_alerts) families.push_back(open_by_rule(open));
  if (sample.findings) {
    if (const auto dispersion = sample.findings->of(Rule::kManyReminders).dispersion) {
      Family& nation = families.emplace_back(
          family("sjukpuls_nation_reminder_dispersion",
                 "How much more than by chance units differ in reminders; 1 or less: not."));
      add(nation, {}, *dispersion);
    }
  }
  return families;
}

}  // namespace sjukpuls::prometheus_sink
