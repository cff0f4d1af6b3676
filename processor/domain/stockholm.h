#pragma once

#include "processor/base/time.h"

namespace sjukpuls::domain {

// The civil day in Europe/Stockholm on which an instant falls (docs/INDICATORS.md section 1, rule
// 3). By the European Union's summer-time rule of 1996, for every year; days last 23, 24 or 25
// hours.
base::CivilDay civil_day(base::EventTime instant);
base::CivilDay civil_day(base::ProcessingTime instant);

// The instant at which the day begins in Stockholm.
base::EventTime start_of(base::CivilDay day);

}  // namespace sjukpuls::domain
