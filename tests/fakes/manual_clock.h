#pragma once

#include <atomic>
#include <chrono>

#include "processor/base/clock.h"

namespace sjukpuls::fakes {

// A clock that moves when it is told to. Thread-safe.
class ManualClock final : public base::Clock {
 public:
  explicit ManualClock(base::ProcessingTime now) : now_(now) {}

  base::ProcessingTime now() const override { return now_.load(); }
  void set(base::ProcessingTime now) { now_.store(now); }
  void advance(std::chrono::milliseconds by) { now_.store(now_.load() + by); }

 private:
  std::atomic<base::ProcessingTime> now_;
};

}  // namespace sjukpuls::fakes
