#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/oracle/calendar.h"
#include "tests/oracle/event.h"

namespace sjukpuls::oracle {

// A small world that is hard to count: few patients, few units, many events that touch each other
// at the edges of the rules. Some events are to be rejected.
struct RandomSet {
  std::vector<Event> events;         // in no order
  std::vector<std::string> garbage;  // lines that are no event: `unparsable`
  Day as_of;
};

// The same set for the same seed, on every machine and with every compiler.
RandomSet make_random_set(std::uint64_t seed);

// The same elements in another order, by seed.
std::vector<Event> shuffled(std::vector<Event> events, std::uint64_t seed);

}  // namespace sjukpuls::oracle
