#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "processor/codec/event_decoder.h"
#include "processor/indicators/catalogue.h"
#include "processor/runtime/worker.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/sim_broker.h"

namespace sjukpuls::runtime {

inline constexpr int kPartitions = 2;
inline const std::string kPartials = "sjukpuls.partials";
inline const std::string kDeadLetters = "sjukpuls.dead-letters";

// The day of tests/samples/as_of.txt.
base::CivilDay samples_day();
// Noon in Stockholm, more or less.
base::ProcessingTime noon(base::CivilDay day);

// An event as it lies in an input topic.
struct InputRecord {
  std::string topic;
  std::string key;
  std::string value;

  int partition() const;
};

// tests/samples/events.ndjson.
std::vector<InputRecord> sample_records();
// A certificate of a patient, signed that day and covering it, sent to nobody.
InputRecord certificate(const std::string& patient, const std::string& certificate_id,
                        base::CivilDay day);

// The input topics on a SimBroker, and what can be seen of the workers' output.
class WorkerWorld {
 public:
  WorkerWorld();

  void append(const InputRecord& record);
  void append(const std::vector<InputRecord>& records);

  // docs/INDICATORS.md section 9 of what readers of the partials topic see.
  std::string table_csv(base::CivilDay day);
  // The same of all that was appended, folded by one shard.
  std::string expected_csv(base::CivilDay day);

  // The rule of exactly once: for each partition, the visible rows and status are those that the
  // events below its committed offsets make for the committed day.
  void expect_rows_match_offsets();

  fakes::SimBroker& broker() { return broker_; }
  fakes::ManualClock& clock() { return clock_; }
  const indicators::Catalogue& catalogue() const { return catalogue_; }
  std::vector<std::string> input_topics() const;

 private:
  void expect_rows_match_offsets(int partition);

  fakes::SimBroker broker_;
  fakes::ManualClock clock_;
  indicators::Catalogue catalogue_;
};

// A worker with its ports; ends without ceremony, as a killed process does.
class WorkerProcess {
 public:
  explicit WorkerProcess(WorkerWorld& world, const std::string& name = "a",
                         std::optional<base::CivilDay> pinned_day = std::nullopt,
                         std::vector<stream::AnnouncedPort> announced = {});

  base::Status start() { return worker_->start(); }
  base::Status step() { return worker_->step(std::chrono::milliseconds{0}); }
  base::Status stop() { return worker_->stop(); }
  // Steps until nothing happens any more; the first error ends it.
  base::Status settle(int steps = 3'000);

  WorkerStatistics statistics() const { return board_.read(); }
  bool all_live() const;

 private:
  std::unique_ptr<stream::Log> log_;
  std::unique_ptr<stream::TransactionSource> transactions_;
  std::unique_ptr<stream::TopicReader> reader_;
  StatisticsBoard board_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace sjukpuls::runtime
