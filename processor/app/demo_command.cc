// Everything in one process: an embedded broker, a simulated Sweden, the processor and its metrics.
#include <algorithm>
#include <chrono>
#include <utility>

#include "processor/app/commands.h"
#include "processor/app/demo_page.h"
#include "processor/app/live_pace.h"
#include "processor/app/reject_counts.h"
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
  RejectCounts rejects;
  std::size_t live_shards = 0;
};

Consumed consumed_by(const service::Instance& instance) {
  Consumed consumed;
  for (const runtime::WorkerStatistics& worker : instance.statistics()) {
    for (const std::uint64_t events : worker.events) consumed.records += events;
    consumed.records += worker.dead_letters_written;
    for (std::size_t i = 0; i < worker.rejects.size(); ++i) {
      consumed.rejects.add(static_cast<codec::RejectReason>(i), worker.rejects[i]);
    }
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
        partitions_(partitions_for(simulation_.patients)),
        page_(settings) {}

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
    page_.broker_started(broker_->bootstrap_servers(), partitions_);
    return base::Done{};
  }

  base::Status produce_history(const StopSignal& stop) {
    kafka::KafkaOptions options;
    options.bootstrap_servers = broker_->bootstrap_servers();
    auto producer = service::EventProducer::open(options, topics_);
    if (!producer) return std::move(producer).error();
    producer_ = *std::move(producer);
    while (const codec::WireEvent* event = simulator_.next()) {
      if (event->payload == codec::PayloadKind::kNone) continue;  // has no topic
      if (auto sent = producer_->produce(*event); !sent) return sent;
      if (++produced_ % 4096 != 0) continue;
      if (stop.received()) return base::Done{};
      if (event->occurred_at) page_.producing(produced_, day_of(*event->occurred_at));
    }
    if (auto sent = producer_->finish(); !sent) return sent;
    page_.produced(produced_, simulation_.patients);
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
    while (!stop.wait_for(kBetweenLooks)) {
      if (const auto failure = instance_->failure()) return *failure;
      const Consumed consumed = consumed_by(*instance_);
      page_.consuming(consumed.records, produced_);
      if (consumed.live_shards < static_cast<std::size_t>(partitions_) ||
          !instance_->table()->complete()) {
        continue;
      }
      page_.consumed(consumed.records, produced_, consumed.live_shards);
      if (consumed.records < produced_) {
        return base::Error{base::Remedy::kStop,
                           "the embedded broker has dropped events; try fewer --patients"};
      }
      page_.where_to_look();
      return base::Done{};
    }
    return base::Done{};
  }

  base::Status go_on_live(const StopSignal& stop) {
    const std::uint64_t before = produced_;
    LivePace pace(settings_.number("demo.rate"));
    while (!stop.wait_until(pace.next())) {
      if (const auto failure = instance_->failure()) return *failure;
      const codec::WireEvent& event = simulator_.next_live(now());
      if (event.payload == codec::PayloadKind::kNone) continue;
      if (auto sent = producer_->produce(event); !sent) return sent;
      page_.going_on(++produced_ - before);
    }
    return base::Done{};
  }

  // Ends in reverse order of the start, and says what came of it.
  base::Status finish(base::Status done) {
    if (auto sent = producer_->finish(); done && !sent) done = sent;
    endpoints_.reset();
    if (auto stopped = instance_->stop(); done && !stopped) done = stopped;
    if (done) {
      const Consumed consumed = consumed_by(*instance_);
      page_.stopped(produced_, consumed.records, consumed.rejects);
    }
    return done;
  }

  static std::chrono::sys_days day_of(codec::UnixMilliseconds instant) {
    return std::chrono::floor<std::chrono::days>(
        std::chrono::sys_time<milliseconds>{milliseconds{instant}});
  }

  const config::Settings& settings_;
  const base::SystemClock clock_;
  const indicators::Catalogue catalogue_;
  const simulation::SimulationOptions simulation_;
  simulation::Simulator simulator_;
  const int partitions_;
  DemoPage page_;
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
  // What is told of the end comes after all has ended, on a line of its own.
  const base::Status done = Demo(invocation.settings).run(stop);
  if (done) return kOk;
  return fail("demo", done.error().what);
}

}  // namespace sjukpuls::app
