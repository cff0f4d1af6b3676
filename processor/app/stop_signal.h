#pragma once

#include <chrono>

namespace sjukpuls::app {

// SIGINT and SIGTERM as something to ask about and wait for. Make it before any other thread, so
// that all inherit that the signals are blocked; while it lives they do nothing else, but a second
// one within a stop ends the process at once, with 130.
class StopSignal {
 public:
  StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  ~StopSignal();

  // Whether one has come.
  bool received() const;

  // Waits for one, at most until then; whether it has come. One thread at a time.
  bool wait_until(std::chrono::steady_clock::time_point deadline) const;
  bool wait_for(std::chrono::milliseconds time) const {
    return wait_until(std::chrono::steady_clock::now() + time);
  }

 private:
  mutable bool received_ = false;
};

}  // namespace sjukpuls::app
