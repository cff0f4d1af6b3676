#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace sjukpuls::openmetrics {

// One number over many days, 0 where there is none, as the days on which it changes: a byte or two
// for the step in days and as much for the step in value.
class Changes {
 public:
  // Days count from 0 and only grow; `n` is not 0.
  void add(std::uint32_t day, std::int64_t n);

  // Visits (day, n) for each day before `days` on which there is a number.
  template <typename Visit>
  void for_each(std::uint32_t days, Visit visit) const {
    std::size_t at = 0;
    std::uint32_t day = 0;
    std::int64_t n = 0;
    while (at < bytes_.size()) {
      const auto change = day + static_cast<std::uint32_t>(number_at(at));
      for (; day < change && n != 0; ++day) visit(day, n);
      day = change;
      n += signed_number(number_at(at));
    }
    const std::uint32_t end = last_day_ < days ? last_day_ + 1 : days;
    for (; day < end && n != 0; ++day) visit(day, n);
  }

  std::size_t bytes() const { return bytes_.capacity(); }

 private:
  void change(std::uint32_t day, std::int64_t n);
  std::uint64_t number_at(std::size_t& at) const;
  static std::int64_t signed_number(std::uint64_t number) {
    return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
  }

  std::string bytes_;  // varints, two for each change
  std::int64_t n_ = 0;
  std::uint32_t changed_ = 0;   // the day of the last change
  std::uint32_t last_day_ = 0;  // the last day with a number
};

}  // namespace sjukpuls::openmetrics
