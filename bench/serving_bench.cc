// The serving side at the size of Sweden: a table of 20 000 care units, what may be shown of it,
// the page of units and a scrape of it over HTTP. Usage: serving_bench [UNITS]
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/base/clock.h"
#include "processor/indicators/catalogue.h"
#include "sinks/http/compression.h"
#include "sinks/http/server.h"
#include "sinks/prometheus/metrics_page.h"
#include "sinks/prometheus/series_text.h"
#include "sinks/prometheus/units_page.h"
#include "sinks/snapshot/current_numbers.h"
#include "sinks/snapshot/unit_ticks.h"
#include "tests/fakes/held_table.h"

namespace sjukpuls {
namespace {

using domain::Level;

constexpr int kUnitsOfAProvider = 5;
constexpr int kShards = 12;
constexpr int kScrapes = 20;
constexpr const char* kListen = "127.0.0.1:31464";

const base::CivilDay kDay{std::chrono::year{2025} / 3 / 31};

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double resident_megabytes() {
  std::ifstream statm("/proc/self/statm");
  long size = 0;
  long resident = 0;
  statm >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / 1e6;
}

// Runs the work and says what it took.
template <typename Work>
void measured(const char* what, Work work) {
  const double cpu = cpu_seconds();
  const double memory = resident_megabytes();
  const auto began = std::chrono::steady_clock::now();
  work();
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  fmt::print("{:<46} {:8.1f} ms cpu {:8.1f} ms wall {:+8.1f} MB\n", what,
             (cpu_seconds() - cpu) * 1e3, wall * 1e3, resident_megabytes() - memory);
}

// The table, with a watch on how long its readers keep the rows waiting.
class TimedTable final : public engine::TableSource {
 public:
  explicit TimedTable(const engine::TableSource& table) : table_(table) {}

  void read(const std::function<void(const engine::Table&)>& visit) const override {
    table_.read([&](const engine::Table& table) {
      const auto began = std::chrono::steady_clock::now();
      visit(table);
      longest_ = std::max(longest_, std::chrono::steady_clock::now() - began);
    });
  }
  double longest_ms() const { return std::chrono::duration<double, std::milli>(longest_).count(); }

 private:
  const engine::TableSource& table_;
  mutable std::chrono::steady_clock::duration longest_{};
};

// The cells of a period: every count that it has, all large enough to be shown.
std::vector<engine::Cell> cells_of(const indicators::Catalogue& catalogue,
                                   indicators::PeriodSlot slot) {
  std::vector<engine::Cell> cells;
  for (const indicators::CountInfo& count : catalogue.counts()) {
    if (count.periods.has(slot) && count.breakdown != indicators::Breakdown::kNone) {
      cells.push_back({indicators::CellId(count, indicators::kTotal).value(), 31});
    }
  }
  std::ranges::sort(cells);
  return cells;
}

// A full table: every entity has a row of every kept period from every shard.
void fill(fakes::HeldTable& held, const indicators::Catalogue& catalogue, int units) {
  constexpr std::array<std::pair<std::string_view, indicators::PeriodSlot>, 4> kKept = {
      {{"28d", indicators::kRolling28},
       {"365d", indicators::kRolling365},
       {"730d", indicators::kRolling730},
       {"at", indicators::kAt}}};
  held.change([&](engine::Table& table) {
    table.set_shards(kShards);
    table.set_as_of(kDay);
    const auto put = [&](Level level, const std::string& entity) {
      for (const auto& [period, slot] : kKept) {
        const std::vector<engine::Cell> cells = cells_of(catalogue, slot);
        for (int shard = 0; shard < kShards; ++shard) {
          table.put(shard, {level, entity, period}, cells);
        }
      }
    };
    for (int shard = 0; shard < kShards; ++shard) table.put(shard, engine::ShardStatus{kDay});
    put(Level::kNation, "SE");
    for (int region = 1; region <= 21; ++region) put(Level::kRegion, fmt::format("{:02}", region));
    for (int unit = 0; unit < units; ++unit) {
      const std::string id = fmt::format("SE2321000016-{:05}", unit);
      const std::string provider = fmt::format("SE23210{:05}", unit / kUnitsOfAProvider);
      put(Level::kUnit, id);
      if (unit % kUnitsOfAProvider == 0) put(Level::kProvider, provider);
      table.put(domain::UnitFactsVersion{
          .occurred_at = {},
          .event_id = "e",
          .care_unit_id = id,
          .care_provider_id = provider,
          .region = *domain::Region::parse(fmt::format("{:02}", 1 + unit % 21)),
          .name = fmt::format("Vårdcentralen Nummer {}", unit),
          .valid_from = kDay,
          .listed_patients = 8'000});
    }
  });
}

// 11 series of each unit: four counts of two periods, and three states.
disclosure::PublicationOptions shown() {
  using indicators::PeriodSet;
  disclosure::PublicationOptions options;
  options.unit_periods = PeriodSet::of(indicators::kRolling28) |
                         PeriodSet::of(indicators::kRolling365) | PeriodSet::of(indicators::kAt);
  options.unit_counts = {"certificates_sent", "certificates_requested", "requests",   "reminders",
                         "requests_open",     "sjukfall_ongoing",       "sick_listed"};
  return options;
}

int scrape(const std::string& path, const std::string& encoding) {
  const std::string command = fmt::format(
      "curl -s -o /dev/null -H 'Accept-Encoding: {}' http://{}{}", encoding, kListen, path);
  return std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe): this thread alone
}

void scrapes(const std::string& path, const std::string& encoding) {
  const double cpu = cpu_seconds();
  const auto began = std::chrono::steady_clock::now();
  for (int i = 0; i < kScrapes; ++i) {
    if (scrape(path, encoding) != 0) fmt::print("curl failed\n");
  }
  const double wall =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  fmt::print("{:<46} {:8.1f} ms cpu {:8.1f} ms wall, with curl\n",
             fmt::format("scrape {} as {}", path, encoding), (cpu_seconds() - cpu) * 1e3 / kScrapes,
             wall * 1e3 / kScrapes);
}

int run(int units) {
  const indicators::Catalogue catalogue;
  fakes::HeldTable held(catalogue);
  measured("table filled, 12 shards", [&] { fill(held, catalogue, units); });
  const TimedTable table(held);

  const base::SystemClock clock;
  snapshot::UnitTicks ticks(table, [] { return true; }, catalogue, shown(), clock, {});
  measured("numbers of providers and units taken", [&] { ticks.step(); });
  const auto taken = ticks.latest();
  const disclosure::Publication& publication = taken->publication;
  std::string text;
  std::size_t series = 0;
  measured("text written", [&] {
    prometheus_sink::SeriesText writer(catalogue);
    writer.add_counts(publication);
    series = writer.series();
    text = writer.take();
  });
  std::string packed;
  measured("text packed", [&] { packed = http::gzip(text); });
  measured("text unpacked", [&] { http::gunzip(packed); });
  fmt::print("{} series of {} units, {:.1f} MB, packed {:.2f} MB\n", series, units,
             static_cast<double>(text.size()) / 1e6, static_cast<double>(packed.size()) / 1e6);
  text = {};
  packed = {};

  prometheus_sink::UnitsPage units_page(catalogue);
  measured("page of units rendered", [&] { units_page.render(publication); });
  const snapshot::CurrentNumbers current(
      table, [&held] { return held.changes(); }, catalogue, shown());
  prometheus_sink::MetricsPage metrics_page(catalogue);
  metrics_page.show([&current] { return current.read(); }, shown().min_count);
  measured("page of nation and regions, first", [&] { metrics_page.page(); });
  measured("page of nation and regions, again", [&] { metrics_page.page(); });

  fmt::print("{:<46} {:8.1f} ms\n", "longest hold of the table", table.longest_ms());

  const auto server = http::Server::start(
      kListen, {{"/metrics", [&](const http::Request&) { return metrics_page.page(); }},
                {"/metrics/units", [&](const http::Request&) { return units_page.page(); }}});
  if (!server) {
    fmt::print(stderr, "{}\n", server.error().what);
    return 1;
  }
  scrapes("/metrics/units", "gzip");
  scrapes("/metrics/units", "identity");
  scrapes("/metrics", "gzip");
  return 0;
}

}  // namespace
}  // namespace sjukpuls

int main(int argc, char** argv) {
  constexpr int kSweden = 20'000;
  return sjukpuls::run(argc > 1 ? std::atoi(argv[1]) : kSweden);
}
