#include "processor/runtime/committer.h"

#include <gmock/gmock.h>

#include <chrono>

#include "tests/fakes/sim_broker.h"

namespace sjukpuls::runtime {
namespace {

using base::Remedy;
using std::chrono::seconds;
using testing::HasSubstr;
using Call = fakes::SimBroker::Call;
using Effect = fakes::SimBroker::Effect;

// A committer whose transactions move the offset of one input partition.
class CommitterTest : public testing::Test, private stream::GroupHandler {
 protected:
  CommitterTest() {
    broker_.create_topic("input", 1);
    log_ = broker_.open_log({"input"}, "a");
    EXPECT_TRUE(log_->subscribe(*this));
    EXPECT_TRUE(log_->poll({}));
    source_ = broker_.transactions("a", *log_);
    committer_.emplace(*source_, statistics_);
    EXPECT_TRUE(committer_->open());
  }

  base::Result<Outcome> transact(seconds at = seconds{0}) {
    return committer_->transact(
        [this](stream::Transaction& transaction) {
          ++written_;
          const stream::NextOffset next{{0, 0}, written_};
          return transaction.add_offsets({&next, 1}, "");
        },
        base::ProcessingTime{at});
  }
  std::optional<stream::Offset> committed() const { return broker_.committed_offset("input", 0); }

  void record(const stream::Record& /*record*/) override {}
  void end_of_partition(stream::TopicPartition /*source*/, stream::Offset /*next*/) override {}
  std::vector<stream::Start> assigned(std::span<const stream::TopicPartition> sources) override {
    std::vector<stream::Start> starts;
    for (const stream::TopicPartition source : sources) starts.push_back({source, std::nullopt});
    return starts;
  }
  void revoked(stream::Revocation /*revocation*/) override {}

  fakes::SimBroker broker_;
  std::unique_ptr<stream::Log> log_;
  std::unique_ptr<stream::TransactionSource> source_;
  WorkerStatistics statistics_;
  std::optional<Committer> committer_;
  int written_ = 0;
};

TEST_F(CommitterTest, WhatGoesWellIsCommitted) {
  const auto outcome = transact();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(*outcome, Outcome::kCommitted);
  EXPECT_EQ(committed(), 1);
}

TEST_F(CommitterTest, ARefusalIsTheAnswerToEveryLaterTransactionWithoutAskingAgain) {
  broker_.fail_next(Call::kCommit, Remedy::kStop);
  ASSERT_FALSE(transact());
  const auto again = transact();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().remedy, Remedy::kStop);
  EXPECT_EQ(written_, 1);
  EXPECT_EQ(committed(), std::nullopt);
}

TEST_F(CommitterTest, WhatCanBeTriedAgainIsRolledBack) {
  broker_.fail_next(Call::kAddOffsets, Remedy::kRetry);
  const auto outcome = transact();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(*outcome, Outcome::kRolledBack);
  EXPECT_TRUE(committer_->is_open());
  EXPECT_EQ(*transact(), Outcome::kCommitted);
  EXPECT_EQ(committed(), 2);
}

TEST_F(CommitterTest, ALostAnswerLeavesItInDoubtWithoutAProducer) {
  broker_.fail_next(Call::kCommit, Remedy::kReopen, Effect::kDone);
  const auto outcome = transact();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(*outcome, Outcome::kInDoubt);
  EXPECT_FALSE(committer_->is_open());
  EXPECT_EQ(statistics_.rebuilds, 1U);
}

TEST_F(CommitterTest, AnAbortThatGoesWrongLeavesItInDoubtToo) {
  broker_.fail_next(Call::kCommit, Remedy::kRetry);
  broker_.fail_next(Call::kAbort, Remedy::kReopen);
  EXPECT_EQ(*transact(), Outcome::kInDoubt);
}

TEST_F(CommitterTest, TwoProducersLostWithinAMinuteAreAnErrorAndOverAMinuteAreNot) {
  broker_.fail_next(Call::kCommit, Remedy::kReopen);
  ASSERT_TRUE(transact(seconds{0}));
  ASSERT_TRUE(committer_->open());
  broker_.fail_next(Call::kCommit, Remedy::kReopen);
  ASSERT_TRUE(transact(seconds{60}));
  ASSERT_TRUE(committer_->open());
  broker_.fail_next(Call::kCommit, Remedy::kReopen);
  const auto outcome = transact(seconds{119});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().remedy, Remedy::kStop);
}

TEST_F(CommitterTest, TenFailuresInARowAreAnErrorAndOneThatGoesWellBeginsAnew) {
  for (int i = 0; i < 9; ++i) broker_.fail_next(Call::kCommit, Remedy::kRetry);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(*transact(), Outcome::kRolledBack);
  EXPECT_EQ(*transact(), Outcome::kCommitted);
  for (int i = 0; i < 10; ++i) broker_.fail_next(Call::kCommit, Remedy::kRetry);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(*transact(), Outcome::kRolledBack);
  const auto outcome = transact();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().what, HasSubstr("10 transactions failed in a row"));
}

}  // namespace
}  // namespace sjukpuls::runtime
