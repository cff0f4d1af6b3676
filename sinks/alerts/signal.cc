#include "sinks/alerts/signal.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>

#include "sinks/alerts/dispersion.h"
#include "sinks/alerts/poisson.h"

namespace sjukpuls::alerts {
namespace {

using domain::Level;
using engine::Cell;
using indicators::Catalogue;
using indicators::CellId;
using indicators::Count;

// From fewer it would take more than silence to tell a drop from chance.
constexpr double kLeastExpectedOfDrop = 10;

// A unit or baseline, as a rule needs it.
struct Pair {
  std::int64_t counted = 0;
  std::int64_t cases = 0;
};

// The exact numbers that a rule asks for, of every entity of one level.
class Pairs {
 public:
  Pairs(const disclosure::Exact& exact, const Catalogue& catalogue, Level level,
        const RuleCounts& counts) {
    const indicators::PeriodCalendar calendar(*exact.as_of);
    const std::uint32_t counted = CellId(catalogue.info(counts.counted), 0).value();
    const std::uint32_t cases = CellId(catalogue.info(counts.cases), 0).value();
    const std::string& counted_period = calendar.id(counts.counted_period);
    const std::string& cases_period = calendar.id(counts.cases_period);
    for (const disclosure::ExactRow& row : exact.rows_of(level)) {
      if (row.level != level) continue;
      if (row.period == counted_period) {
        if (const std::int64_t n = number(*row.cells, counted)) pairs_[row.entity].counted = n;
      }
      if (row.period == cases_period) {
        if (const std::int64_t n = number(*row.cells, cases)) pairs_[row.entity].cases = n;
      }
    }
  }

  Pair of(std::string_view entity) const {
    const auto found = pairs_.find(entity);
    return found == pairs_.end() ? Pair{} : found->second;
  }
  auto begin() const { return pairs_.begin(); }
  auto end() const { return pairs_.end(); }

 private:
  static std::int64_t number(std::span<const Cell> cells, std::uint32_t id) {
    const auto found = std::ranges::lower_bound(cells, id, {}, &Cell::id);
    return found == cells.end() || found->id != id ? 0 : found->n;
  }

  absl::flat_hash_map<std::string_view, Pair> pairs_;  // by entity, whose texts are borrowed
};

// Which numbers may be seen.
class Shown {
 public:
  Shown(const disclosure::Publication& publication, const Catalogue& catalogue)
      : publication_(publication), catalogue_(catalogue) {}

  bool both(Level level, std::string_view entity, const RuleCounts& counts) const {
    const indicators::PeriodCalendar& calendar = calendar_;
    return number(level, entity, calendar.id(counts.counted_period), counts.counted) &&
           number(level, entity, calendar.id(counts.cases_period), counts.cases);
  }

 private:
  bool number(Level level, std::string_view entity, std::string_view period, Count count) const {
    const engine::RowKey key{level, entity, period};
    const auto row = std::ranges::lower_bound(publication_.rows, key, engine::comes_before,
                                              &disclosure::PublishedRow::key);
    if (row == publication_.rows.end() || row->key() != key) return false;
    const CellId id(catalogue_.info(count), indicators::kTotal);
    return std::ranges::binary_search(row->cells, id.value(), {}, &Cell::id);
  }

  const disclosure::Publication& publication_;
  const Catalogue& catalogue_;
  indicators::PeriodCalendar calendar_{*publication_.as_of};
};

// A unit under one rule.
struct Case {
  std::string_view care_unit;
  std::int64_t exact = 0;
  std::int64_t counted = 0;  // as judged
  std::int64_t cases = 0;
  double expected = 0;
  bool judged = false;
  Level baseline = Level::kNation;
  std::string baseline_entity{domain::kNationId};
};

using UnitsById = absl::flat_hash_map<std::string_view, const disclosure::PublishedUnit*>;

const disclosure::PublishedUnit* find(const UnitsById& units, std::string_view id) {
  const auto found = units.find(id);
  return found == units.end() ? nullptr : found->second;
}

bool is_drop(Rule rule) { return rule == Rule::kCoverageDrop; }

// What a unit would have been counted, were it as its baseline. Of a drop: what its own days before
// the last 28 tell, scaled as the nation's, so that a July is held against Julys everywhere.
double expected_of(Rule rule, const Pair& unit, const Pair& baseline) {
  if (!is_drop(rule)) {
    return baseline.cases == 0
               ? 0
               : static_cast<double>(unit.cases) * static_cast<double>(baseline.counted) /
                     static_cast<double>(baseline.cases);
  }
  const std::int64_t nation_before = baseline.cases - baseline.counted;
  return nation_before <= 0
             ? 0
             : static_cast<double>(unit.cases - unit.counted) *
                   static_cast<double>(baseline.counted) / static_cast<double>(nation_before);
}

// One rule over all units.
class Judge {
 public:
  Judge(Rule rule, const disclosure::Exact& exact, const Catalogue& catalogue,
        const SignalOptions& options, std::int64_t min_count, const UnitsById& units)
      : rule_(rule), options_(options), min_count_(min_count), units_(units) {
    const RuleCounts counts = counts_of(rule, options);
    const Pairs nation(exact, catalogue, Level::kNation, counts);
    const Pairs regions(exact, catalogue, Level::kRegion, counts);
    const Pairs pairs(exact, catalogue, Level::kUnit, counts);
    for (const auto& [care_unit, pair] : pairs) {
      if (care_unit != domain::kUnknownId) add(care_unit, pair, nation, regions);
    }
    std::ranges::sort(cases_, {}, &Case::care_unit);
    figures_.judged = static_cast<std::size_t>(std::ranges::count_if(cases_, &Case::judged));
    figures_.dispersion = dispersion_of_units();
  }

  const std::vector<Case>& cases() const { return cases_; }
  const RuleFigures& figures() const { return figures_; }

  // With the units' own dispersion allowed for: their z shrinks by its root.
  double probability(const Case& unit) const {
    const double tail = is_drop(rule_) ? poisson_lower_tail(unit.counted, unit.expected)
                                       : poisson_upper_tail(unit.counted, unit.expected);
    const double dispersion = figures_.dispersion.value_or(1);
    if (dispersion <= 1) return tail;
    return normal_upper_tail(normal_upper_quantile(tail) / std::sqrt(dispersion));
  }

 private:
  void add(std::string_view care_unit, const Pair& pair, const Pairs& nation,
           const Pairs& regions) {
    Case unit;
    unit.care_unit = care_unit;
    unit.exact = unit.counted = pair.counted;
    unit.cases = pair.cases;
    Pair baseline = nation.of(domain::kNationId);
    const disclosure::PublishedUnit* facts = find(units_, care_unit);
    // A drop is held against the unit's own past; the nation only says what season it is.
    if (options_.baseline == Baseline::kRegion && !is_drop(rule_) && facts != nullptr) {
      const std::string region = facts->region.code();
      if (const Pair of_region = regions.of(region); of_region.cases > 0) {
        baseline = of_region;
        unit.baseline = Level::kRegion;
        unit.baseline_entity = region;
      }
    }
    unit.expected = expected_of(rule_, pair, baseline);
    if (is_drop(rule_)) {
      // Counts that are withheld are judged as the greatest of them, so that a signal tells no more
      // than that the count is withheld, or 0.
      unit.counted = std::max(unit.counted, min_count_ - 1);
      unit.judged = unit.expected >= kLeastExpectedOfDrop;
    } else {
      unit.judged = unit.cases >= options_.min_cases &&
                    unit.counted >= std::max(options_.min_counted, min_count_);
    }
    cases_.push_back(std::move(unit));
  }

  // Of the units large enough to have a z.
  std::optional<double> dispersion_of_units() const {
    constexpr double kLeastExpected = 1;
    std::vector<double> z;
    for (const Case& unit : cases_) {
      if (unit.expected < kLeastExpected) continue;
      z.push_back((static_cast<double>(unit.exact) - unit.expected) / std::sqrt(unit.expected));
    }
    return dispersion(std::move(z));
  }

  Rule rule_;
  const SignalOptions& options_;
  std::int64_t min_count_;
  const UnitsById& units_;
  std::vector<Case> cases_;  // in order of unit
  RuleFigures figures_;
};

bool comes_first(const Signal& a, const Signal& b) {
  const auto place = [](const Signal& signal) {
    return std::tuple(signal.rule, !signal.numbers.has_value(),
                      signal.numbers ? signal.numbers->probability : 0,
                      std::string_view(signal.care_unit));
  };
  return place(a) < place(b);
}

void find_signals_of(Rule rule, const Judge& judge, const SignalOptions& options,
                     const Shown& shown, const UnitsById& units, Findings& findings) {
  const RuleCounts counts = counts_of(rule, options);
  for (const Case& unit : judge.cases()) {
    if (!unit.judged) continue;
    const double probability = judge.probability(unit);
    if (probability > options.warning_probability) continue;
    Signal signal{
        rule,
        probability <= options.alert_probability ? SignalLevel::kAlert : SignalLevel::kWarning,
        std::string(unit.care_unit),
        {},
        {},
        std::nullopt};
    if (const auto* facts = find(units, unit.care_unit)) {
      signal.care_unit_name = facts->name;
      signal.region = facts->region;
    }
    // What is expected of a unit tells its baseline's share.
    if (shown.both(Level::kUnit, unit.care_unit, counts) &&
        shown.both(unit.baseline, unit.baseline_entity, counts)) {
      signal.numbers = Numbers{unit.counted, unit.cases, unit.expected, probability};
    } else if (signal.level == SignalLevel::kWarning) {
      findings.hidden_warnings.emplace_back(rule, signal.care_unit);
      continue;
    }
    findings.signals.push_back(std::move(signal));
  }
}

}  // namespace

std::string_view name(Rule rule) {
  switch (rule) {
    case Rule::kManyReminders:
      return "many_reminders";
    case Rule::kOverdueRequests:
      return "overdue_requests";
    case Rule::kCoverageDrop:
      return "coverage_drop";
  }
  return "";
}

std::optional<Rule> parse_rule(std::string_view text) {
  for (const Rule rule : kRules) {
    if (name(rule) == text) return rule;
  }
  return std::nullopt;
}

std::string_view name(SignalLevel level) {
  return level == SignalLevel::kAlert ? "alert" : "warning";
}

RuleCounts counts_of(Rule rule, const SignalOptions& options) {
  switch (rule) {
    case Rule::kManyReminders:
      return {Count::kCertificatesReminded, options.period, Count::kCertificatesSent,
              options.period};
    case Rule::kOverdueRequests:
      return {Count::kRequestsOverdue, indicators::kAt, Count::kRequests, indicators::kRolling365};
    case Rule::kCoverageDrop:
      break;
  }
  return {Count::kCertificates, indicators::kRolling28, Count::kCertificates,
          indicators::kRolling365};
}

Findings find_signals(const disclosure::Exact& exact, const Catalogue& catalogue,
                      const disclosure::Publication& shown, std::int64_t min_count,
                      const SignalOptions& options) {
  Findings findings;
  findings.as_of = exact.as_of;
  if (!findings.as_of || !shown.as_of) return findings;
  UnitsById units;
  for (const disclosure::PublishedUnit& unit : shown.units) units.emplace(unit.id, &unit);
  const Shown what_is_shown(shown, catalogue);
  for (const Rule rule : kRules) {
    const Judge judge(rule, exact, catalogue, options, min_count, units);
    findings.figures[static_cast<std::size_t>(rule)] = judge.figures();
    find_signals_of(rule, judge, options, what_is_shown, units, findings);
  }
  std::ranges::sort(findings.signals, comes_first);
  return findings;
}

}  // namespace sjukpuls::alerts
