#pragma once

#include <chrono>

namespace sjukpuls::base {

// Three kinds of time are three types, and mixing them does not compile.

// NOLINTBEGIN(readability-identifier-naming): the standard library names the members of clocks

// When something happened, as the event says; milliseconds since 1970-01-01T00:00Z.
struct EventClock {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<EventClock, duration>;
  static constexpr bool is_steady = false;
};
using EventTime = EventClock::time_point;

// When we saw it: the wall clock of this machine, or a record's timestamp in Kafka.
struct ProcessingClock {
  using duration = std::chrono::milliseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<ProcessingClock, duration>;
  static constexpr bool is_steady = false;
};
using ProcessingTime = ProcessingClock::time_point;

// NOLINTEND(readability-identifier-naming)

// A date without an instant. Only domain/stockholm.h goes between days and instants.
using CivilDay = std::chrono::local_days;

}  // namespace sjukpuls::base
