#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "processor/base/time.h"
#include "processor/domain/day_text.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::fakes {

// "2025-03-31"_day, as the contract writes days. Throws on what is no day.
inline base::CivilDay operator""_day(const char* text, std::size_t size) {
  return domain::parse_day(std::string_view(text, size)).value();
}

// This long after the day began in Stockholm: noon, on days without a change of the clock.
inline base::EventTime at(base::CivilDay day, std::chrono::milliseconds time_of_day) {
  return domain::start_of(day) + time_of_day;
}

}  // namespace sjukpuls::fakes
