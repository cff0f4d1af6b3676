#include "processor/app/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace sjukpuls::app {
namespace {

constexpr auto kBetween = std::chrono::milliseconds{200};
constexpr std::string_view kWipe = "\r\x1b[K";

double seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

ProgressLine::ProgressLine(std::string_view what)
    : what_(what), on_terminal_(isatty(STDERR_FILENO) == 1) {}

bool ProgressLine::is_due() {
  const auto now = Clock::now();
  if (!on_terminal_ || now - shown_ < kBetween) return false;
  shown_ = now;
  return true;
}

void ProgressLine::show(std::string_view text) {
  if (!is_due()) return;
  fmt::print(stderr, "{}{}: {}", kWipe, what_, text);
  std::fflush(stderr);
}

void ProgressLine::show(std::uint64_t events, std::uint64_t bytes, std::uint64_t total_bytes) {
  if (!is_due()) return;
  const double elapsed = seconds(shown_ - began_);
  const double per_second = elapsed > 0 ? static_cast<double>(events) / elapsed : 0;
  std::string line = fmt::format("{}{}: {} events, {:.0f} MB, {:.0f} events/s", kWipe, what_,
                                 events, static_cast<double>(bytes) / 1e6, per_second);
  if (total_bytes > 0 && bytes > 0) {
    const double done = static_cast<double>(bytes) / static_cast<double>(total_bytes);
    line += fmt::format(", {:.0f} %, {:.0f} s left", 100 * done, elapsed * (1 - done) / done);
  }
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

void ProgressLine::finish() {
  if (!on_terminal_ || shown_ == Clock::time_point{}) return;
  fmt::print(stderr, "{}", kWipe);
  shown_ = {};
}

}  // namespace sjukpuls::app
