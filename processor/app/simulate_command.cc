#include <fmt/format.h>

#include <chrono>
#include <functional>
#include <optional>
#include <thread>

#include "processor/app/commands.h"
#include "processor/app/live_pace.h"
#include "processor/app/progress.h"
#include "processor/app/settings/kafka_settings.h"
#include "processor/app/settings/simulation_settings.h"
#include "processor/app/stop_signal.h"
#include "processor/codec/event_file.h"
#include "processor/service/event_producer.h"
#include "processor/simulation/simulator.h"

namespace sjukpuls::app {
namespace {

using Write = std::function<base::Status(const codec::WireEvent&)>;

// History first, as fast as it can be written; then, at a rate, what happens now.
base::Status write_all(simulation::Simulator& simulator, double rate, const Write& write,
                       const StopSignal& stop) {
  ProgressLine line("simulate");
  std::uint64_t events = 0;
  while (const codec::WireEvent* event = simulator.next()) {
    if (auto written = write(*event); !written) return written;
    if (++events % 4096 == 0) {
      line.show(events, 0, 0);
      if (stop.received()) break;
    }
  }
  line.finish();
  if (rate > 0) {
    LivePace pace(rate);
    while (!stop.wait_until(pace.next())) {
      if (auto written = write(simulator.next_live(now())); !written) return written;
      ++events;
    }
  }
  fmt::print(stderr, "{} events\n", events);
  return base::Done{};
}

base::Status to_file(simulation::Simulator& simulator, const config::Settings& settings,
                     const StopSignal& stop) {
  auto file = codec::EventFileWriter::create(settings.text("simulate.output"));
  if (!file) return std::move(file).error();
  const auto write = [&file](const codec::WireEvent& event) { return file->write(event); };
  if (auto written = write_all(simulator, settings.number("simulate.rate"), write, stop);
      !written) {
    return written;
  }
  return file->close();
}

base::Status to_kafka(simulation::Simulator& simulator, const config::Settings& settings,
                      const StopSignal& stop) {
  if (auto made = create_topics_if_asked(settings); !made) return made;
  auto producer = service::EventProducer::open(kafka_options(settings), topic_names(settings));
  if (!producer) return std::move(producer).error();
  const auto write = [&producer](const codec::WireEvent& event) {
    // What has no payload has no topic either; a file may hold it, a topic may not.
    if (event.payload == codec::PayloadKind::kNone) return base::Status(base::Done{});
    return (*producer)->produce(event);
  };
  if (auto written = write_all(simulator, settings.number("simulate.rate"), write, stop);
      !written) {
    return written;
  }
  return (*producer)->finish();
}

}  // namespace

ExitCode simulate(const config::Invocation& invocation) {
  const StopSignal stop;
  const config::Settings& settings = invocation.settings;
  simulation::Simulator simulator(simulation_options(settings));
  const base::Status done = settings.text("simulate.output") == "kafka"
                                ? to_kafka(simulator, settings, stop)
                                : to_file(simulator, settings, stop);
  if (done) return kOk;
  return fail("simulate", done.error().what);
}

}  // namespace sjukpuls::app
