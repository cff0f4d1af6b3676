#include "processor/service/endpoints.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "processor/service/guarded.h"
#include "processor/service/platform_samples.h"
#include "processor/service/readiness.h"
#include "sinks/board/api.h"
#include "sinks/http/server.h"
#include "sinks/prometheus/metrics_page.h"
#include "sinks/prometheus/signal_metrics.h"
#include "sinks/prometheus/units_page.h"
#include "sinks/snapshot/current_numbers.h"
#include "sinks/snapshot/unit_ticks.h"

namespace sjukpuls::service {
namespace {

// How late a tick may be noticed.
constexpr std::chrono::milliseconds kBetweenLooks{200};

// None before the topic of alerts was read.
std::optional<std::vector<alerts::Alert>> open_alerts(const Signals& signals) {
  if (!signals.alerts().complete()) return std::nullopt;
  return signals.alerts().open_alerts();
}

// The numbers of the table and what is shown of them.
struct Numbers {
  Numbers(const EndpointsOptions& options, const indicators::Catalogue& catalogue,
          const runtime::TableFollower& table, const base::Clock& clock,
          std::function<board::ProcessStatus()> process, const Signals& signals)
      : current(
            table, [&table] { return table.changes(); }, catalogue, options.publication),
        ticks(
            table, [&table] { return table.complete(); }, catalogue, options.publication, clock,
            options.ticks),
        api({catalogue, table, current, ticks, std::move(process),
             [&signals] { return open_alerts(signals); }}) {}

  snapshot::CurrentNumbers current;
  snapshot::UnitTicks ticks;
  board::Api api;
};

// Takes and renders the numbers of units at each tick, until asked to stop.
base::Status follow_ticks(snapshot::UnitTicks& ticks, prometheus_sink::UnitsPage& page,
                          const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  while (!stop.stop_requested()) {
    if (ticks.step()) page.render(ticks.latest()->publication);
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, kBetweenLooks, [] { return false; });
  }
  return base::Done{};
}

}  // namespace

// In the order that they depend on each other; the server goes first.
struct Endpoints::State {
  explicit State(const indicators::Catalogue& catalogue) : metrics(catalogue), units(catalogue) {}

  prometheus_sink::MetricsPage metrics;
  prometheus_sink::UnitsPage units;
  std::optional<Numbers> numbers;  // none: a process that serves none
  std::jthread ticker;
  std::unique_ptr<http::Server> server;
};

base::Result<std::unique_ptr<Endpoints>> Endpoints::serve(const EndpointsOptions& options,
                                                          const indicators::Catalogue& catalogue,
                                                          Instance& instance,
                                                          const base::Clock& clock) {
  auto owned = std::make_unique<State>(catalogue);
  State& state = *owned;
  http::Routes routes;
  if (const runtime::TableFollower* table = instance.table()) {
    const std::string role = instance.processes() ? "both" : "serve";
    state.numbers.emplace(
        options, catalogue, *table, clock,
        [&instance, role, version = options.version] {
          return board::ProcessStatus{version, role, readiness(instance).is_ready()};
        },
        instance.signals());
    state.metrics.show([&state] { return state.numbers->current.read(); },
                       options.publication.min_count);
    state.metrics.add(
        std::make_shared<prometheus_sink::SignalMetrics>([&signals = instance.signals()] {
          return prometheus_sink::SignalSample{signals.view().findings, open_alerts(signals)};
        }));
    state.numbers->api.add_to(routes);
  }
  const snapshot::UnitTicks* ticks = state.numbers ? &state.numbers->ticks : nullptr;
  state.metrics.add(std::make_shared<prometheus_sink::PlatformMetrics>(
      [&instance, ticks, version = options.version] {
        return platform_samples(version, instance, ticks);
      }));

  routes["/metrics"] = [&state](const http::Request&) { return state.metrics.page(); };
  routes["/metrics/units"] = [&state](const http::Request&) { return state.units.page(); };
  routes["/livez"] = [&instance](const http::Request&) { return liveness_page(instance); };
  routes["/readyz"] = [&instance](const http::Request& request) {
    return readiness_page(readiness(instance), request);
  };
  auto server = http::Server::start(options.listen, std::move(routes));
  if (!server) return std::move(server).error();
  state.server = *std::move(server);
  if (state.numbers) {
    state.ticker = std::jthread([&state, &instance](const std::stop_token& stop) {
      instance.note(guarded([&] { return follow_ticks(state.numbers->ticks, state.units, stop); }));
    });
  }
  return std::unique_ptr<Endpoints>(new Endpoints(std::move(owned)));
}

Endpoints::Endpoints(std::unique_ptr<State> state) : state_(std::move(state)) {}
Endpoints::~Endpoints() = default;

}  // namespace sjukpuls::service
