#include "processor/simulation/seasons.h"

#include <array>

namespace sjukpuls::simulation {
namespace {

using std::chrono::days;

constexpr std::array<std::uint16_t, 12> kMonths = {120, 122, 112, 98,  94,  82,
                                                   66,  88,  104, 110, 112, 92};
// From Sunday on.
constexpr std::array<std::uint16_t, 7> kWeekdays = {1, 27, 21, 19, 18, 13, 1};

std::uint32_t weight(base::CivilDay day) {
  const std::chrono::year_month_day date{day};
  return std::uint32_t{kMonths[static_cast<unsigned>(date.month()) - 1]} *
         kWeekdays[std::chrono::weekday{day}.c_encoding()];
}

}  // namespace

bool is_working_day(base::CivilDay day) {
  const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
  return weekday <= 5;
}

base::CivilDay working_day_from(base::CivilDay day) {
  while (!is_working_day(day)) day += days{1};
  return day;
}

Seasons::Seasons(std::uint32_t patients, base::CivilDay first_day, base::CivilDay last_day)
    : patients_(patients), day_(first_day) {
  for (base::CivilDay day = first_day; day <= last_day; day += days{1}) span_weight_ += weight(day);
}

std::uint32_t Seasons::next_day() {
  weight_so_far_ += weight(day_);
  day_ += days{1};
  const std::uint64_t patients = patients_ * weight_so_far_ / span_weight_;
  const auto today = static_cast<std::uint32_t>(patients - patients_so_far_);
  patients_so_far_ = patients;
  return today;
}

}  // namespace sjukpuls::simulation
