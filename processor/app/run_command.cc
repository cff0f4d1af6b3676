#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "processor/app/commands.h"
#include "processor/app/settings/catalogue_settings.h"
#include "processor/app/settings/instance_settings.h"
#include "processor/app/settings/kafka_settings.h"
#include "processor/app/settings/publication_settings.h"
#include "processor/app/settings/signals_settings.h"
#include "processor/app/stop_signal.h"
#include "processor/base/clock.h"
#include "processor/service/endpoints.h"
#include "processor/service/instance.h"

namespace sjukpuls::app {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};

ExitCode fail(const base::Error& error) {
  spdlog::error("{}", error.what);
  return kFailed;
}

std::string what_it_does(const service::InstanceOptions& options,
                         const config::Settings& settings) {
  if (!options.processes) return "serving all indicators";
  return fmt::format("processing as group {}, serving {}", settings.text("kafka.group_id"),
                     options.serves ? "all indicators" : "metrics of the process alone");
}

}  // namespace

ExitCode run(const config::Invocation& invocation) {
  const StopSignal stop;
  const base::SystemClock clock;
  const config::Settings& settings = invocation.settings;
  const indicators::Catalogue catalogue = catalogue_of(settings);
  if (const auto fault = publication_fault(settings, catalogue)) {
    return fail("run", *fault, kUsage);
  }
  const service::InstanceOptions options = instance_options(settings);
  if (options.serves) {
    for (const std::string& warning : publication_warnings(settings)) spdlog::warn("{}", warning);
  }
  if (const auto made = create_topics_if_asked(settings); !made) return fail(made.error());
  for (const std::string& warning : signals_warnings(settings)) spdlog::warn("{}", warning);
  const auto instance = service::Instance::start(options, catalogue, clock);
  if (!instance) return fail(instance.error());
  auto endpoints =
      service::Endpoints::serve(endpoints_options(settings), catalogue, **instance, clock);
  if (!endpoints) return fail(endpoints.error());
  spdlog::info("{} on http://{}, from {}", what_it_does(options, settings), settings.text("listen"),
               settings.text("kafka.bootstrap_servers"));

  while (!stop.wait_for(kBetweenLooks)) {
    if ((*instance)->failure()) break;
  }
  spdlog::info("stopping: what is pending is committed first");
  endpoints->reset();
  if (const auto stopped = (*instance)->stop(); !stopped) return fail(stopped.error());
  spdlog::info("stopped");
  return kOk;
}

}  // namespace sjukpuls::app
