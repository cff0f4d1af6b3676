#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace sjukpuls::app {

// One line on standard error that says how far long work has come, rewritten up to five times a
// second; nothing where standard error is no terminal. One thread at a time.
class ProgressLine {
 public:
  explicit ProgressLine(std::string_view what);
  // Wipes the line.
  ~ProgressLine() { finish(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `bytes` of `total_bytes` are done, or of nobody knows how many (0).
  void show(std::uint64_t events, std::uint64_t bytes, std::uint64_t total_bytes);

  // The same line with other words behind what is done.
  void show(std::string_view text);

  // Wipes the line.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;

  bool is_due();

  std::string what_;
  bool on_terminal_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point shown_{};
};

}  // namespace sjukpuls::app
