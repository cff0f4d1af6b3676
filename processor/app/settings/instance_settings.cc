#include "processor/app/settings/instance_settings.h"

#include <chrono>

#include "processor/app/settings/catalogue_settings.h"
#include "processor/app/settings/kafka_settings.h"
#include "processor/app/settings/publication_settings.h"
#include "processor/app/settings/signals_settings.h"

namespace sjukpuls::app {

service::InstanceOptions instance_options(const config::Settings& settings) {
  service::InstanceOptions options;
  options.kafka = kafka_options(settings);
  options.kafka.group_id = settings.text("kafka.group_id");
  options.kafka.instance_id = settings.text("kafka.instance_id");
  options.topics = topic_names(settings);
  options.processes = settings.text("role") != "serve";
  options.serves = settings.text("role") != "process";
  options.workers = static_cast<unsigned>(settings.integer("workers"));
  if (settings.is_set("as_of")) options.worker.pinned_day = settings.day("as_of");
  options.worker.commit_interval =
      std::chrono::milliseconds{settings.integer("commit.interval_ms")};
  options.worker.commit_events = static_cast<std::uint64_t>(settings.integer("commit.events"));
  options.worker.shard.kept_below_region = periods_of(settings.list("units.periods"));
  options.signals = signals_options(settings);
  return options;
}

service::EndpointsOptions endpoints_options(const config::Settings& settings) {
  return {.version = SJUKPULS_VERSION,
          .listen = settings.text("listen"),
          .publication = publication_options(settings),
          .ticks = {.page = std::chrono::seconds{settings.integer("metrics.units_tick_s")},
                    .numbers = std::chrono::seconds{settings.integer("privacy.units_tick_s")}}};
}

}  // namespace sjukpuls::app
