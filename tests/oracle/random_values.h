#pragma once

#include <string>

#include "tests/oracle/calendar.h"
#include "tests/oracle/random.h"

// Single values for random events, most of them next to where a rule turns.
namespace sjukpuls::oracle {

// The day D: often the end of a month or year, a leap day or the night of a change of clocks.
Day choose_as_of(Random& random);

// A day of the year on which something turns: month, year, leap day, measure year, summer time.
Day turning_day(Random& random, int y);

// Days from D to a day that a window or limit of D ends on.
int edge(Random& random);

// Days of sick leave, around the limits of the classes.
int length_of_leave(Random& random);

// Some instant of a day, or of the night before or after it, where UTC and Stockholm differ.
Instant instant_on(Random& random, Day day);

// Ids of every look: UUIDs of any case, version and variant, things that nearly are one, and free
// text, short and long, so that only the order of texts decides between them.
std::string some_id(Random& random);

// Chapters and the codes next to their limits, and what is no code.
std::string some_diagnosis(Random& random);

// A line that is no event.
std::string some_garbage(Random& random);

// ASCII letters as capitals.
std::string upper(std::string text);

}  // namespace sjukpuls::oracle
