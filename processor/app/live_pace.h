#pragma once

#include <chrono>
#include <cstdint>

#include "processor/base/clock.h"
#include "processor/base/time.h"

namespace sjukpuls::app {

// Evenly spaced instants, so many a second, from when it is made.
class LivePace {
 public:
  explicit LivePace(double per_second)
      : between_(std::chrono::duration<double>(1.0 / per_second)),
        began_(std::chrono::steady_clock::now()) {}

  // The next instant, which may lie behind if the caller was slow.
  std::chrono::steady_clock::time_point next() {
    return began_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                        between_ * static_cast<double>(++told_));
  }

 private:
  std::chrono::duration<double> between_;
  std::chrono::steady_clock::time_point began_;
  std::uint64_t told_ = 0;
};

}  // namespace sjukpuls::app
