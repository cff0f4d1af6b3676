#pragma once

#include <spdlog/sinks/sink.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace sjukpuls::app {

// Counts what is logged at level warning or above. Thread-safe.
class WarningCount final : public spdlog::sinks::sink {
 public:
  WarningCount() { set_level(spdlog::level::warn); }
  std::uint64_t count() const { return count_; }

  void log(const spdlog::details::log_msg&) override { ++count_; }
  void flush() override {}
  void set_pattern(const std::string&) override {}
  void set_formatter(std::unique_ptr<spdlog::formatter>) override {}

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

// Adds a count to the default logger, after configure_logging() and before any other thread.
std::shared_ptr<const WarningCount> count_warnings();

}  // namespace sjukpuls::app
