#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "processor/base/check.h"
#include "processor/base/time.h"

namespace sjukpuls::domain {

// How much of the working capacity is lost, in per cent. Ordered from low to high.
enum class Degree : std::uint8_t { k25, k50, k75, k100 };
std::optional<Degree> parse_degree(std::int32_t per_cent);

// One period of sick leave on a certificate: first and last day included, and its degree. Packed in
// eight bytes; orders by first day, last day, degree. Immutable value.
class SickLeavePeriod {
 public:
  // Requires first_day <= last_day, both from 1970 and before the year 10000.
  SickLeavePeriod(base::CivilDay first_day, base::CivilDay last_day, Degree degree)
      : bits_(pack(first_day) << 32 | pack(last_day) << 2 | static_cast<std::uint64_t>(degree)) {
    base::check(first_day <= last_day, "a period does not end before it begins");
  }

  base::CivilDay first_day() const { return unpack(bits_ >> 32); }
  base::CivilDay last_day() const { return unpack(bits_ >> 2 & 0x3fffffff); }
  Degree degree() const { return static_cast<Degree>(bits_ & 3); }
  bool covers(base::CivilDay day) const { return first_day() <= day && day <= last_day(); }

  friend auto operator<=>(const SickLeavePeriod&, const SickLeavePeriod&) = default;

 private:
  static std::uint64_t pack(base::CivilDay day) {
    return static_cast<std::uint64_t>(day.time_since_epoch().count());
  }
  static base::CivilDay unpack(std::uint64_t days) {
    return base::CivilDay{std::chrono::days{static_cast<std::int32_t>(days)}};
  }

  std::uint64_t bits_;
};

}  // namespace sjukpuls::domain
