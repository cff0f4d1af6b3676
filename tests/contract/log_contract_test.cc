#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <ostream>
#include <set>

#include "tests/contract/cluster.h"

namespace sjukpuls::contract {
namespace {

using base::Remedy;
using stream::NextOffset;
using stream::Offset;
using stream::OutputRecord;
using stream::Record;
using stream::Revocation;
using stream::Start;
using stream::TopicPartition;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kWait{50};

// Keeps what it is handed and reads every partition from its beginning.
class Collector final : public stream::GroupHandler {
 public:
  void record(const Record& record) override {
    values.emplace_back(record.value.value_or("(none)"));
    keys.emplace_back(record.key);
    offsets.push_back(record.offset);
    if (log != nullptr) headers = log->headers();
  }
  void end_of_partition(TopicPartition source, Offset next) override { ends[source] = next; }
  std::vector<Start> assigned(std::span<const TopicPartition> sources) override {
    owned.assign(sources.begin(), sources.end());
    std::vector<Start> starts;
    for (const TopicPartition source : sources) starts.push_back({source, std::nullopt});
    return starts;
  }
  void revoked(Revocation /*revocation*/) override {
    owned.clear();
    ++revocations;
  }

  stream::Log* log = nullptr;
  std::vector<std::string> values;
  std::vector<std::string> keys;
  std::vector<Offset> offsets;
  std::vector<stream::Header> headers;
  std::map<TopicPartition, Offset> ends;
  std::vector<TopicPartition> owned;
  int revocations = 0;
};

struct Kind {
  const char* name;
  std::unique_ptr<Cluster> (*make)();

  friend void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }
};

class LogContract : public testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    cluster_ = GetParam().make();
    if (!cluster_) GTEST_SKIP() << "no broker at SJUKPULS_TEST_BROKER";
  }

  template <typename Condition>
  static bool poll_until(stream::Log& log, Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      if (auto done = log.poll(kWait); !done) {
        ADD_FAILURE() << done.error().what;
        return false;
      }
    }
    return true;
  }

  // All committed values of a partition, as a reader without a group sees them.
  std::vector<std::string> read(const std::string& topic, int partition) {
    Collector collector;
    const auto reader = cluster_->reader(topic);
    EXPECT_TRUE(reader->read_from_start({&partition, 1}));
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (collector.ends.empty() && std::chrono::steady_clock::now() < deadline) {
      EXPECT_TRUE(reader->poll(kWait, collector));
    }
    return collector.values;
  }

  static std::optional<Offset> committed(stream::Log& log, TopicPartition source) {
    auto offsets = log.committed_offsets({&source, 1});
    EXPECT_TRUE(offsets) << offsets.error().what;
    return offsets ? offsets->front().next : std::nullopt;
  }

  static OutputRecord output(std::string_view key, std::optional<std::string_view> value) {
    return {.topic = "out", .partition = 0, .key = key, .value = value, .headers = {}};
  }

  // A log that owns partition 0 of `in`, and an open producer.
  void open_worker() {
    cluster_->create_topic("in", 1);
    cluster_->create_topic("out", 1);
    log_ = cluster_->open_log({"in"}, "a");
    source_ = cluster_->transactions("a", *log_);
    auto opened = source_->open();
    ASSERT_TRUE(opened) << opened.error().what;
    transaction_ = std::move(*opened);
    ASSERT_TRUE(log_->subscribe(collector_));
    ASSERT_TRUE(poll_until(*log_, [&] { return !collector_.owned.empty(); }));
  }

  bool write(std::string_view key, std::optional<std::string_view> value, Offset next) {
    const NextOffset offset{{0, 0}, next};
    return transaction_->begin() && transaction_->put(output(key, value)) &&
           transaction_->add_offsets({&offset, 1}, "v1;day=2025-03-31");
  }

  std::unique_ptr<Cluster> cluster_;
  Collector collector_;
  std::unique_ptr<stream::Log> log_;
  std::unique_ptr<stream::TransactionSource> source_;
  std::unique_ptr<stream::Transaction> transaction_;
};

TEST_P(LogContract, HandsOverRecordsInOrderAndThenTheEnd) {
  open_worker();
  cluster_->append("in", "k1", "one");
  cluster_->append("in", "k2", "two");
  ASSERT_TRUE(poll_until(*log_, [&] { return collector_.ends[{0, 0}] == 2; }));
  EXPECT_THAT(collector_.values, ElementsAre("one", "two"));
  EXPECT_THAT(collector_.keys, ElementsAre("k1", "k2"));
  EXPECT_THAT(collector_.offsets, ElementsAre(0, 1));
  EXPECT_EQ(log_->end_offset({0, 0}), 2);
}

TEST_P(LogContract, CountsThePartitionsOfEachTopic) {
  cluster_->create_topic("in", 3);
  cluster_->create_topic("more", 2);
  const auto log = cluster_->open_log({"in", "more"}, "a");
  const auto counts = log->partition_counts();
  ASSERT_TRUE(counts) << counts.error().what;
  EXPECT_THAT(*counts, ElementsAre(3, 2));
}

TEST_P(LogContract, ReadsAgainFromWhereItIsSentBackTo) {
  open_worker();
  for (const char* value : {"one", "two", "three"}) cluster_->append("in", "k", value);
  ASSERT_TRUE(poll_until(*log_, [&] { return collector_.values.size() == 3; }));
  collector_.values.clear();
  const Start back{{0, 0}, 1};
  ASSERT_TRUE(log_->seek({&back, 1}));
  ASSERT_TRUE(poll_until(*log_, [&] { return collector_.values.size() == 2; }));
  EXPECT_THAT(collector_.values, ElementsAre("two", "three"));
}

TEST_P(LogContract, NothingIsCommittedAtFirst) {
  open_worker();
  EXPECT_EQ(committed(*log_, {0, 0}), std::nullopt);
}

TEST_P(LogContract, ACommitShowsTheRecordsAndMovesTheOffsets) {
  open_worker();
  ASSERT_TRUE(write("k", "v", 7));
  const auto done = transaction_->commit();
  ASSERT_TRUE(done) << done.error().what;
  EXPECT_THAT(read("out", 0), ElementsAre("v"));
  if (!cluster_->is_transactional()) return;
  const TopicPartition source{0, 0};
  const auto offsets = log_->committed_offsets({&source, 1});
  ASSERT_TRUE(offsets);
  EXPECT_EQ(offsets->front().next, 7);
  EXPECT_EQ(offsets->front().metadata, "v1;day=2025-03-31");
}

TEST_P(LogContract, AnAbortShowsNothingAndMovesNothing) {
  if (!cluster_->is_transactional()) GTEST_SKIP() << "shows aborted records";
  open_worker();
  ASSERT_TRUE(write("k", "gone", 7));
  ASSERT_TRUE(transaction_->abort());
  ASSERT_TRUE(write("k", "kept", 8));
  ASSERT_TRUE(transaction_->commit());
  EXPECT_THAT(read("out", 0), ElementsAre("kept"));
  EXPECT_EQ(committed(*log_, {0, 0}), 8);
}

TEST_P(LogContract, AnOpenTransactionIsHiddenButCountsForTheHighWatermark) {
  if (!cluster_->is_transactional()) GTEST_SKIP() << "shows open transactions";
  open_worker();
  ASSERT_TRUE(write("k", "open", 1));
  const auto reader = cluster_->reader("out");
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  auto end = reader->high_watermark(0);
  while (end && *end == 0 && std::chrono::steady_clock::now() < deadline) {
    end = reader->high_watermark(0);
  }
  ASSERT_TRUE(end) << end.error().what;
  EXPECT_EQ(*end, 1);
  EXPECT_THAT(read("out", 0), IsEmpty());
  ASSERT_TRUE(transaction_->commit());
  EXPECT_THAT(read("out", 0), ElementsAre("open"));
}

TEST_P(LogContract, TheEndLiesPastTheMarkersOfTransactions) {
  if (!cluster_->is_transactional()) GTEST_SKIP() << "writes no markers";
  open_worker();
  ASSERT_TRUE(write("k", "v", 1));
  ASSERT_TRUE(transaction_->commit());
  Collector collector;
  const auto reader = cluster_->reader("out");
  const int partition = 0;
  ASSERT_TRUE(reader->read_from_start({&partition, 1}));
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (collector.ends[{0, 0}] < 2 && std::chrono::steady_clock::now() < deadline) {
    ASSERT_TRUE(reader->poll(kWait, collector));
  }
  EXPECT_EQ((collector.ends[{0, 0}]), 2);
  EXPECT_EQ(*reader->high_watermark(0), 2);
}

TEST_P(LogContract, TombstonesAndHeadersArriveAsWritten) {
  open_worker();
  const std::vector<stream::Header> headers = {{"reason", "bad_date"}, {"bytes", {"\0\1", 2}}};
  OutputRecord record = output("key", std::nullopt);
  record.headers = headers;
  const NextOffset offset{{0, 0}, 0};
  ASSERT_TRUE(transaction_->begin());
  ASSERT_TRUE(transaction_->put(record));
  ASSERT_TRUE(transaction_->add_offsets({&offset, 1}, ""));
  ASSERT_TRUE(transaction_->commit());
  ASSERT_TRUE(log_->close());
  Collector collector;
  const auto log = cluster_->open_log({"out"}, "b");
  collector.log = log.get();
  ASSERT_TRUE(log->subscribe(collector));
  ASSERT_TRUE(poll_until(*log, [&] { return !collector.values.empty(); }));
  EXPECT_THAT(collector.values, ElementsAre("(none)"));
  EXPECT_EQ(collector.headers, headers);
}

TEST_P(LogContract, OpeningAgainEndsWhatAPredecessorLeftOpen) {
  if (!cluster_->is_transactional()) GTEST_SKIP() << "does not fence";
  open_worker();
  ASSERT_TRUE(write("k", "left open", 1));
  auto successor = source_->open();
  ASSERT_TRUE(successor) << successor.error().what;
  const auto late = transaction_->commit();
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().remedy, Remedy::kReopen);
  EXPECT_THAT(read("out", 0), IsEmpty());
  EXPECT_EQ(committed(*log_, {0, 0}), std::nullopt);
  transaction_ = std::move(*successor);
  ASSERT_TRUE(write("k", "anew", 1));
  ASSERT_TRUE(transaction_->commit());
  EXPECT_THAT(read("out", 0), ElementsAre("anew"));
}

TEST_P(LogContract, PartitionsOfAllTopicsAreSharedOutAlike) {
  cluster_->create_topic("in", 3);
  cluster_->create_topic("more", 3);
  Collector of_a;
  Collector of_b;
  const auto a = cluster_->open_log({"in", "more"}, "a");
  const auto b = cluster_->open_log({"in", "more"}, "b");
  ASSERT_TRUE(a->subscribe(of_a));
  ASSERT_TRUE(b->subscribe(of_b));
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (of_a.owned.empty() || of_b.owned.empty() || of_a.owned.size() + of_b.owned.size() != 6) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    ASSERT_TRUE(a->poll(kWait));
    ASSERT_TRUE(b->poll(kWait));
  }
  for (const Collector* member : {&of_a, &of_b}) {
    std::set<int> partitions[2];
    for (const TopicPartition source : member->owned) {
      partitions[source.topic].insert(source.partition);
    }
    EXPECT_EQ(partitions[0], partitions[1]);
  }
}

TEST_P(LogContract, ClosingRevokesOnceHoweverOftenItIsCalled) {
  open_worker();
  ASSERT_TRUE(log_->close());
  ASSERT_TRUE(log_->close());
  EXPECT_EQ(collector_.revocations, 1);
  EXPECT_THAT(collector_.owned, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Sim, LogContract, testing::Values(Kind{"Sim", make_sim_cluster}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Embedded, LogContract,
                         testing::Values(Kind{"Embedded", make_embedded_cluster}),
                         [](const auto& kind) { return kind.param.name; });
INSTANTIATE_TEST_SUITE_P(Broker, LogContract, testing::Values(Kind{"Broker", make_broker_cluster}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace sjukpuls::contract
