#include "processor/runtime/worker.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "processor/runtime/dead_letter.h"
#include "processor/runtime/offset_metadata.h"
#include "processor/runtime/partials.h"
#include "tests/runtime/worker_fixture.h"

namespace sjukpuls::runtime {
namespace {

using base::Remedy;
using std::chrono::days;
using std::chrono::seconds;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Call = fakes::SimBroker::Call;
using Effect = fakes::SimBroker::Effect;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class WorkerTest : public testing::Test {
 protected:
  // A worker on the samples, live.
  void SetUp() override {
    world_.append(sample_records());
    start();
  }

  void start() {
    process_.reset();
    process_ = std::make_unique<WorkerProcess>(world_);
    ASSERT_TRUE(process_->start());
    const base::Status done = process_->settle();
    ASSERT_TRUE(done) << done.error().what;
    ASSERT_TRUE(process_->all_live());
  }

  // Another certificate of a patient not seen before; commits after the interval.
  void something_happens() {
    const std::string number = std::to_string(++patients_);
    world_.append(certificate("patient-" + number, "certificate-" + number, today_));
  }
  void an_unusable_record_comes() {
    world_.broker().append("sjukpuls.kva", 0, "patient-1", "no event at all", noon(today_),
                           {{"trace", "7"}});
  }
  base::Status an_interval_passes() {
    if (auto done = process_->settle(100); !done) return done;
    world_.clock().advance(seconds{1});
    return process_->settle(100);
  }

  void expect_table_is_right() {
    EXPECT_TRUE(world_.table_csv(today_) == world_.expected_csv(today_));
    world_.expect_rows_match_offsets();
  }
  std::size_t records(const std::string& topic) {
    std::size_t count = 0;
    for (int partition = 0; partition < (topic == kPartials ? kPartitions : 1); ++partition) {
      count += world_.broker().visible(topic, partition).size();
    }
    return count;
  }

  base::CivilDay today_ = samples_day();
  WorkerWorld world_;
  std::unique_ptr<WorkerProcess> process_;
  int patients_ = 0;
};

TEST_F(WorkerTest, TheTableHoldsTheExpectedCounts) {
  EXPECT_TRUE(world_.table_csv(today_) == text_of("samples/expected.csv"));
  expect_table_is_right();
}

TEST_F(WorkerTest, WhatHappensIsCommittedAfterTheInterval) {
  const std::size_t before = records(kPartials);
  something_happens();
  ASSERT_TRUE(process_->settle(100));
  EXPECT_EQ(records(kPartials), before);
  world_.clock().advance(seconds{1});
  ASSERT_TRUE(process_->settle(100));
  EXPECT_GT(records(kPartials), before);
  expect_table_is_right();
}

TEST_F(WorkerTest, WithoutNewsThereIsNoCommit) {
  const int before = world_.broker().commits();
  world_.clock().advance(seconds{60});
  ASSERT_TRUE(process_->settle(100));
  EXPECT_EQ(world_.broker().commits(), before);
}

TEST_F(WorkerTest, ACommitCarriesTheOffsetsOfAllItsPartitions) {
  world_.clock().set(noon(today_ + days{1}));
  something_happens();
  ASSERT_TRUE(an_interval_passes());
  for (const std::string& topic : world_.input_topics()) {
    for (int partition = 0; partition < kPartitions; ++partition) {
      EXPECT_EQ(world_.broker().committed_metadata(topic, partition),
                offset_metadata(today_ + days{1}));
    }
  }
}

TEST_F(WorkerTest, TheTurnOfTheDayIsACommitByItself) {
  const int before = world_.broker().commits();
  today_ += days{1};
  world_.clock().set(noon(today_));
  ASSERT_TRUE(process_->settle(10));
  EXPECT_EQ(world_.broker().commits(), before + 1);
  expect_table_is_right();
}

TEST_F(WorkerTest, AClockThatGoesBackDoesNotTurnTheDayBack) {
  today_ += days{1};
  world_.clock().set(noon(today_));
  ASSERT_TRUE(process_->settle(10));
  world_.clock().set(noon(today_ - days{1}));
  something_happens();
  ASSERT_TRUE(an_interval_passes());
  expect_table_is_right();
}

TEST_F(WorkerTest, APinnedDayStandsStill) {
  process_.reset();
  today_ -= days{40};
  process_ = std::make_unique<WorkerProcess>(world_, "a", today_);
  ASSERT_TRUE(process_->start());
  ASSERT_TRUE(process_->settle());
  expect_table_is_right();
}

TEST_F(WorkerTest, ARestartWritesNothingNew) {
  const std::size_t before = records(kPartials);
  start();
  EXPECT_EQ(records(kPartials), before);
  for (const auto& [number, partition] : process_->statistics().partitions) {
    EXPECT_EQ(partition.reconciled_rows, 0U);
    EXPECT_GT(partition.restored_events, 0U);
  }
}

TEST_F(WorkerTest, ARestartOnALaterDayWritesThatDay) {
  process_.reset();
  today_ += days{3};
  world_.clock().set(noon(today_));
  start();
  expect_table_is_right();
}

TEST_F(WorkerTest, RowsThatAreWrongAreCorrectedOnGoingLive) {
  process_.reset();
  codec::PartialCodec codec;
  std::string wrong;
  const engine::Cell cell{1, 999};
  codec.encode(wire_of(today_, {&cell, 1}), wrong);
  world_.broker().append(kPartials, 1, "row|nation|SE|28d|1", wrong);
  world_.broker().append(kPartials, 1, "row|unit|SE-GONE|28d|1", wrong);
  world_.broker().append(kPartials, 0, "row|nation|SE|at|0", std::nullopt);
  start();
  expect_table_is_right();
}

TEST_F(WorkerTest, DuplicatesAreCountedAndChangeNothing) {
  const std::string before = world_.table_csv(today_);
  world_.append(sample_records());
  ASSERT_TRUE(an_interval_passes());
  EXPECT_TRUE(world_.table_csv(today_) == before);
  EXPECT_GT(process_->statistics().duplicates, 0U);
}

TEST_F(WorkerTest, AnUnusableRecordIsSetAsideAsItWas) {
  an_unusable_record_comes();
  ASSERT_TRUE(an_interval_passes());
  const auto letters = world_.broker().visible(kDeadLetters, 0);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].key, "patient-1");
  EXPECT_EQ(letters[0].value, "no event at all");
  EXPECT_THAT(letters[0].headers, Contains(stream::Header{"trace", "7"}));
  EXPECT_THAT(letters[0].headers,
              Contains(stream::Header{"__connect.errors.topic", "sjukpuls.kva"}));
  EXPECT_THAT(letters[0].headers, Contains(stream::Header{"__connect.errors.partition", "0"}));
  EXPECT_THAT(letters[0].headers, Contains(stream::Header{"sjukpuls.errors.reason", "unparsable"}));
  for (const stream::Header& header : letters[0].headers) {
    EXPECT_THAT(header.value, Not(HasSubstr("no event")));
  }
  expect_table_is_right();
}

TEST_F(WorkerTest, AnUnusableRecordIsSetAsideOnceThoughReadAgain) {
  an_unusable_record_comes();
  ASSERT_TRUE(an_interval_passes());
  start();
  EXPECT_EQ(records(kDeadLetters), 1U);
}

TEST_F(WorkerTest, AnUnusableRecordThatCameWhileAwayIsSetAside) {
  process_.reset();
  an_unusable_record_comes();
  start();
  EXPECT_EQ(records(kDeadLetters), 1U);
  expect_table_is_right();
}

TEST_F(WorkerTest, TooManyUnusableRecordsStopTheWorker) {
  for (int i = 0; i < 1'000; ++i) an_unusable_record_comes();
  const base::Status done = process_->settle();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
  EXPECT_THAT(done.error().what, HasSubstr("sjukpuls.kva [0] offset"));
  EXPECT_THAT(done.error().what, Not(HasSubstr("patient")));
  EXPECT_EQ(records(kDeadLetters), 0U);
}

TEST_F(WorkerTest, StoppingCommitsWhatIsPending) {
  something_happens();
  ASSERT_TRUE(process_->settle(100));
  ASSERT_TRUE(process_->stop());
  expect_table_is_right();
}

TEST_F(WorkerTest, BeingKilledLosesNothing) {
  something_happens();
  an_unusable_record_comes();
  ASSERT_TRUE(process_->settle(100));
  start();  // the process before ends without a commit
  EXPECT_EQ(records(kDeadLetters), 1U);
  expect_table_is_right();
}

TEST_F(WorkerTest, AProducerLostTwiceWithinAMinuteStopsTheWorker) {
  something_happens();
  world_.broker().fail_next(Call::kCommit, Remedy::kReopen);
  world_.broker().fail_next(Call::kCommit, Remedy::kReopen);
  ASSERT_TRUE(an_interval_passes());
  const base::Status done = an_interval_passes();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
}

TEST_F(WorkerTest, TransactionsThatKeepFailingStopTheWorker) {
  something_happens();
  for (int i = 0; i < 20; ++i) world_.broker().fail_next(Call::kCommit, Remedy::kRetry);
  base::Status done = base::Done{};
  for (int i = 0; i < 20 && done; ++i) done = an_interval_passes();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().what, HasSubstr("10 transactions failed in a row"));
}

TEST_F(WorkerTest, TheGroupsRefusalOfAStopIsFinal) {
  something_happens();
  world_.broker().fail_next(Call::kAddOffsets, Remedy::kStop);
  const base::Status done = an_interval_passes();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
}

// Another member that joins makes us give partitions away, with a last commit.
TEST_F(WorkerTest, TheGroupsRefusalOfAStopIsFinalOnGivingAwayToo) {
  something_happens();
  ASSERT_TRUE(process_->settle(100));
  world_.broker().fail_next(Call::kAddOffsets, Remedy::kStop);
  WorkerProcess other(world_, "b");
  ASSERT_TRUE(other.start());
  base::Status done = base::Done{};
  for (int i = 0; i < 10 && done; ++i) done = process_->step();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
  EXPECT_EQ(process_->statistics().rebuilds, 0U);
}

TEST_F(WorkerTest, ACommitThatIsRefusedWhileStoppingIsNotTriedAgain) {
  something_happens();
  ASSERT_TRUE(process_->settle(100));
  const int before = world_.broker().commits();
  world_.broker().fail_next(Call::kCommit, Remedy::kStop);
  const base::Status done = process_->stop();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
  EXPECT_EQ(world_.broker().commits(), before);
  world_.expect_rows_match_offsets();
}

// Two hundred records are not a thousand in a row because a transaction of theirs fails five times.
TEST_F(WorkerTest, WhatIsReadAgainDoesNotCountTwiceAsUnusable) {
  constexpr int kGood = 30'000;
  for (int i = 0; i < kGood; ++i) world_.append(certificate("patient", "certificate", today_));
  ASSERT_TRUE(process_->settle(kGood + 100));
  world_.clock().advance(seconds{1});
  ASSERT_TRUE(process_->settle(100));
  for (int i = 0; i < 200; ++i) an_unusable_record_comes();
  for (int i = 0; i < 5; ++i) world_.broker().fail_next(Call::kCommit, Remedy::kRetry);
  for (int i = 0; i < 8; ++i) {
    ASSERT_TRUE(process_->settle(300));
    world_.clock().advance(seconds{1});
  }
  ASSERT_TRUE(process_->settle(300));
  EXPECT_EQ(records(kDeadLetters), 200U);
}

TEST_F(WorkerTest, ItGoesOnPollingWhileAnothersTransactionIsOpenAmongItsRows) {
  process_.reset();
  world_.broker().keep_transactions_open();
  const auto log = world_.broker().open_log(world_.input_topics(), "stranger");
  const auto source = world_.broker().transactions("stranger", *log);
  const auto stranger = source->open();
  ASSERT_TRUE((*stranger)->begin());
  for (int partition = 0; partition < kPartitions; ++partition) {
    ASSERT_TRUE((*stranger)->put({.topic = kPartials,
                                  .partition = partition,
                                  .key = "row|unit|SE-GONE|28d|0",
                                  .value = std::nullopt,
                                  .headers = {}}));
  }
  process_ = std::make_unique<WorkerProcess>(world_);
  ASSERT_TRUE(process_->start());
  ASSERT_TRUE(process_->settle());
  EXPECT_FALSE(process_->all_live());
  something_happens();
  ASSERT_TRUE(process_->settle(100));  // polls, and so reads it
  std::int64_t lag = 0;
  world_.clock().advance(seconds{1});
  ASSERT_TRUE(process_->settle(1));
  for (const auto& [number, partition] : process_->statistics().partitions) lag += partition.lag;
  EXPECT_EQ(lag, 0);
  ASSERT_TRUE((*stranger)->abort());
  ASSERT_TRUE(process_->settle());
  EXPECT_TRUE(process_->all_live());
  expect_table_is_right();
}

TEST_F(WorkerTest, OffsetsThatAreHeldByATransactionAreAskedForAgain) {
  process_.reset();
  for (int i = 0; i < 3; ++i) world_.broker().fail_next(Call::kCommitted, Remedy::kRetry);
  start();
  expect_table_is_right();
}

TEST_F(WorkerTest, AProducerThatCannotBeOpenedYetIsTriedAgain) {
  process_.reset();
  for (int i = 0; i < 3; ++i) world_.broker().fail_next(Call::kOpen, Remedy::kRetry);
  start();
  expect_table_is_right();
}

TEST_F(WorkerTest, AnotherMemberTakesOverItsShare) {
  something_happens();
  ASSERT_TRUE(process_->settle(100));  // pending, to be committed on giving the partition away
  WorkerProcess other(world_, "b");
  ASSERT_TRUE(other.start());
  for (int i = 0; i < 3'000; ++i) {
    ASSERT_TRUE(process_->step());
    ASSERT_TRUE(other.step());
  }
  EXPECT_THAT(process_->statistics().partitions, SizeIs(1));
  EXPECT_THAT(other.statistics().partitions, SizeIs(1));
  expect_table_is_right();
  for (const auto& [number, partition] : other.statistics().partitions) {
    EXPECT_EQ(partition.reconciled_rows, 0U);
  }
}

TEST_F(WorkerTest, AMemberThatTheGroupHasDroppedCommitsNothing) {
  WorkerProcess other(world_, "b");
  ASSERT_TRUE(other.start());
  for (int i = 0; i < 3'000; ++i) {
    ASSERT_TRUE(process_->step());
    ASSERT_TRUE(other.step());
  }
  for (int i = 0; i < 10; ++i) something_happens();
  ASSERT_TRUE(process_->settle(100));
  world_.broker().drop_member("a");
  const int before = world_.broker().commits();
  world_.clock().advance(seconds{1});
  ASSERT_TRUE(process_->step());
  EXPECT_EQ(world_.broker().commits(), before);
  world_.expect_rows_match_offsets();
  for (int i = 0; i < 3'000; ++i) {
    ASSERT_TRUE(process_->step());
    ASSERT_TRUE(other.step());
  }
  expect_table_is_right();
}

TEST_F(WorkerTest, TopicsOfUnequalPartitionCountsAreRefused) {
  process_.reset();
  world_.broker().create_topic("sjukpuls.kva", 3);
  process_ = std::make_unique<WorkerProcess>(world_);
  const base::Status done = process_->start();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
  EXPECT_THAT(done.error().what, HasSubstr("sjukpuls.kva has 3"));
  EXPECT_THAT(done.error().what, HasSubstr("sjukpuls.reminders has 2"));
}

// A transaction that fails at any call, in any way, changes nothing about what comes out.
struct Failure {
  Call call;
  Remedy remedy;
  Effect effect;
};

class WorkerFailureTest : public WorkerTest, public testing::WithParamInterface<Failure> {};

TEST_P(WorkerFailureTest, LiveNothingIsLostNorWrittenTwice) {
  something_happens();
  an_unusable_record_comes();
  world_.broker().fail_next(GetParam().call, GetParam().remedy, GetParam().effect);
  ASSERT_TRUE(an_interval_passes());
  world_.expect_rows_match_offsets();
  ASSERT_TRUE(an_interval_passes());
  EXPECT_EQ(process_->statistics().aborts, 1U);
  EXPECT_EQ(process_->statistics().rebuilds, GetParam().remedy == Remedy::kReopen ? 1U : 0U);
  EXPECT_EQ(records(kDeadLetters), 1U);
  expect_table_is_right();
}

TEST_P(WorkerFailureTest, GoingLiveItRestoresAgain) {
  process_.reset();
  something_happens();
  an_unusable_record_comes();
  world_.broker().fail_next(GetParam().call, GetParam().remedy, GetParam().effect);
  start();
  ASSERT_TRUE(an_interval_passes());
  EXPECT_EQ(records(kDeadLetters), 1U);
  expect_table_is_right();
}

INSTANTIATE_TEST_SUITE_P(Calls, WorkerFailureTest,
                         testing::Values(Failure{Call::kBegin, Remedy::kRetry, Effect::kNone},
                                         Failure{Call::kBegin, Remedy::kReopen, Effect::kNone},
                                         Failure{Call::kPut, Remedy::kRetry, Effect::kNone},
                                         Failure{Call::kPut, Remedy::kReopen, Effect::kNone},
                                         Failure{Call::kAddOffsets, Remedy::kRetry, Effect::kNone},
                                         Failure{Call::kAddOffsets, Remedy::kReopen, Effect::kNone},
                                         Failure{Call::kCommit, Remedy::kRetry, Effect::kNone},
                                         Failure{Call::kCommit, Remedy::kReopen, Effect::kNone},
                                         Failure{Call::kCommit, Remedy::kReopen, Effect::kDone}));

}  // namespace
}  // namespace sjukpuls::runtime
