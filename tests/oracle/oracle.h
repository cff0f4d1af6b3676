#pragma once

#include <string>
#include <vector>

#include "tests/oracle/calendar.h"
#include "tests/oracle/event.h"
#include "tests/oracle/tally.h"

namespace sjukpuls::oracle {

// Every row of section 9 for these events, in any order and with rejects among them, as of D.
// `extra_kva_codes` are counted beside the four that always are.
std::vector<Row> evaluate(const std::vector<Event>& events, Day as_of,
                          const std::vector<std::string>& extra_kva_codes = {});

// The rows as section 9 prints them, header included.
std::string to_csv(const std::vector<Row>& rows, Day as_of);

}  // namespace sjukpuls::oracle
