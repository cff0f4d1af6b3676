#pragma once

#include <cstdint>

#include "processor/base/time.h"

namespace sjukpuls::simulation {

// Whether care units keep ordinary hours on the day: Monday to Friday.
bool is_working_day(base::CivilDay day);
// The day itself, or the Monday after it.
base::CivilDay working_day_from(base::CivilDay day);

// How many fall ill each day: most in winter, fewest in July, and seen on Mondays rather than
// Fridays. Spreads a number of patients over a span of days and goes on at the same pace after it.
class Seasons {
 public:
  // Requires first_day <= last_day.
  Seasons(std::uint32_t patients, base::CivilDay first_day, base::CivilDay last_day);

  // How many on the next day, from first_day on.
  std::uint32_t next_day();

 private:
  std::uint64_t patients_;
  std::uint64_t span_weight_ = 0;
  std::uint64_t weight_so_far_ = 0;
  std::uint64_t patients_so_far_ = 0;
  base::CivilDay day_;
};

}  // namespace sjukpuls::simulation
