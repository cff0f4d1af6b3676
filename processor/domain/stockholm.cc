#include "processor/domain/stockholm.h"

namespace sjukpuls::domain {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

using Utc = std::chrono::sys_time<milliseconds>;

// Summer time runs from the last Sunday of March to the last Sunday of October, both 01:00 UTC.
std::chrono::hours utc_offset(Utc instant) {
  const auto year = std::chrono::year_month_day{floor<days>(instant)}.year();
  const auto last_sunday = std::chrono::Sunday[std::chrono::last];
  const Utc begins = std::chrono::sys_days{year / std::chrono::March / last_sunday} + 1h;
  const Utc ends = std::chrono::sys_days{year / std::chrono::October / last_sunday} + 1h;
  return begins <= instant && instant < ends ? 2h : 1h;
}

base::CivilDay civil_day_of_utc(milliseconds since_1970) {
  const auto local = since_1970 + utc_offset(Utc{since_1970});
  return floor<days>(std::chrono::local_time<milliseconds>{local});
}

}  // namespace

base::CivilDay civil_day(base::EventTime instant) {
  return civil_day_of_utc(instant.time_since_epoch());
}

base::CivilDay civil_day(base::ProcessingTime instant) {
  return civil_day_of_utc(instant.time_since_epoch());
}

base::EventTime start_of(base::CivilDay day) {
  // The clock changes at 01:00 UTC, so the offset two hours before midnight UTC holds at our
  // midnight.
  const Utc before{day.time_since_epoch() - 2h};
  return base::EventTime{milliseconds{day.time_since_epoch()} - utc_offset(before)};
}

}  // namespace sjukpuls::domain
