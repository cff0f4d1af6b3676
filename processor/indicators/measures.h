#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "processor/base/time.h"

namespace sjukpuls::indicators {

// What a quotient of two counts is, and so how it is shown.
enum class MeasureUnit : std::uint8_t {
  kShare,        // 0 to 1, shown as per cent
  kDays,         // a mean
  kPerThousand,  // of the denominator
};
std::string_view name(MeasureUnit unit);

// In which periods a measure is read.
enum class MeasurePeriods : std::uint8_t { kOfP, kState, kOnly365Days, kOnly730Days };
std::string_view name(MeasurePeriods periods);

// One row of docs/INDICATORS.md section 8: two counts with a name.
struct Measure {
  std::string_view id;  // as in recording rules: region:sjukpuls_<id>:ratio
  std::string_view numerator;
  std::string_view denominator;
  MeasureUnit unit;
  // What the numerator is multiplied with, so that the quotient is in the measure's unit.
  double factor;
  MeasurePeriods periods;
  // Both counts are read for this care level alone; empty: for all of care.
  std::string_view care_level;
  // Its cases can still gain their answer after the period: preliminary while it has ended less
  // than 90 days before D.
  bool is_cohort;
  std::string_view swedish;
  std::string_view english;
  std::string_view source;
};

// All of section 8 that is a quotient of counts of the catalogue.
std::span<const Measure> measures();

// Whether cohort measures of a period that ends on `last_day` are preliminary as of D.
bool is_preliminary(base::CivilDay last_day, base::CivilDay as_of);

// The same of a period by its id (28d, 2025-03, 2025, my2025). Never of at and 730d, which no
// cohort measure is read in.
bool has_preliminary_shares(std::string_view period_id, base::CivilDay as_of);

}  // namespace sjukpuls::indicators
