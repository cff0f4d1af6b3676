#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/terms.h"
#include "sinks/alerts/signal.h"

namespace sjukpuls::alerts {

//   (nothing) -- signal --> pending -- held long enough --> open -- no signal --> closed
//                              |                                                   |  |
//   (nothing) <-- no signal ---+            open <-- held long enough, another day +  |
//   (nothing) <-- closed for long ----------------------------------------------------+
//
//   open -- a drop, told of for a quarter --> settled: closed, until its signal has gone
//
// An open alert is slow to close: only a probability over the warning limit, or a unit that is not
// judged any more, ends it.
enum class AlertState : std::uint8_t {
  kPending,  // a signal that has not stood for long enough; nobody is told
  kOpen,
  kClosed,
};
std::string_view name(AlertState state);
std::optional<AlertState> parse_alert_state(std::string_view text);

// One rule at one unit. Immutable value.
struct Alert {
  Rule rule = Rule::kManyReminders;
  std::string care_unit;
  std::string care_unit_name;  // may be empty
  domain::Region region;
  AlertState state = AlertState::kPending;
  // Names one opening, the same whoever makes it: rule, unit, day of opening. Empty while pending.
  std::string id;
  // Since when the signal has stood without a break. Of a closed alert: of a new one that is held,
  // or, if it is from before the opening, of the same one: the alert is settled.
  std::optional<base::ProcessingTime> since;
  std::optional<base::ProcessingTime> opened_at;
  std::optional<base::ProcessingTime> closed_at;
  base::CivilDay as_of;  // of the numbers, or of what closed it
  // Warning: has come down, but not far enough to close. With withheld numbers always alert.
  SignalLevel level = SignalLevel::kAlert;
  std::optional<Numbers> numbers;  // while a signal stands and its counts may be seen

  friend bool operator==(const Alert&, const Alert&) = default;
};

// By rule and unit.
using AlertBook = std::map<std::pair<Rule, std::string>, Alert>;

struct AlertBookOptions {
  // How long a signal has to stand before it is an alert; 0: at once.
  std::chrono::seconds hold = std::chrono::hours{24};
  // How long a drop is told of. Who has not answered by then will not: most such units have closed,
  // and the year before would keep the alert open for most of another. It is closed by time alone,
  // so that nothing can be told from it.
  std::chrono::seconds drop_told_for = std::chrono::hours{24} * 90;
  // How long a closed alert stays in the book; a settled one as long as its signal too.
  std::chrono::seconds kept_closed = std::chrono::hours{24} * 90;
};

// When the signal that is held becomes an open alert, if it stands until then; nullopt: the alert
// is open or settled, or none is held. At most one alert opens per rule, unit and day in Stockholm,
// so that an id is never opened twice.
std::optional<base::ProcessingTime> opens_at(const Alert& alert, const AlertBookOptions& options);

// What the book says next, in the light of the findings. Pure: the same book, findings and instant
// give the same, whoever asks and however often. Findings of an empty table say nothing, and change
// nothing.
AlertBook next(const AlertBook& known, const Findings& findings, const AlertBookOptions& options,
               base::ProcessingTime now);

// The signals that are no open alerts, as they stand in the findings: warnings, alerts that are
// held yet, and drops that were told of for long enough.
std::vector<Signal> watch_list(const Findings& findings, std::span<const Alert> open_alerts);

}  // namespace sjukpuls::alerts
