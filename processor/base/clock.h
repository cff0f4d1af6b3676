#pragma once

#include "processor/base/time.h"

namespace sjukpuls::base {

// The one door to the wall clock, so that tests turn days by hand. Thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  virtual ProcessingTime now() const = 0;
};

// The machine's own clock.
class SystemClock final : public Clock {
 public:
  ProcessingTime now() const override {
    return ProcessingTime{std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch())};
  }
};

}  // namespace sjukpuls::base
