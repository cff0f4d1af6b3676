#include "processor/app/demo_page.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>

namespace sjukpuls::app {

DemoPage::DemoPage(const config::Settings& settings)
    : settings_(settings),
      on_terminal_(isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1),
      warnings_(count_warnings()) {
  if (on_terminal_ && settings.text("log.level") == "info") {
    spdlog::default_logger()->set_level(spdlog::level::warn);
  }
}

void DemoPage::broker_started(const std::string& servers, int partitions) {
  servers_ = servers;
  fmt::print("Embedded Kafka at {}, topics sjukpuls.* with {} partitions.\n", servers, partitions);
  begin("Filling it with two years of a simulated Sweden");
}

void DemoPage::producing(std::uint64_t events, std::chrono::sys_days up_to) {
  progress_->show(fmt::format("{} events, up to {:%F}", events, up_to));
}

void DemoPage::produced(std::uint64_t events, std::uint32_t patients) {
  const double seconds = seconds_since_begin();
  begin("Counting");
  fmt::print("Two years of a simulated Sweden: {} events of {} patients, produced in {:.1f} s.\n",
             events, patients, seconds);
}

void DemoPage::consuming(std::uint64_t events, std::uint64_t of_events) {
  progress_->show(fmt::format("{} of {} events", events, of_events));
}

void DemoPage::consumed(std::uint64_t events, std::uint64_t of_events, std::size_t shards) {
  const double seconds = seconds_since_begin();
  begin("Live");
  fmt::print("Consumed {} of {} events; {} shards live after {:.1f} s.\n", events, of_events,
             shards, seconds);
}

void DemoPage::where_to_look() const {
  fmt::print(
      "\nThe numbers of Sweden, its regions and its care units, in another terminal:\n"
      "  curl -s http://{0}/metrics | grep '^sjukpuls_nation_requests{{'\n"
      "  curl -s http://{0}/metrics | grep 'sjukpuls_region_sick_listed{{region=\"01\"'\n"
      "  curl -s http://{0}/metrics/units | grep '^sjukpuls_unit_certificates_sent{{' | head\n"
      "  curl -s 'http://{0}/api/v1/indicators?level=region&entity=01&period=28d'\n"
      "Care units that stand out, as open alerts after {2} s (--alert-hold):\n"
      "  curl -s http://{0}/metrics | grep '^sjukpuls_unit_signal{{'\n"
      "What other programs read, from Kafka by kcat:\n"
      "  kcat -b {4} -C -c 3 -q -t sjukpuls.indicators\n"
      "How fresh all is:\n"
      "  curl -s http://{0}/api/v1/status\n"
      "\n{1:g} events a second go on from here. Nation and regions follow at once, care units "
      "every {3} s\n(--privacy-units-tick). Ctrl-C ends it.\n\n",
      settings_.text("listen"), settings_.number("demo.rate"),
      settings_.integer("demo.alert_hold_s"), settings_.integer("privacy.units_tick_s"), servers_);
  std::fflush(stdout);
}

void DemoPage::going_on(std::uint64_t events_since) {
  progress_->show(fmt::format("{} events more", events_since));
}

void DemoPage::stopped(std::uint64_t produced, std::uint64_t consumed,
                       const RejectCounts& rejects) {
  progress_.reset();
  const std::uint64_t warnings = warnings_->count();
  fmt::print(
      "\nStopped: {} events produced, {} consumed.\n"
      "In sjukpuls.dead-letters: {}. The simulation sends some bad events, as real senders do.\n"
      "{} The embedded Kafka is gone, with all that it held.\n",
      produced, consumed, rejects.sentence(),
      warnings == 0 ? "No warnings in the log."
                    : fmt::format("Warnings in the log: {}, as shown above.", warnings));
}

void DemoPage::begin(std::string_view what) {
  progress_.emplace(what);
  began_ = Clock::now();
}

double DemoPage::seconds_since_begin() const {
  return std::chrono::duration<double>(Clock::now() - began_).count();
}

}  // namespace sjukpuls::app
