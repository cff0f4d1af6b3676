#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sjukpuls::oracle {

// A civil day in Stockholm.
using Day = std::chrono::local_days;

// A point in time as the protobuf Timestamp says it: seconds since 1970 in UTC, and 0..999999999.
struct Instant {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
};

// Milliseconds since 1970, the rest cut off: all that counts and comparisons may see of an instant.
std::int64_t milliseconds(Instant instant);

// The local date of an instant, by the EU's rule for summer time: UTC+2 from 01:00 UTC on the last
// Sunday of March to 01:00 UTC on the last Sunday of October, else UTC+1.
Day stockholm_day(Instant instant);

// Day of `YYYY-MM-DD`: ten ASCII characters, years 0001-9999, a day that exists. Else empty.
std::optional<Day> parse_day(std::string_view text);
std::string to_text(Day day);

// An instant in RFC 3339 with up to nine decimals, in UTC (`Z`) or with an offset. Else empty.
std::optional<Instant> parse_instant(std::string_view text);
// As protobuf writes it: UTC, with 0, 3, 6 or 9 decimals.
std::string to_text(Instant instant);

// `years` later; from 29 February to 28 February where the year has no 29th.
Day years_after(Day day, int years);

// The days of one period as of D, both ends included, never after D.
struct Period {
  enum class Kind { kRolling, kSpells, kCalendar, kState };

  std::string id;
  Day first, last;
  Kind kind;

  // One of those that section 6 calls P.
  bool is_p() const { return kind == Kind::kRolling || kind == Kind::kCalendar; }
  bool has(Day day) const { return first <= day && day <= last; }
};

// Every period of section 4 as of D: `at` and `730d` too, each by its own kind.
std::vector<Period> periods_as_of(Day as_of);

}  // namespace sjukpuls::oracle
