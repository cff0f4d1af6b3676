#include "sinks/alerts/alert_book.h"

#include <algorithm>
#include <array>
#include <set>

#include "processor/domain/day_text.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::alerts {
namespace {

using base::ProcessingTime;
using Key = AlertBook::key_type;

constexpr std::array kStates = {AlertState::kPending, AlertState::kOpen, AlertState::kClosed};

std::string id_of(const Alert& alert, base::CivilDay opened_on) {
  std::string id(name(alert.rule));
  return id.append(":").append(alert.care_unit).append(":").append(domain::day_text(opened_on));
}

void take_from(const Signal& signal, base::CivilDay as_of, Alert& alert) {
  alert.care_unit_name = signal.care_unit_name;
  alert.region = signal.region;
  alert.level = signal.numbers ? signal.level : SignalLevel::kAlert;
  alert.numbers = signal.numbers;
  alert.as_of = as_of;
}

// Closed though its signal stands.
bool is_settled(const Alert& alert) {
  return alert.state == AlertState::kClosed && alert.since && *alert.since <= *alert.opened_at &&
         *alert.opened_at < *alert.closed_at;
}

bool was_told_of(const Alert& alert, const AlertBookOptions& options, ProcessingTime now) {
  return alert.rule == Rule::kCoverageDrop && alert.state == AlertState::kOpen &&
         now - *alert.opened_at >= options.drop_told_for;
}

Alert settled(Alert alert, base::CivilDay as_of, ProcessingTime now) {
  alert.state = AlertState::kClosed;
  alert.since = std::min(alert.since.value_or(*alert.opened_at), *alert.opened_at);
  alert.closed_at = now;
  alert.as_of = as_of;
  alert.level = SignalLevel::kAlert;
  alert.numbers.reset();
  return alert;
}

void open_if_held(Alert& alert, const AlertBookOptions& options, ProcessingTime now) {
  const auto opening = opens_at(alert, options);
  if (!opening || now < *opening) return;
  alert.state = AlertState::kOpen;
  alert.id = id_of(alert, domain::civil_day(now));
  alert.opened_at = now;
  alert.closed_at.reset();
}

// What becomes of an alert under a signal at level alert.
Alert under_alert(Alert alert, const Signal& signal, base::CivilDay as_of,
                  const AlertBookOptions& options, ProcessingTime now) {
  if (is_settled(alert)) return alert;
  if (was_told_of(alert, options, now)) return settled(std::move(alert), as_of, now);
  take_from(signal, as_of, alert);
  // After a clock was set back the wait begins anew: it is not known how long it has been.
  if (!alert.since || *alert.since > now) alert.since = now;
  open_if_held(alert, options, now);
  return alert;
}

// What becomes of an open or settled one under a warning, which may be hidden.
Alert under_warning(Alert alert, const Signal* seen, base::CivilDay as_of,
                    const AlertBookOptions& options, ProcessingTime now) {
  if (is_settled(alert)) return alert;
  if (was_told_of(alert, options, now)) return settled(std::move(alert), as_of, now);
  if (seen != nullptr) {
    take_from(*seen, as_of, alert);
  } else {
    alert.numbers.reset();
    alert.level = SignalLevel::kAlert;
  }
  return alert;
}

// What becomes of it otherwise; nullopt: nothing.
std::optional<Alert> at_rest(Alert alert, base::CivilDay as_of, const AlertBookOptions& options,
                             ProcessingTime now) {
  if (alert.state == AlertState::kPending) return std::nullopt;
  if (alert.state == AlertState::kOpen) {
    alert.state = AlertState::kClosed;
    alert.closed_at = now;
    alert.as_of = as_of;
  } else if (now - *alert.closed_at >= options.kept_closed) {
    return std::nullopt;
  }
  alert.since.reset();
  alert.numbers.reset();
  alert.level = SignalLevel::kAlert;
  return alert;
}

}  // namespace

std::string_view name(AlertState state) {
  switch (state) {
    case AlertState::kPending:
      return "pending";
    case AlertState::kOpen:
      return "open";
    case AlertState::kClosed:
      return "closed";
  }
  return "";
}

std::optional<AlertState> parse_alert_state(std::string_view text) {
  for (const AlertState state : kStates) {
    if (name(state) == text) return state;
  }
  return std::nullopt;
}

std::optional<ProcessingTime> opens_at(const Alert& alert, const AlertBookOptions& options) {
  if (alert.state == AlertState::kOpen || !alert.since || is_settled(alert)) return std::nullopt;
  const ProcessingTime held = *alert.since + options.hold;
  if (!alert.opened_at) return held;
  const base::CivilDay opened_on = domain::civil_day(*alert.opened_at);
  const ProcessingTime next_day{
      domain::start_of(opened_on + std::chrono::days{1}).time_since_epoch()};
  return std::max(held, next_day);
}

AlertBook next(const AlertBook& known, const Findings& findings, const AlertBookOptions& options,
               ProcessingTime now) {
  if (!findings.as_of) return known;
  const base::CivilDay as_of = *findings.as_of;
  AlertBook book;
  std::map<Key, const Signal*> warnings;
  for (const auto& [rule, care_unit] : findings.hidden_warnings) {
    warnings.emplace(Key{rule, care_unit}, nullptr);
  }
  for (const Signal& signal : findings.signals) {
    Key key{signal.rule, signal.care_unit};
    if (signal.level == SignalLevel::kWarning) {
      warnings.emplace(std::move(key), &signal);
      continue;
    }
    const auto found = known.find(key);
    Alert alert;
    if (found != known.end()) alert = found->second;
    alert.rule = signal.rule;
    alert.care_unit = signal.care_unit;
    book.emplace(std::move(key), under_alert(std::move(alert), signal, as_of, options, now));
  }
  for (const auto& [key, alert] : known) {
    if (book.contains(key)) continue;
    const auto warning = warnings.find(key);
    const bool outlasts_warnings = alert.state == AlertState::kOpen || is_settled(alert);
    if (outlasts_warnings && warning != warnings.end()) {
      book.emplace(key, under_warning(alert, warning->second, as_of, options, now));
    } else if (auto after = at_rest(alert, as_of, options, now)) {
      book.emplace(key, *std::move(after));
    }
  }
  return book;
}

std::vector<Signal> watch_list(const Findings& findings, std::span<const Alert> open_alerts) {
  std::set<std::pair<Rule, std::string_view>> open;
  for (const Alert& alert : open_alerts) open.emplace(alert.rule, alert.care_unit);
  std::vector<Signal> list;
  for (const Signal& signal : findings.signals) {
    if (!open.contains({signal.rule, signal.care_unit})) list.push_back(signal);
  }
  return list;
}

}  // namespace sjukpuls::alerts
