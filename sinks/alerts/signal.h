#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/terms.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/periods.h"
#include "sinks/disclosure/exact.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::alerts {

// What is looked for at every care unit. A signal is a question to the unit, not a verdict on it.
enum class Rule : std::uint8_t {
  kManyReminders,    // more of its certificates were reminded of than chance explains
  kOverdueRequests,  // more of its requests are past their last day than chance explains
  kCoverageDrop,     // fewer of its certificates arrive than its own past year tells
};
inline constexpr std::array kRules = {Rule::kManyReminders, Rule::kOverdueRequests,
                                      Rule::kCoverageDrop};
std::string_view name(Rule rule);
std::optional<Rule> parse_rule(std::string_view text);

enum class SignalLevel : std::uint8_t {
  kWarning,  // on the watch list: worth a look, nobody is told
  kAlert,
};
std::string_view name(SignalLevel level);

// Whose share a unit is held against.
enum class Baseline : std::uint8_t { kNation, kRegion };

struct SignalOptions {
  // Of kManyReminders; one that is kept for units.
  indicators::PeriodSlot period = indicators::kRolling365;
  Baseline baseline = Baseline::kNation;
  // Units with fewer cases, or fewer counted among them, are not judged; nor are those with fewer
  // counted than may be published. A drop is judged where ten certificates or more are expected.
  std::int64_t min_cases = 20;
  std::int64_t min_counted = 5;
  double warning_probability = 0.025;
  double alert_probability = 0.001;
};

// Which two numbers a rule sets against each other: how many were counted among how many cases.
struct RuleCounts {
  indicators::Count counted;
  indicators::PeriodSlot counted_period;
  indicators::Count cases;
  indicators::PeriodSlot cases_period;
};
RuleCounts counts_of(Rule rule, const SignalOptions& options);

struct Numbers {
  std::int64_t counted = 0;
  std::int64_t cases = 0;
  double expected = 0;  // counted, if the unit were as its baseline
  double probability =
      0;  // of as many or more (of a drop: as few or fewer), dispersion allowed for

  friend bool operator==(const Numbers&, const Numbers&) = default;
};

struct Signal {
  Rule rule = Rule::kManyReminders;
  SignalLevel level = SignalLevel::kWarning;
  std::string care_unit;
  std::string care_unit_name;  // may be empty
  domain::Region region;
  std::optional<Numbers> numbers;  // none where a count behind them is withheld

  friend bool operator==(const Signal&, const Signal&) = default;
};

// How a rule went over all units.
struct RuleFigures {
  std::size_t judged = 0;  // units with cases enough
  // How much more units differ from each other than chance alone would make them; 1 or less: not.
  std::optional<double> dispersion;  // none: no unit was large enough to tell
};

// What a table says of all units at one moment. A plain value.
struct Findings {
  std::optional<base::CivilDay> as_of;  // none: the table holds nothing yet
  // Alerts, and warnings whose numbers may be seen. By rule; those with numbers first, by
  // probability; the others by unit, since a place in a ranking would tell their numbers.
  std::vector<Signal> signals;
  // Warnings whose numbers are withheld. Not to be shown: a number that lies between two limits is
  // as good as told. They keep an open alert open.
  std::vector<std::pair<Rule, std::string>> hidden_warnings;
  std::array<RuleFigures, kRules.size()> figures;

  const RuleFigures& of(Rule rule) const { return figures[static_cast<std::size_t>(rule)]; }
};

// Judges every unit by every rule. `shown` is what may be seen of the same numbers, all of it
// (disclosure::Scope::kAll), and `min_count` what it was made with.
Findings find_signals(const disclosure::Exact& exact, const indicators::Catalogue& catalogue,
                      const disclosure::Publication& shown, std::int64_t min_count,
                      const SignalOptions& options);

}  // namespace sjukpuls::alerts
