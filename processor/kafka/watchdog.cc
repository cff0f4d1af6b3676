#include "processor/kafka/watchdog.h"

#include <spdlog/spdlog.h>

#include <cstdlib>

namespace sjukpuls::kafka {

Watchdog::Watchdog(std::chrono::milliseconds limit)
    : limit_(limit), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Watchdog::~Watchdog() = default;

void Watchdog::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (call_ == nullptr) {
      changed_.wait(lock, stop, [this] { return call_ != nullptr; });
      continue;
    }
    const auto deadline = deadline_;
    changed_.wait_until(lock, stop, deadline,
                        [&] { return call_ == nullptr || deadline_ != deadline; });
    if (call_ != nullptr && std::chrono::steady_clock::now() >= deadline_) {
      spdlog::critical("kafka: {} has not come back within {} ms; ending the process", call_,
                       limit_.count());
      spdlog::shutdown();
      std::abort();
    }
  }
}

Watchdog::Watch::Watch(Watchdog& dog, const char* call) : dog_(dog) {
  {
    const std::lock_guard lock(dog_.mutex_);
    dog_.call_ = call;
    dog_.deadline_ = std::chrono::steady_clock::now() + dog_.limit_;
  }
  dog_.changed_.notify_one();
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(dog_.mutex_);
  dog_.call_ = nullptr;
}

}  // namespace sjukpuls::kafka
