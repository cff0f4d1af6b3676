#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "processor/base/time.h"

namespace sjukpuls::openmetrics {

// How far apart the samples of a series are: a day, or less to repeat a day's number.
using Step = std::chrono::seconds;
inline constexpr Step kOneADay = std::chrono::hours{24};

// When the number of a day is stamped, in seconds since 1970: at the last second of the day in
// Stockholm, since everything that the day brings is in it and was not known before. With a shorter
// step it comes again through the next day, until that day's own number: what is shown at an
// instant is the last day that was over by then. The last day of a history is not repeated.
std::vector<std::int64_t> sample_times(base::CivilDay day, Step step, bool is_last);

}  // namespace sjukpuls::openmetrics
