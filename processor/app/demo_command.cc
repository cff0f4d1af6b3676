// Everything in one process: an embedded broker, a simulated Sweden, the processor and its metrics.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "processor/app/commands.h"
#include "processor/app/live_pace.h"
#include "processor/app/settings/catalogue_settings.h"
#include "processor/app/settings/instance_settings.h"
#include "processor/app/settings/publication_settings.h"
#include "processor/app/settings/simulation_settings.h"
#include "processor/app/stop_signal.h"
#include "processor/base/clock.h"
#include "processor/kafka/embedded_cluster.h"
#include "processor/service/endpoints.h"
#include "processor/service/event_producer.h"
#include "processor/service/instance.h"
#include "processor/simulation/simulator.h"

namespace sjukpuls::app {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kBetweenLooks{100};

// The embedded broker keeps 5 MB of a partition, and drops the oldest beyond that. A patient's
// history takes about 900 bytes of the certificates topic; this leaves the fullest partition half
// empty.
int partitions_for(std::uint32_t patients) {
  constexpr std::uint32_t kPatientsOfAPartition = 2'500;
  return static_cast<int>(std::clamp(patients / kPatientsOfAPartition, 6U, 400U));
}

// What came out of the topics, set aside or not.
struct Consumed {
  std::uint64_t records = 0;
  std::size_t live_shards = 0;
};

Consumed consumed_by(const service::Instance& instance) {
  Consumed consumed;
  for (const runtime::WorkerStatistics& worker : instance.statistics()) {
    for (const std::uint64_t events : worker.events) consumed.records += events;
    consumed.records += worker.dead_letters_written;
    for (const auto& [partition, shard] : worker.partitions) {
      if (shard.phase == runtime::Phase::kLive) ++consumed.live_shards;
    }
  }
  return consumed;
}

class Demo {
 public:
  explicit Demo(const config::Settings& settings)
      : settings_(settings),
        catalogue_(catalogue_of(settings)),
        simulation_(simulation_options(settings)),
        simulator_(simulation_),
        partitions_(partitions_for(simulation_.patients)) {}

  base::Status run(const StopSignal& stop) {
    if (auto done = start_broker(); !done) return done;
    if (auto done = produce_history(stop); !done || stop.received()) return done;
    if (auto done = start_processor(); !done) return done;
    if (auto done = wait_for_numbers(stop); !done || stop.received()) return finish(done);
    return finish(go_on_live(stop));
  }

 private:
  base::Status start_broker() {
    auto broker = kafka::EmbeddedCluster::start();
    if (!broker) return std::move(broker).error();
    broker_ = *std::move(broker);
    topics_ = service::topic_names("sjukpuls.");
    for (const kafka::TopicSpec& topic : service::topic_specs(topics_, partitions_)) {
      if (auto made = broker_->create_topic(topic.name, topic.partitions); !made) return made;
    }
    fmt::print("Embedded Kafka at {}, topics {}* with {} partitions.\n",
               broker_->bootstrap_servers(), "sjukpuls.", partitions_);
    return base::Done{};
  }

  base::Status produce_history(const StopSignal& stop) {
    kafka::KafkaOptions options;
    options.bootstrap_servers = broker_->bootstrap_servers();
    auto producer = service::EventProducer::open(options, topics_);
    if (!producer) return std::move(producer).error();
    producer_ = *std::move(producer);
    const auto began = Clock::now();
    while (const codec::WireEvent* event = simulator_.next()) {
      if (event->payload == codec::PayloadKind::kNone) continue;  // has no topic
      if (auto sent = producer_->produce(*event); !sent) return sent;
      if (++produced_ % 4096 == 0 && stop.received()) return base::Done{};
    }
    if (auto sent = producer_->finish(); !sent) return sent;
    fmt::print("Two years of a simulated Sweden: {} events of {} patients, produced in {:.1f} s.\n",
               produced_, simulation_.patients, seconds_since(began));
    return base::Done{};
  }

  base::Status start_processor() {
    service::InstanceOptions options = instance_options(settings_);
    options.kafka.bootstrap_servers = broker_->bootstrap_servers();
    options.topics = topics_;
    options.signals.book.hold = std::chrono::seconds{settings_.integer("demo.alert_hold_s")};
    auto instance = service::Instance::start(options, catalogue_, clock_);
    if (!instance) return std::move(instance).error();
    instance_ = *std::move(instance);
    auto endpoints =
        service::Endpoints::serve(endpoints_options(settings_), catalogue_, *instance_, clock_);
    if (!endpoints) return std::move(endpoints).error();
    endpoints_ = *std::move(endpoints);
    return base::Done{};
  }

  // Until every shard is live and the table holds what they have committed.
  base::Status wait_for_numbers(const StopSignal& stop) {
    const auto began = Clock::now();
    while (!stop.wait_for(kBetweenLooks)) {
      if (const auto failure = instance_->failure()) return *failure;
      const Consumed consumed = consumed_by(*instance_);
      if (consumed.live_shards < static_cast<std::size_t>(partitions_) ||
          !instance_->table()->complete()) {
        continue;
      }
      fmt::print("Consumed {} of {} events; {} shards live after {:.1f} s.\n", consumed.records,
                 produced_, consumed.live_shards, seconds_since(began));
      if (consumed.records != produced_) {
        return base::Error{base::Remedy::kStop,
                           "the embedded broker has dropped events; try fewer --patients"};
      }
      print_where_to_look();
      return base::Done{};
    }
    return base::Done{};
  }

  void print_where_to_look() const {
    const std::string& address = settings_.text("listen");
    fmt::print(
        "\nThe numbers of Sweden, its regions and its care units:\n"
        "  curl -s http://{0}/metrics | grep '^sjukpuls_nation_requests{{'\n"
        "  curl -s http://{0}/metrics | grep 'sjukpuls_region_sick_listed{{region=\"01\"'\n"
        "  curl -s http://{0}/metrics/units | grep '^sjukpuls_unit_certificates_sent{{' | head\n"
        "  curl -s 'http://{0}/api/v1/indicators?level=region&entity=01&period=28d'\n"
        "and the care units that stand out, open alerts after {2} s (--alert-hold):\n"
        "  curl -s http://{0}/metrics | grep '^sjukpuls_unit_signal{{'\n"
        "How fresh all is:\n"
        "  curl -s http://{0}/api/v1/status\n"
        "{1:g} events a second go on from here. Nation and regions follow at once, care units "
        "every {3} s (--privacy-units-tick). Ctrl-C ends it.\n",
        address, settings_.number("demo.rate"), settings_.integer("demo.alert_hold_s"),
        settings_.integer("privacy.units_tick_s"));
    std::fflush(stdout);
  }

  base::Status go_on_live(const StopSignal& stop) {
    LivePace pace(settings_.number("demo.rate"));
    while (!stop.wait_until(pace.next())) {
      if (const auto failure = instance_->failure()) return *failure;
      const codec::WireEvent& event = simulator_.next_live(now());
      if (event.payload == codec::PayloadKind::kNone) continue;
      if (auto sent = producer_->produce(event); !sent) return sent;
      ++produced_;
    }
    return base::Done{};
  }

  // Ends in reverse order of the start, and says what came of it.
  base::Status finish(base::Status done) {
    if (auto sent = producer_->finish(); done && !sent) done = sent;
    endpoints_.reset();
    if (auto stopped = instance_->stop(); done && !stopped) done = stopped;
    if (done) {
      fmt::print("\nStopped: {} events produced, {} consumed.\n", produced_,
                 consumed_by(*instance_).records);
    }
    return done;
  }

  static double seconds_since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
  }

  const config::Settings& settings_;
  const base::SystemClock clock_;
  const indicators::Catalogue catalogue_;
  const simulation::SimulationOptions simulation_;
  simulation::Simulator simulator_;
  const int partitions_;
  std::uint64_t produced_ = 0;

  std::unique_ptr<kafka::EmbeddedCluster> broker_;
  service::TopicNames topics_;
  std::unique_ptr<service::EventProducer> producer_;
  std::unique_ptr<service::Instance> instance_;
  std::unique_ptr<service::Endpoints> endpoints_;
};

}  // namespace

ExitCode demo(const config::Invocation& invocation) {
  const StopSignal stop;
  if (const auto fault =
          publication_fault(invocation.settings, catalogue_of(invocation.settings))) {
    return fail("demo", *fault, kUsage);
  }
  Demo demo(invocation.settings);
  const base::Status done = demo.run(stop);
  if (done) return kOk;
  return fail("demo", done.error().what);
}

}  // namespace sjukpuls::app
