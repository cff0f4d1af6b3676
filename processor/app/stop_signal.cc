#include "processor/app/stop_signal.h"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <ctime>

namespace sjukpuls::app {
namespace {

constexpr int kInterrupted = 130;

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

timespec timespec_of(std::chrono::nanoseconds time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  return {static_cast<time_t>(whole.count()), static_cast<long>((time - whole).count())};
}

void leave_at_once(int) { _exit(kInterrupted); }

}  // namespace

StopSignal::StopSignal() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

StopSignal::~StopSignal() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

bool StopSignal::received() const { return wait_for(std::chrono::milliseconds{0}); }

bool StopSignal::wait_until(std::chrono::steady_clock::time_point deadline) const {
  if (received_) return true;
  const sigset_t signals = stop_signals();
  const auto left = std::max<std::chrono::nanoseconds>(deadline - std::chrono::steady_clock::now(),
                                                       std::chrono::nanoseconds{0});
  const timespec time = timespec_of(left);
  if (sigtimedwait(&signals, nullptr, &time) < 0) return false;
  received_ = true;
  // The next one finds the stop too slow.
  struct sigaction action = {};
  action.sa_handler = leave_at_once;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  return true;
}

}  // namespace sjukpuls::app
