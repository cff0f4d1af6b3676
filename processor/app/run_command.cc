#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "processor/app/catalogue_settings.h"
#include "processor/app/commands.h"
#include "processor/app/instance.h"
#include "processor/app/metrics.h"
#include "processor/app/stop_signal.h"
#include "processor/base/clock.h"

namespace sjukpuls::app {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};

ExitCode fail(const base::Error& error) {
  spdlog::error("{}", error.what);
  return kFailed;
}

}  // namespace

ExitCode run(const config::Invocation& invocation) {
  const StopSignal stop;
  const base::SystemClock clock;
  const config::Settings& settings = invocation.settings;
  const indicators::Catalogue catalogue = catalogue_of(settings);
  if (const auto made = create_topics_if_asked(settings); !made) return fail(made.error());
  for (const std::string& warning : signals_warnings(settings)) spdlog::warn("{}", warning);
  const auto instance = Instance::start(instance_options(settings), catalogue, clock);
  if (!instance) return fail(instance.error());
  const auto metrics = Metrics::serve(settings, catalogue, **instance);
  if (!metrics) return fail(metrics.error());
  spdlog::info("processing as group {} of {}; metrics on http://{}/metrics",
               settings.text("kafka.group_id"), settings.text("kafka.bootstrap_servers"),
               settings.text("listen"));

  while (!stop.wait_for(kBetweenLooks)) {
    if ((*instance)->failure()) break;
  }
  spdlog::info("stopping: what is pending is committed first");
  if (const auto stopped = (*instance)->stop(); !stopped) return fail(stopped.error());
  spdlog::info("stopped");
  return kOk;
}

}  // namespace sjukpuls::app
