#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "processor/app/progress.h"
#include "processor/app/reject_counts.h"
#include "processor/app/warning_count.h"
#include "processor/config/settings.h"

namespace sjukpuls::app {

// What the demo tells its user: on a terminal a page, with a moving line for what takes long and
// nothing of the log but warnings; elsewhere plain lines, beside the log. One thread; make it
// before any other, since it sets up the logger.
class DemoPage {
 public:
  explicit DemoPage(const config::Settings& settings);

  void broker_started(const std::string& servers, int partitions);
  void producing(std::uint64_t events, std::chrono::sys_days up_to);
  void produced(std::uint64_t events, std::uint32_t patients);
  void consuming(std::uint64_t events, std::uint64_t of_events);
  void consumed(std::uint64_t events, std::uint64_t of_events, std::size_t shards);
  void where_to_look() const;
  void going_on(std::uint64_t events_since);
  // The last words: what is left of it all.
  void stopped(std::uint64_t produced, std::uint64_t consumed, const RejectCounts& rejects);

 private:
  using Clock = std::chrono::steady_clock;

  // The line for what takes long from now on.
  void begin(std::string_view what);
  double seconds_since_begin() const;

  const config::Settings& settings_;
  const bool on_terminal_;
  std::shared_ptr<const WarningCount> warnings_;
  std::string servers_;
  std::optional<ProgressLine> progress_;
  Clock::time_point began_ = Clock::now();
};

}  // namespace sjukpuls::app
