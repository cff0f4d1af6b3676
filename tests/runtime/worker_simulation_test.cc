#include <gmock/gmock.h>

#include <algorithm>

#include "processor/runtime/worker.h"
#include "tests/fakes/chance.h"
#include "tests/runtime/worker_fixture.h"

namespace sjukpuls::runtime {
namespace {

using base::Remedy;
using Call = fakes::SimBroker::Call;
using Effect = fakes::SimBroker::Effect;

constexpr int kActions = 1'500;
const unsigned kSeeds = fakes::simulation_seeds(10);

// Two workers of one group live through whatever a seed has in store for them: events, rejects,
// duplicates, failing calls, kills, restarts, lost sessions, days that turn.
class Simulation {
 public:
  explicit Simulation(unsigned seed) : chance_(seed), events_(sample_records()) {
    std::shuffle(events_.begin(), events_.end(), chance_.generator());
    events_.resize(std::min<std::size_t>(events_.size(), 80));
  }

  void run() {
    for (int i = 0; i < kActions; ++i) {
      const int before = world_.broker().commits();
      act();
      if (world_.broker().commits() != before) world_.expect_rows_match_offsets();
      if (testing::Test::HasFatalFailure()) return;
    }
    come_to_rest();
    EXPECT_TRUE(world_.table_csv(today_) == world_.expected_csv(today_));
    EXPECT_EQ(world_.broker().visible(kDeadLetters, 0).size(), rejects_);
  }

 private:
  struct Process {
    const char* name;
    std::unique_ptr<WorkerProcess> worker;
  };

  void act() {
    Process& process = processes_[chance_.in_a_thousand(500) ? 0 : 1];
    if (chance_.in_a_thousand(60)) append_something();
    if (chance_.in_a_thousand(200)) world_.clock().advance(std::chrono::milliseconds{300});
    if (chance_.in_a_thousand(3)) turn_the_day();
    if (chance_.in_a_thousand(10)) fail_something();
    if (chance_.in_a_thousand(5)) process.worker.reset();
    if (!process.worker && chance_.in_a_thousand(100)) start(process);
    if (process.worker && chance_.in_a_thousand(5)) lose_session(process);
    if (process.worker && !process.worker->step()) process.worker.reset();
  }

  void append_something() {
    if (chance_.in_a_thousand(100)) {
      ++rejects_;
      world_.broker().append("sjukpuls.kva", chance_.in_a_thousand(500) ? 0 : 1, "patient",
                             "no event", world_.clock().now());
      return;
    }
    const std::size_t last = std::min(events_.size() - 1, next_event_);
    world_.append(events_[chance_.in_a_thousand(800) ? last : chance_.number_to(last)]);
    ++next_event_;
  }

  void turn_the_day() {
    today_ += std::chrono::days{1};
    world_.clock().set(noon(today_));
  }

  void fail_something() {
    const Call call = chance_.any_of({Call::kOpen, Call::kBegin, Call::kPut, Call::kAddOffsets,
                                      Call::kCommit, Call::kAbort, Call::kCommitted});
    const Remedy remedy = chance_.any_of({Remedy::kRetry, Remedy::kReopen, Remedy::kStop});
    // A commit whose answer is lost leaves the producer in doubt, or takes the process with it.
    const bool done =
        call == Call::kCommit && remedy != Remedy::kRetry && chance_.in_a_thousand(500);
    world_.broker().fail_next(call, remedy, done ? Effect::kDone : Effect::kNone);
  }

  void start(Process& process) {
    process.worker = std::make_unique<WorkerProcess>(world_, process.name);
    if (!process.worker->start()) process.worker.reset();
  }

  void lose_session(Process& process) { world_.broker().drop_member(process.name); }

  void come_to_rest() {
    world_.broker().forget_failures();
    for (int i = 0; i < 6'000; ++i) {
      for (Process& process : processes_) {
        if (!process.worker) start(process);
        const base::Status done = process.worker->step();
        ASSERT_TRUE(done) << done.error().what;
      }
      world_.clock().advance(std::chrono::milliseconds{10});
    }
  }

  fakes::Chance chance_;
  std::vector<InputRecord> events_;
  std::size_t next_event_ = 0;
  std::size_t rejects_ = 0;
  base::CivilDay today_ = samples_day();
  WorkerWorld world_;
  Process processes_[2] = {{"a", nullptr}, {"b", nullptr}};
};

TEST(WorkerSimulationTest, CommittedRowsAreAlwaysThoseOfTheCommittedOffsets) {
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Simulation(seed).run();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace sjukpuls::runtime
