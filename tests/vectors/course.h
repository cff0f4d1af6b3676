#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "tests/vectors/golden_case.h"

namespace sjukpuls::vectors {

// A sjukfall as published counts show it.
struct Chain {
  CivilDay first_day;
  CivilDay last_day;
  std::int64_t days = 0;

  bool covers(CivilDay day) const { return first_day <= day && day <= last_day; }
  friend bool operator==(const Chain&, const Chain&) = default;
};
std::ostream& operator<<(std::ostream& out, const Chain& chain);

// One patient's sick leave with one care provider.
struct Course {
  std::vector<Chain> chains;
  std::vector<CivilDay> days;  // on sick leave

  std::int64_t days_within(CivilDay from, CivilDay to) const;
};

// Lets the days pass and reads the course off the provider's counts: a sjukfall begins
// when sjukfall_started grows, its days are those of sjukfall_ongoing, it has ended when
// sjukfall_ended or sjukfall_ended_short grows. Checks that those count its length rightly.
// The certificates are one patient's, signed no later than they begin.
Course observe(std::span<const Certificate> certificates, const std::string& care_provider);

// Of certificates that are all of one provider.
Course observe(std::span<const Certificate> certificates);

}  // namespace sjukpuls::vectors
