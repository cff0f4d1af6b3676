// What the signals find in a simulated Sweden, of which it is known who answers late: the table of
// docs/DEFINITIONS.md. Usage: signals_bench [PATIENTS [UNITS [LAST-DAY]]]
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "processor/codec/encoder.h"
#include "processor/codec/event_decoder.h"
#include "processor/domain/day_text.h"
#include "processor/engine/shard.h"
#include "processor/engine/table.h"
#include "processor/indicators/catalogue.h"
#include "processor/simulation/simulator.h"
#include "sinks/alerts/signal.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls {
namespace {

using alerts::Rule;
using alerts::SignalLevel;
using indicators::PeriodSet;

constexpr PeriodSet kUnitPeriods = PeriodSet::of(indicators::kRolling28) |
                                   PeriodSet::of(indicators::kRolling365) |
                                   PeriodSet::of(indicators::kAt);

// As the program's own defaults.
simulation::SimulationOptions sweden(std::uint32_t patients, std::uint32_t units,
                                     base::CivilDay last_day) {
  simulation::SimulationOptions options;
  const std::chrono::year_month_day last{last_day};
  options.first_day =
      base::CivilDay{(last.year() - std::chrono::years{2}) / last.month() / last.day()} +
      std::chrono::days{1};
  options.last_day = last_day;
  options.patients = patients;
  options.units = units;
  options.disorder = {.duplicates = 0.002, .late = 0.01, .conflicts = 0.0005, .bad = 0.0005};
  return options;
}

// The table, as the rows of one shard make it.
class TableOf final : public engine::PartialSink {
 public:
  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override {
    table.put(0, key, cells);
  }
  void unit_facts(const domain::UnitFactsVersion& version) override { table.put(version); }
  void survey(const domain::SurveyVersion& version) override { table.put(version); }
  void shard_status(const engine::ShardStatus& status) override {
    table.put(0, status);
    table.set_as_of(status.as_of);
  }

  engine::Table table;
};

void fold_all(const simulation::SimulationOptions& options, engine::Shard& shard) {
  simulation::Simulator simulator(options);
  codec::EventDecoder decoder;
  std::string bytes;
  while (const codec::WireEvent* event = simulator.next()) {
    bytes.clear();
    codec::append_protobuf(*event, bytes);
    const auto decoded = decoder.decode(bytes, codec::Form::kProtobuf);
    if (decoded.event != nullptr) shard.fold(*decoded.event);
  }
}

// One line of the table: how many are judged, how many signals there are of each level, hidden ones
// too, and how many of those are of units that answer late.
void print(std::string_view what, Rule rule, const alerts::Findings& findings,
           const std::set<std::string, std::less<>>& late) {
  struct Found {
    std::size_t all = 0;
    std::size_t of_late = 0;
  } alerts, warnings;
  const auto add = [&](Found& found, const std::string& unit) {
    ++found.all;
    if (late.contains(unit)) ++found.of_late;
  };
  for (const alerts::Signal& signal : findings.signals) {
    if (signal.rule != rule) continue;
    add(signal.level == SignalLevel::kAlert ? alerts : warnings, signal.care_unit);
  }
  std::size_t hidden = 0;
  for (const auto& [its_rule, unit] : findings.hidden_warnings) {
    if (its_rule != rule) continue;
    add(warnings, unit);
    ++hidden;
  }
  const alerts::RuleFigures& figures = findings.of(rule);
  fmt::print("| {} | {} | {} | {}, {} | {}, {} | {} |\n", what, figures.judged,
             figures.dispersion ? fmt::format("{:.2f}", *figures.dispersion) : "–", alerts.all,
             alerts.of_late, warnings.all, warnings.of_late, hidden);
}

int bench(std::uint32_t patients, std::uint32_t units, base::CivilDay last_day) {
  const simulation::SimulationOptions options = sweden(patients, units, last_day);
  std::set<std::string, std::less<>> late;
  const simulation::Sweden country(
      options.seed, options.units.value_or(simulation::usual_units(options.patients)));
  for (const simulation::Unit& unit : country.units()) {
    if (unit.answers_late) late.insert(unit.id);
  }

  const indicators::Catalogue catalogue;
  engine::Shard shard(catalogue, {.kept_below_region = kUnitPeriods});
  fold_all(options, shard);
  shard.go_live(last_day);
  TableOf sink;
  shard.publish_all(sink);

  disclosure::PublicationOptions publication;
  publication.unit_periods = kUnitPeriods;
  const auto exact = disclosure::gather(sink.table, disclosure::Scope::kAll);
  const auto shown = disclosure::decide(exact, catalogue, publication, disclosure::Scope::kAll);
  const auto find = [&](const alerts::SignalOptions& how) {
    return alerts::find_signals(exact, catalogue, shown, publication.min_count, how);
  };

  const std::uint32_t sent =
      indicators::CellId(*catalogue.find("certificates_sent"), indicators::kTotal).value();
  const auto late_with_enough = std::ranges::count_if(
      exact.rows_of(domain::Level::kUnit), [&](const disclosure::ExactRow& row) {
        return row.level == domain::Level::kUnit && row.period == "365d" &&
               late.contains(row.entity) &&
               std::ranges::any_of(*row.cells, [&](const engine::Cell& cell) {
                 return cell.id == sent && cell.n >= 20;
               });
      });
  fmt::print("{} units answer late; {} of them have sent 20 certificates in a year\n\n",
             late.size(), late_with_enough);

  fmt::print("| rule | judged | φ | alerts, of them late | warnings, of them late | hidden |\n");
  fmt::print("|---|---|---|---|---|---|\n");
  const alerts::Findings year = find({});
  print("`many_reminders`, 28d", Rule::kManyReminders, find({.period = indicators::kRolling28}),
        late);
  print("`many_reminders`, 365d", Rule::kManyReminders, year, late);
  print("the same against the region", Rule::kManyReminders,
        find({.baseline = alerts::Baseline::kRegion}), late);
  print("`overdue_requests`", Rule::kOverdueRequests, year, late);
  print("`coverage_drop`", Rule::kCoverageDrop, year, late);
  return 0;
}

}  // namespace
}  // namespace sjukpuls

int main(int argc, char** argv) {
  const unsigned long patients = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'500'000;
  const unsigned long units = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 20'000;
  const auto last_day = sjukpuls::domain::parse_day(argc > 3 ? argv[3] : "2026-11-24");
  if (patients == 0 || patients > 100'000'000 || units < 42 || units > 100'000 || !last_day) {
    fmt::print(stderr, "usage: signals_bench [PATIENTS [UNITS [LAST-DAY]]]\n");
    return 2;
  }
  return sjukpuls::bench(static_cast<std::uint32_t>(patients), static_cast<std::uint32_t>(units),
                         *last_day);
}
