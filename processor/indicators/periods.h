#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <vector>

#include "processor/base/time.h"

namespace sjukpuls::indicators {

// A day that never comes.
inline constexpr base::CivilDay kNever = base::CivilDay::max();

// The place of a period in rows and sets. Rolling periods and states have fixed places; a month, a
// year and a measure year have the place of their number modulo 24 and 3, so that a period keeps
// its place while days turn, and the one that falls out of sight hands its place to the new one.
using PeriodSlot = std::uint32_t;
inline constexpr PeriodSlot kRolling7 = 0;
inline constexpr PeriodSlot kRolling28 = 1;
inline constexpr PeriodSlot kRolling90 = 2;
inline constexpr PeriodSlot kRolling365 = 3;
inline constexpr PeriodSlot kAt = 4;
inline constexpr PeriodSlot kRolling730 = 5;
inline constexpr PeriodSlot kFirstMonth = 6;
inline constexpr PeriodSlot kFirstYear = 30;
inline constexpr PeriodSlot kFirstMeasureYear = 33;
inline constexpr PeriodSlot kPeriodSlots = 36;

// A set of periods, a bit a slot.
class PeriodSet {
 public:
  constexpr PeriodSet() = default;
  constexpr explicit PeriodSet(std::uint64_t bits) : bits_(bits) {}
  static constexpr PeriodSet of(PeriodSlot slot) { return PeriodSet(std::uint64_t{1} << slot); }

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool has(PeriodSlot slot) const { return (bits_ >> slot & 1) != 0; }
  constexpr std::uint64_t bits() const { return bits_; }

  // How many periods of the set have a lower slot.
  constexpr std::uint32_t rank(PeriodSlot slot) const {
    return static_cast<std::uint32_t>(std::popcount(bits_ & ((std::uint64_t{1} << slot) - 1)));
  }
  constexpr std::uint32_t size() const { return static_cast<std::uint32_t>(std::popcount(bits_)); }

  template <typename Visit>
  constexpr void for_each(Visit visit) const {
    for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1) {
      visit(static_cast<PeriodSlot>(std::countr_zero(rest)));
    }
  }

  friend constexpr PeriodSet operator|(PeriodSet a, PeriodSet b) {
    return PeriodSet(a.bits_ | b.bits_);
  }
  friend constexpr PeriodSet operator&(PeriodSet a, PeriodSet b) {
    return PeriodSet(a.bits_ & b.bits_);
  }
  friend constexpr PeriodSet operator-(PeriodSet a, PeriodSet b) {
    return PeriodSet(a.bits_ & ~b.bits_);
  }
  constexpr PeriodSet& operator|=(PeriodSet other) { return *this = *this | other; }
  friend constexpr auto operator<=>(PeriodSet, PeriodSet) = default;

 private:
  std::uint64_t bits_ = 0;
};

// The sets of docs/INDICATORS.md section 4: `P` is any rolling period but 730d, month, year or
// measure year.
inline constexpr PeriodSet kRollingP = PeriodSet(0b1111);
inline constexpr PeriodSet kFixedP =
    PeriodSet((std::uint64_t{1} << kPeriodSlots) - (std::uint64_t{1} << kFirstMonth));
inline constexpr PeriodSet kAllP = kRollingP | kFixedP;
inline constexpr PeriodSet kAllPeriods = kAllP | PeriodSet::of(kAt) | PeriodSet::of(kRolling730);

// The periods of a day D: their ids, which of them a day or a span of days lies in, and when that
// changes by itself as D moves on. Immutable.
class PeriodCalendar {
 public:
  explicit PeriodCalendar(base::CivilDay as_of);

  base::CivilDay as_of() const { return as_of_; }

  // "28d", "2025-03", "2025", "my2025", "at".
  const std::string& id(PeriodSlot slot) const { return ids_[slot]; }

  // The periods of kAllP in which the day lies; none for days after D.
  PeriodSet containing(base::CivilDay day) const {
    const auto age = (as_of_ - day).count();
    return age < 0 || age >= span_ ? PeriodSet() : days_[static_cast<std::size_t>(age)].containing;
  }
  // The periods of kAllP with which the days from first to last share one.
  PeriodSet overlapping(base::CivilDay first_day, base::CivilDay last_day) const;

  // The next day D at which containing(day), cut to rolling or to fixed periods, is another set.
  // For a day after D the day itself.
  base::CivilDay rolling_changes(base::CivilDay day) const;
  base::CivilDay fixed_changes(base::CivilDay day) const;
  // The next day D at which overlapping(first_day, last_day) is another set.
  base::CivilDay overlap_changes(base::CivilDay first_day, base::CivilDay last_day) const;

 private:
  struct Day {
    PeriodSet containing;
    PeriodSet begun;     // periods that begin on this day or before
    PeriodSet not_over;  // periods that end on this day or after
    base::CivilDay rolling_changes = kNever;
    base::CivilDay fixed_changes = kNever;
  };
  struct Bounds {
    base::CivilDay first;
    base::CivilDay last;           // cut at D
    base::CivilDay gone = kNever;  // the first D at which a fixed period is out of sight
  };

  void set_bounds();
  void set_days();

  base::CivilDay as_of_;
  base::CivilDay next_month_;
  std::array<std::string, kPeriodSlots> ids_;
  std::array<Bounds, kPeriodSlots> bounds_{};
  int span_ = 0;           // the days that any period reaches back, D included
  std::vector<Day> days_;  // by age: D first
};

}  // namespace sjukpuls::indicators
