#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <set>

#include "processor/domain/stockholm.h"
#include "sinks/topics/alert_json.h"
#include "sinks/topics/alerts_topic.h"
#include "tests/fakes/chance.h"
#include "tests/runtime/worker_fixture.h"

namespace sjukpuls::topics {
namespace {

using alerts::Alert;
using alerts::AlertState;
using alerts::Findings;
using base::Remedy;
using runtime::Phase;
using runtime::WorkerProcess;
using Call = fakes::SimBroker::Call;
using Effect = fakes::SimBroker::Effect;
using std::chrono::hours;
using std::chrono::milliseconds;

constexpr int kActions = 3'000;
const unsigned kSeeds = fakes::simulation_seeds(30);
const char* const kTopic = "sjukpuls.alerts";
constexpr const char* kUnits[] = {"UNIT-A", "UNIT-B", "UNIT-C"};

// Two workers that announce alerts live through signals that come and go, failing calls, kills,
// restarts, lost sessions and days that turn.
class Simulation {
 public:
  explicit Simulation(unsigned seed) : chance_(seed), events_(runtime::sample_records()) {
    events_.resize(std::min<std::size_t>(events_.size(), 40));
    world_.broker().create_topic(kTopic, 1);
    find();
  }

  // How many alerts were opened.
  std::size_t run() {
    for (int i = 0; i < kActions; ++i) {
      const bool spoke = somebody_speaks();
      act();
      look_at_new_records(spoke);
      if (testing::Test::HasFailure()) return 0;
    }
    come_to_rest();
    EXPECT_EQ(open_units(), signalled_);
    return opened_.size();
  }

 private:
  struct Process {
    explicit Process(const char* process_name, Simulation& simulation)
        : name(process_name), owner(simulation) {}
    void start() {
      topic = std::make_unique<AlertsTopic>(kTopic, alerts::AlertBookOptions{.hold = hours{1}},
                                            [this] { return owner.findings_; });
      reader = owner.world_.broker().reader(kTopic);
      worker = std::make_unique<WorkerProcess>(
          owner.world_, name, std::nullopt,
          std::vector<stream::AnnouncedPort>{{topic.get(), reader.get()}});
      if (!worker->start()) worker.reset();
    }
    bool speaks() const {
      if (!worker) return false;
      const auto statistics = worker->statistics();
      const auto first = statistics.partitions.find(0);
      return first != statistics.partitions.end() && first->second.phase == Phase::kLive;
    }

    const char* name;
    Simulation& owner;
    int asleep = 0;  // turns
    std::unique_ptr<AlertsTopic> topic;
    std::unique_ptr<stream::TopicReader> reader;
    std::unique_ptr<WorkerProcess> worker;
  };

  void act() {
    Process& process = processes_[chance_.in_a_thousand(500) ? 0 : 1];
    if (chance_.in_a_thousand(20)) {
      world_.append(events_[chance_.number_to(events_.size() - 1)]);
    }
    if (chance_.in_a_thousand(200)) world_.clock().advance(milliseconds{700});
    if (chance_.in_a_thousand(20)) world_.clock().advance(std::chrono::minutes{40});
    if (chance_.in_a_thousand(20)) change_a_signal();
    if (chance_.in_a_thousand(20)) find();
    if (chance_.in_a_thousand(15)) fail_something();
    if (process.asleep > 0) {
      --process.asleep;
      return;
    }
    if (chance_.in_a_thousand(5)) process.worker.reset();
    if (!process.worker && chance_.in_a_thousand(100)) process.start();
    if (process.worker && chance_.in_a_thousand(5)) lose_session(process);
    if (process.asleep == 0 && process.worker && !process.worker->step()) process.worker.reset();
  }

  // At times by a long sleep, while the other, which is started anew, takes all partitions over.
  void lose_session(Process& process) {
    world_.broker().drop_member(process.name);
    if (chance_.in_a_thousand(500)) return;
    process.asleep = 300;
    processes_[&process == &processes_[0] ? 1 : 0].worker.reset();
  }

  void change_a_signal() {
    const std::string unit = chance_.any_of(kUnits);
    if (signalled_.erase(unit) == 0) signalled_.insert(unit);
    find();
  }

  // What the next look at the table finds.
  void find() {
    auto findings = std::make_shared<Findings>();
    findings->as_of = domain::civil_day(world_.clock().now());
    for (const std::string& unit : signalled_) {
      findings->signals.push_back({alerts::Rule::kManyReminders, alerts::SignalLevel::kAlert, unit,
                                   "", domain::Region(), std::nullopt});
    }
    findings_ = std::move(findings);
  }

  void fail_something() {
    const Call call = chance_.any_of({Call::kOpen, Call::kBegin, Call::kPut, Call::kAddOffsets,
                                      Call::kCommit, Call::kAbort, Call::kCommitted});
    const Remedy remedy = chance_.any_of({Remedy::kRetry, Remedy::kReopen, Remedy::kStop});
    const bool done =
        call == Call::kCommit && remedy != Remedy::kRetry && chance_.in_a_thousand(500);
    world_.broker().fail_next(call, remedy, done ? Effect::kDone : Effect::kNone);
  }

  // Nobody speaks who is restoring, an id is opened once, and once closed stays closed.
  void look_at_new_records(bool somebody_spoke) {
    const auto records = world_.broker().visible(kTopic, 0);
    if (records.size() == seen_) return;
    EXPECT_TRUE(somebody_spoke || somebody_speaks());
    for (; seen_ < records.size(); ++seen_) {
      if (!records[seen_].value) continue;
      const auto alert = parse_alert(*records[seen_].value);
      ASSERT_TRUE(alert);
      if (alert->state == AlertState::kOpen) {
        const auto [known, is_new] = opened_.emplace(alert->id, *alert->opened_at);
        EXPECT_EQ(known->second, *alert->opened_at) << alert->id << " opened twice";
        EXPECT_FALSE(closed_.contains(alert->id)) << alert->id << " opened after it was closed";
      }
      if (alert->state == AlertState::kClosed) {
        EXPECT_TRUE(opened_.contains(alert->id));
        closed_.insert(alert->id);
      }
    }
  }
  // Or has just ended, perhaps after it went live and wrote in one step.
  bool somebody_speaks() const {
    return std::ranges::any_of(
        processes_, [](const Process& process) { return !process.worker || process.speaks(); });
  }

  void come_to_rest() {
    world_.broker().forget_failures();
    // A day and more, so that what was closed may open again.
    for (int i = 0; i < 6'000; ++i) {
      for (Process& process : processes_) {
        if (!process.worker) process.start();
        const base::Status done = process.worker->step();
        ASSERT_TRUE(done) << done.error().what;
      }
      world_.clock().advance(std::chrono::seconds{20});
      if (i % 100 == 0) find();
      look_at_new_records(somebody_speaks());
    }
  }

  std::set<std::string> open_units() const {
    std::set<std::string> open;
    for (const auto& record : world_.broker().visible(kTopic, 0)) {
      const auto alert = record.value ? parse_alert(*record.value) : std::nullopt;
      if (alert && alert->state == AlertState::kOpen) {
        open.insert(alert->care_unit);
      } else {
        open.erase(record.key.substr(record.key.find('|') + 1));
      }
    }
    return open;
  }

  fakes::Chance chance_;
  std::vector<runtime::InputRecord> events_;
  mutable runtime::WorkerWorld world_;
  std::set<std::string> signalled_;  // units that stand out now
  std::shared_ptr<const Findings> findings_;
  Process processes_[2] = {Process("a", *this), Process("b", *this)};

  std::size_t seen_ = 0;  // records of the topic
  std::map<std::string, base::ProcessingTime> opened_;
  std::set<std::string> closed_;
};

TEST(AnnouncingSimulationTest, WhateverHappensAnAlertOpensOnceAndTheOpenOnesAreThoseSignalled) {
  std::size_t opened = 0;
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    opened += Simulation(seed).run();
    if (testing::Test::HasFailure()) return;
  }
  EXPECT_GT(opened, 2 * kSeeds);
}

}  // namespace
}  // namespace sjukpuls::topics
