#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <string>

#include "processor/kafka/embedded_cluster.h"
#include "processor/kafka/kafka_log.h"
#include "processor/kafka/kafka_transaction.h"

namespace sjukpuls::kafka {
namespace {

using base::Remedy;
using base::Status;
using stream::NextOffset;

// Kafka's numbers of requests and errors.
enum Request : std::int16_t {
  kProduce = 0,
  kAddPartitionsToTxn = 24,
  kAddOffsetsToTxn = 25,
  kEndTxn = 26,
  kTxnOffsetCommit = 28,
};
enum Code : int {
  kCoordinatorLoadInProgress = 14,
  kIllegalGeneration = 22,
  kUnknownMemberId = 25,
  kRebalanceInProgress = 27,
  kOutOfOrderSequence = 45,
  kInvalidProducerEpoch = 47,
  kInvalidTxnState = 48,
  kInvalidProducerIdMapping = 49,
  kConcurrentTransactions = 51,
  kTransactionalIdAuthorizationFailed = 53,
  kUnknownProducerId = 59,
  kFencedInstanceId = 82,
  kProducerFenced = 90,
  kTransactionAbortable = 120,
};

enum class Outcome { kCommitted, kRetry, kReopen, kStop };

struct Case {
  const char* name;
  Request request;
  Code code;
  Outcome outcome;
};

class TransactionErrorsTest : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    auto cluster = EmbeddedCluster::start();
    ASSERT_TRUE(cluster) << cluster.error().what;
    cluster_ = std::move(*cluster);
    ASSERT_TRUE(cluster_->create_topic("in", 1));
    ASSERT_TRUE(cluster_->create_topic("out", 1));
    options_.bootstrap_servers = cluster_->bootstrap_servers();
    options_.group_id = "group";
    auto log = KafkaLog::open(options_, {"in"});
    ASSERT_TRUE(log) << log.error().what;
    log_ = std::move(*log);
    source_ = std::make_unique<KafkaTransactionSource>(options_, "id", *log_);
    open();
  }

  void open() {
    transaction_.reset();
    auto opened = source_->open();
    ASSERT_TRUE(opened) << opened.error().what;
    transaction_ = std::move(*opened);
  }

  Status write() {
    const NextOffset offset{{0, 0}, 1};
    if (auto done = transaction_->begin(); !done) return done;
    if (auto done = transaction_->put(
            {.topic = "out", .partition = 0, .key = "key", .value = "value", .headers = {}});
        !done) {
      return done;
    }
    if (auto done = transaction_->add_offsets({&offset, 1}, "v1"); !done) return done;
    return transaction_->commit();
  }

  KafkaOptions options_;
  std::unique_ptr<EmbeddedCluster> cluster_;
  std::unique_ptr<KafkaLog> log_;
  std::unique_ptr<KafkaTransactionSource> source_;
  std::unique_ptr<stream::Transaction> transaction_;
};

TEST_P(TransactionErrorsTest, AsksForTheRightRemedyAndTheRemedyHelps) {
  const std::array codes = {static_cast<int>(GetParam().code)};
  cluster_->fail_requests(GetParam().request, codes);
  const Status done = write();
  if (GetParam().outcome == Outcome::kCommitted) {
    EXPECT_TRUE(done) << done.error().what;
    return;
  }
  ASSERT_FALSE(done);
  switch (GetParam().outcome) {
    case Outcome::kRetry:
      EXPECT_EQ(done.error().remedy, Remedy::kRetry) << done.error().what;
      ASSERT_TRUE(transaction_->abort());
      break;
    case Outcome::kReopen:
      EXPECT_EQ(done.error().remedy, Remedy::kReopen) << done.error().what;
      open();
      break;
    default:
      EXPECT_EQ(done.error().remedy, Remedy::kStop) << done.error().what;
      return;
  }
  const Status again = write();
  EXPECT_TRUE(again) << again.error().what;
}

INSTANTIATE_TEST_SUITE_P(
    Errors, TransactionErrorsTest,
    testing::Values(
        Case{"IllegalGeneration", kTxnOffsetCommit, kIllegalGeneration, Outcome::kRetry},
        Case{"UnknownMember", kTxnOffsetCommit, kUnknownMemberId, Outcome::kRetry},
        Case{"RebalanceInProgress", kTxnOffsetCommit, kRebalanceInProgress, Outcome::kRetry},
        Case{"FencedInstance", kTxnOffsetCommit, kFencedInstanceId, Outcome::kStop},
        Case{"CoordinatorLoading", kTxnOffsetCommit, kCoordinatorLoadInProgress,
             Outcome::kCommitted},
        Case{"ConcurrentAddOffsets", kAddOffsetsToTxn, kConcurrentTransactions,
             Outcome::kCommitted},
        Case{"ConcurrentEnd", kEndTxn, kConcurrentTransactions, Outcome::kCommitted},
        Case{"EpochAtOffsets", kTxnOffsetCommit, kInvalidProducerEpoch, Outcome::kReopen},
        Case{"FencedAtEnd", kEndTxn, kProducerFenced, Outcome::kReopen},
        Case{"TxnStateAtEnd", kEndTxn, kInvalidTxnState, Outcome::kReopen},
        Case{"TxnStateAtPartitions", kAddPartitionsToTxn, kInvalidTxnState, Outcome::kReopen},
        Case{"NotAuthorized", kAddPartitionsToTxn, kTransactionalIdAuthorizationFailed,
             Outcome::kStop},
        Case{"OutOfOrderProduce", kProduce, kOutOfOrderSequence, Outcome::kReopen},
        Case{"UnknownProducer", kProduce, kUnknownProducerId, Outcome::kRetry},
        Case{"ProducerIdMapping", kEndTxn, kInvalidProducerIdMapping, Outcome::kRetry},
        Case{"TransactionAbortable", kEndTxn, kTransactionAbortable, Outcome::kRetry}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace sjukpuls::kafka
