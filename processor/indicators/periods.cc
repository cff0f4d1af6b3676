#include "processor/indicators/periods.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sjukpuls::indicators {
namespace {

using base::CivilDay;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr int kMonthsInSight = 24;
constexpr int kYearsInSight = 3;
constexpr std::array<std::pair<PeriodSlot, int>, 4> kRollingDays = {
    {{kRolling7, 7}, {kRolling28, 28}, {kRolling90, 90}, {kRolling365, 365}}};

CivilDay first_of(year_month month_of_year) { return CivilDay{month_of_year / 1}; }

PeriodSlot slot_in_ring(PeriodSlot first, int number, int size) {
  return first + static_cast<PeriodSlot>((number % size + size) % size);
}

}  // namespace

PeriodCalendar::PeriodCalendar(CivilDay as_of) : as_of_(as_of) {
  set_bounds();
  set_days();
}

void PeriodCalendar::set_bounds() {
  ids_[kAt] = "at";
  ids_[kRolling730] = "730d";
  bounds_[kAt] = {as_of_, as_of_};
  bounds_[kRolling730] = {as_of_ - days{729}, as_of_};
  for (const auto& [slot, width] : kRollingDays) {
    ids_[slot] = fmt::format("{}d", width);
    bounds_[slot] = {as_of_ - days{width - 1}, as_of_};
  }

  const year_month_day today{as_of_};
  const year_month this_month = today.year() / today.month();
  next_month_ = first_of(this_month + months{1});
  for (int ago = 0; ago < kMonthsInSight; ++ago) {
    const year_month then = this_month - months{ago};
    const int number = static_cast<int>(then.year()) * 12 +
                       static_cast<int>(static_cast<unsigned>(then.month())) - 1;
    const PeriodSlot slot = slot_in_ring(kFirstMonth, number, kMonthsInSight);
    ids_[slot] = fmt::format("{:04}-{:02}", static_cast<int>(then.year()),
                             static_cast<unsigned>(then.month()));
    bounds_[slot] = {first_of(then), std::min(as_of_, first_of(then + months{1}) - days{1}),
                     first_of(then + months{kMonthsInSight})};
  }

  const auto add_years = [&](PeriodSlot first_slot, const char* prefix, month begins) {
    const year current = today.month() < begins ? today.year() - years{1} : today.year();
    for (int ago = 0; ago < kYearsInSight; ++ago) {
      const year then = current - years{ago};
      const PeriodSlot slot = slot_in_ring(first_slot, static_cast<int>(then), kYearsInSight);
      ids_[slot] = fmt::format("{}{:04}", prefix, static_cast<int>(then));
      bounds_[slot] = {first_of(then / begins),
                       std::min(as_of_, first_of((then + years{1}) / begins) - days{1}),
                       first_of((then + years{kYearsInSight}) / begins)};
    }
  };
  add_years(kFirstYear, "", std::chrono::January);
  add_years(kFirstMeasureYear, "my", std::chrono::March);
}

void PeriodCalendar::set_days() {
  CivilDay oldest = as_of_;
  kAllP.for_each([&](PeriodSlot slot) { oldest = std::min(oldest, bounds_[slot].first); });
  span_ = static_cast<int>((as_of_ - oldest).count()) + 1;
  days_.resize(static_cast<std::size_t>(span_));
  for (int age = 0; age < span_; ++age) {
    const CivilDay day = as_of_ - days{age};
    Day& entry = days_[static_cast<std::size_t>(age)];
    kAllP.for_each([&](PeriodSlot slot) {
      const Bounds& bounds = bounds_[slot];
      if (bounds.first <= day) entry.begun |= PeriodSet::of(slot);
      if (day <= bounds.last) entry.not_over |= PeriodSet::of(slot);
    });
    entry.containing = entry.begun & entry.not_over;
    (entry.containing & kFixedP).for_each([&](PeriodSlot slot) {
      entry.fixed_changes = std::min(entry.fixed_changes, bounds_[slot].gone);
    });
    for (const auto& [slot, width] : kRollingDays) {
      if (entry.containing.has(slot)) {
        entry.rolling_changes = std::min(entry.rolling_changes, day + days{width});
      }
    }
  }
}

PeriodSet PeriodCalendar::overlapping(CivilDay first_day, CivilDay last_day) const {
  const auto first_age = (as_of_ - first_day).count();
  const auto last_age = (as_of_ - last_day).count();
  if (first_age < 0 || last_age >= span_) return {};
  const auto at = [this](auto age) -> const Day& {
    return days_[static_cast<std::size_t>(std::clamp<decltype(age)>(age, 0, span_ - 1))];
  };
  return at(first_age).not_over & at(last_age).begun;
}

CivilDay PeriodCalendar::rolling_changes(CivilDay day) const {
  const auto age = (as_of_ - day).count();
  if (age < 0) return day;
  return age >= span_ ? kNever : days_[static_cast<std::size_t>(age)].rolling_changes;
}

CivilDay PeriodCalendar::fixed_changes(CivilDay day) const {
  const auto age = (as_of_ - day).count();
  if (age < 0) return day;
  return age >= span_ ? kNever : days_[static_cast<std::size_t>(age)].fixed_changes;
}

CivilDay PeriodCalendar::overlap_changes(CivilDay first_day, CivilDay last_day) const {
  if (first_day > as_of_) return first_day;
  CivilDay next = kNever;
  (overlapping(first_day, last_day) & kFixedP).for_each([&](PeriodSlot slot) {
    next = std::min(next, bounds_[slot].gone);
  });
  if (last_day < as_of_) return std::min(next, rolling_changes(last_day));
  // Still going on: new months begin with it, and it leaves the shortest rolling period first.
  if (next_month_ <= last_day) next = std::min(next, next_month_);
  return std::min(next, last_day + days{kRollingDays.front().second});
}

}  // namespace sjukpuls::indicators
