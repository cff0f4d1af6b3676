#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "processor/base/time.h"

namespace sjukpuls::domain {

// A day as YYYY-MM-DD, years 0001 to 9999.
std::string day_text(base::CivilDay day);

// The day of exactly ten characters YYYY-MM-DD, or nullopt where that is no day.
std::optional<base::CivilDay> parse_day(std::string_view text);

}  // namespace sjukpuls::domain
