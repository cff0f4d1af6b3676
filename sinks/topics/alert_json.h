#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sinks/alerts/alert_book.h"

namespace sjukpuls::topics {

// An alert as one line of JSON, the same bytes for the same alert:
//
//   {"id":"many_reminders:SE2321000016-A1:2025-04-01","rule":"many_reminders","level":"alert",
//    "state":"open","care_unit":"SE2321000016-A1","care_unit_name":"Made-up unit","region":"01",
//    "since":"2025-03-31T07:00:00Z","opened_at":"2025-04-01T07:00:00Z","as_of":"2025-04-01",
//    "counts":{"counted":12,"cases":80,"expected":3.1,"probability":0.0001},
//    "text":{"sv":"...","en":"..."}}
//
// Absent: id, opened_at while pending; closed_at unless closed; since where no signal stands;
// care_unit_name where none is known; counts where a number behind them is withheld or no signal
// stands. Instants are UTC in whole seconds.
std::string alert_json(const alerts::Alert& alert);

// The alert that alert_json made this of, less its fractions of seconds; nullopt where it did not.
std::optional<alerts::Alert> parse_alert(std::string_view json);

// The key of its record: rule|care_unit.
std::string alert_key(const alerts::Alert& alert);

}  // namespace sjukpuls::topics
