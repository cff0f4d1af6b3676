#include "processor/runtime/announcer.h"

#include <gmock/gmock.h>

#include "tests/runtime/worker_fixture.h"

namespace sjukpuls::runtime {
namespace {

using base::Remedy;
using Call = fakes::SimBroker::Call;
using Effect = fakes::SimBroker::Effect;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const std::string kNews = "sjukpuls.news";

// Is to hold what it is told to.
class FakeTopic final : public stream::AnnouncedTopic {
 public:
  std::string_view topic() const override { return kNews; }
  void take_over(stream::PartitionContent content) override {
    known_ = std::move(content);
    ++takeovers;
  }
  bool due(base::ProcessingTime /*now*/) const override { return wanted && *wanted != known_; }
  std::vector<stream::TopicChange> changes(base::ProcessingTime /*now*/) override {
    staged_ = *wanted;
    std::vector<stream::TopicChange> changes;
    for (const auto& [key, value] : staged_) {
      const auto known = known_.find(key);
      if (known == known_.end() || known->second != value) changes.push_back({key, value});
    }
    for (const auto& [key, value] : known_) {
      if (!staged_.contains(key)) changes.push_back({key, std::nullopt});
    }
    return changes;
  }
  void committed() override { known_ = staged_; }
  void rolled_back() override { ++rollbacks; }

  void want(std::initializer_list<std::pair<const char*, const char*>> content) {
    wanted.emplace(content.begin(), content.end());
  }

  std::optional<stream::PartitionContent> wanted;  // none: not known
  int takeovers = 0;
  int rollbacks = 0;

 private:
  stream::PartitionContent known_;
  stream::PartitionContent staged_;
};

// A worker that announces.
struct Announcing {
  explicit Announcing(WorkerWorld& world, const std::string& name = "a")
      : reader(world.broker().reader(kNews)),
        process(world, name, std::nullopt, {{&topic, reader.get()}}) {}

  FakeTopic topic;
  std::unique_ptr<stream::TopicReader> reader;
  WorkerProcess process;
};

class AnnouncerTest : public testing::Test {
 protected:
  AnnouncerTest() { world_.broker().create_topic(kNews, 1); }

  void live_on(Announcing& announcing) {
    for (int i = 0; i < 30; ++i) {
      world_.clock().advance(std::chrono::seconds{1});
      ASSERT_TRUE(announcing.process.settle(5));
    }
  }
  std::vector<std::pair<std::string, std::string>> news() {
    std::vector<std::pair<std::string, std::string>> records;
    for (const auto& record : world_.broker().visible(kNews, 0)) {
      records.emplace_back(record.key, record.value.value_or("(gone)"));
    }
    return records;
  }

  WorkerWorld world_;
};

TEST_F(AnnouncerTest, WhatATopicIsToHoldIsWrittenWithoutAnyEvent) {
  Announcing announcing(world_);
  announcing.topic.want({{"a", "1"}});
  ASSERT_TRUE(announcing.process.start());
  live_on(announcing);
  EXPECT_THAT(news(), ElementsAre(Pair("a", "1")));
}

TEST_F(AnnouncerTest, OnlyDifferencesAreWritten) {
  Announcing announcing(world_);
  announcing.topic.want({{"a", "1"}});
  ASSERT_TRUE(announcing.process.start());
  live_on(announcing);
  const int commits = world_.broker().commits();
  live_on(announcing);
  EXPECT_EQ(world_.broker().commits(), commits);
  announcing.topic.want({{"a", "1"}, {"b", "2"}});
  live_on(announcing);
  announcing.topic.want({{"b", "2"}});
  live_on(announcing);
  EXPECT_THAT(news(), ElementsAre(Pair("a", "1"), Pair("b", "2"), Pair("a", "(gone)")));
}

TEST_F(AnnouncerTest, WhatIsNotKnownIsNotAnnounced) {
  Announcing announcing(world_);
  ASSERT_TRUE(announcing.process.start());
  live_on(announcing);
  EXPECT_THAT(news(), IsEmpty());
}

TEST_F(AnnouncerTest, NothingIsAnnouncedInRestore) {
  world_.append(sample_records());
  Announcing announcing(world_);
  announcing.topic.want({{"a", "1"}});
  ASSERT_TRUE(announcing.process.start());
  while (!announcing.process.all_live()) {
    EXPECT_THAT(news(), IsEmpty());
    ASSERT_TRUE(announcing.process.step());
  }
  live_on(announcing);
  EXPECT_THAT(news(), ElementsAre(Pair("a", "1")));
}

TEST_F(AnnouncerTest, ARestartFindsWhatTheTopicHolds) {
  {
    Announcing first(world_);
    first.topic.want({{"a", "1"}, {"b", "2"}});
    ASSERT_TRUE(first.process.start());
    live_on(first);
    ASSERT_TRUE(first.process.stop());
  }
  Announcing second(world_);
  second.topic.want({{"a", "1"}});
  ASSERT_TRUE(second.process.start());
  live_on(second);
  EXPECT_EQ(news().size(), 3U);
  EXPECT_THAT(news().back(), Pair("b", "(gone)"));
}

TEST_F(AnnouncerTest, OnlyTheOwnerOfPartitionZeroAnnounces) {
  Announcing first(world_, "a");
  Announcing second(world_, "b");
  ASSERT_TRUE(first.process.start());
  ASSERT_TRUE(second.process.start());
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(first.process.step());
    ASSERT_TRUE(second.process.step());
  }
  second.topic.want({{"b", "2"}});
  live_on(first);
  live_on(second);
  EXPECT_EQ(second.topic.takeovers, 0);
  EXPECT_THAT(news(), IsEmpty());
  first.topic.want({{"a", "1"}});
  live_on(first);
  EXPECT_THAT(news(), ElementsAre(Pair("a", "1")));
}

TEST_F(AnnouncerTest, AFailedTransactionIsAnnouncedAgain) {
  Announcing announcing(world_);
  ASSERT_TRUE(announcing.process.start());
  live_on(announcing);
  world_.broker().fail_next(Call::kAddOffsets, Remedy::kRetry);
  announcing.topic.want({{"a", "1"}});
  live_on(announcing);
  EXPECT_EQ(announcing.topic.rollbacks, 1);
  EXPECT_EQ(announcing.topic.takeovers, 1);
  EXPECT_THAT(news(), ElementsAre(Pair("a", "1")));
}

// The offsets do not tell, for they did not move; the topic does.
TEST_F(AnnouncerTest, ACommitInDoubtIsNotAnnouncedTwice) {
  Announcing announcing(world_);
  ASSERT_TRUE(announcing.process.start());
  live_on(announcing);
  world_.broker().fail_next(Call::kCommit, Remedy::kReopen, Effect::kDone);
  announcing.topic.want({{"a", "1"}});
  live_on(announcing);
  EXPECT_EQ(announcing.topic.takeovers, 2);
  EXPECT_THAT(news(), ElementsAre(Pair("a", "1")));
}

TEST_F(AnnouncerTest, ATopicOfManyPartitionsIsRefused) {
  world_.broker().create_topic(kNews, 2);
  Announcing announcing(world_);
  const base::Status done = announcing.process.start();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().remedy, Remedy::kStop);
  EXPECT_THAT(done.error().what,
              testing::HasSubstr("sjukpuls.news needs one partition, but has 2"));
}

}  // namespace
}  // namespace sjukpuls::runtime
