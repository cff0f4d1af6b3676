#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace sjukpuls::kafka {

// Ends the process when a call that must come back does not: begin_transaction after a fatal error
// has been seen to hang for ever, and a hung member holds its partitions and a transaction open.
// The input brings the state back, so dying is the cheap way out.
class Watchdog {
 public:
  explicit Watchdog(std::chrono::milliseconds limit);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Watches from its making to its end; `call` outlives it. One at a time.
  class [[nodiscard]] Watch {
   public:
    Watch(Watchdog& dog, const char* call);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    Watchdog& dog_;
  };

 private:
  void run(const std::stop_token& stop);

  const std::chrono::milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  const char* call_ = nullptr;                      // null: nothing to watch
  std::chrono::steady_clock::time_point deadline_;  // of `call_`
  std::jthread thread_;                             // last: uses all of the above
};

}  // namespace sjukpuls::kafka
