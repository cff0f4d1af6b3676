#include "sinks/topics/alerts_topic.h"

#include <gmock/gmock.h>

#include "processor/domain/stockholm.h"
#include "sinks/topics/alert_json.h"

namespace sjukpuls::topics {
namespace {

using alerts::AlertState;
using alerts::Findings;
using alerts::Rule;
using stream::TopicChange;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

class AlertsTopicTest : public testing::Test {
 protected:
  void find(std::initializer_list<const char*> units) {
    auto findings = std::make_shared<Findings>();
    findings->as_of = base::CivilDay{2025y / 3 / 31};
    for (const char* unit : units) {
      findings->signals.push_back(
          {Rule::kManyReminders, alerts::SignalLevel::kAlert, unit, "", {}, std::nullopt});
    }
    latest_ = findings;
  }

  // Written and committed.
  std::vector<TopicChange> write() {
    if (!topic_.due(now_)) return {};
    auto changes = topic_.changes(now_);
    topic_.committed();
    for (const TopicChange& change : changes) {
      if (change.value) {
        content_[change.key] = *change.value;
      } else {
        content_.erase(change.key);
      }
    }
    return changes;
  }
  AlertState state(const std::string& unit) const {
    return parse_alert(content_.at("many_reminders|" + unit)).value().state;
  }

  std::shared_ptr<const Findings> latest_;
  base::ProcessingTime now_{domain::start_of(base::CivilDay{2025y / 3 / 31}).time_since_epoch() +
                            9h + 1ms};
  stream::PartitionContent content_;  // of the topic
  AlertsTopic topic_{"alerts", {}, [this] { return latest_; }};
};

TEST_F(AlertsTopicTest, WithoutFindingsItKeepsSilent) {
  topic_.take_over({{"many_reminders|UNIT-A", "whatever"}});
  EXPECT_FALSE(topic_.due(now_));
  latest_ = std::make_shared<Findings>();  // of an empty table
  EXPECT_FALSE(topic_.due(now_));
}

TEST_F(AlertsTopicTest, ASignalIsPendingThenOpenThenClosed) {
  topic_.take_over({});
  find({"UNIT-A"});
  EXPECT_THAT(write(), SizeIs(1));
  EXPECT_EQ(state("UNIT-A"), AlertState::kPending);
  now_ += 24h;
  EXPECT_THAT(write(), SizeIs(1));
  EXPECT_EQ(state("UNIT-A"), AlertState::kOpen);
  now_ += 24h;
  find({});
  EXPECT_THAT(write(), SizeIs(1));
  EXPECT_EQ(state("UNIT-A"), AlertState::kClosed);
}

TEST_F(AlertsTopicTest, AHoldPassesByTimeAlone) {
  topic_.take_over({});
  find({"UNIT-A"});
  write();
  now_ += 24h - 1s;
  EXPECT_FALSE(topic_.due(now_));
  now_ += 1s;
  EXPECT_TRUE(topic_.due(now_));
}

// The hold is over within the day, but a unit has one opening a day: nothing is due till midnight.
TEST_F(AlertsTopicTest, AnAlertThatCameBackOnItsDayIsNotDueBeforeMidnight) {
  AlertsTopic topic("alerts", {.hold = 1h}, [this] { return latest_; });
  topic.take_over({});
  const auto turn_out = [&](std::initializer_list<const char*> units) {
    find(units);
    const auto changes = topic.changes(now_);
    topic.committed();
    return changes;
  };
  turn_out({"UNIT-A"});
  now_ += 1h;
  ASSERT_THAT(turn_out({"UNIT-A"}), SizeIs(1));  // open, at ten
  now_ += 1h;
  ASSERT_THAT(turn_out({}), SizeIs(1));  // closed
  now_ += 1h;
  ASSERT_THAT(turn_out({"UNIT-A"}), SizeIs(1));  // held anew, from noon
  now_ += 1h;
  EXPECT_FALSE(topic.due(now_));
  EXPECT_THAT(topic.changes(now_), IsEmpty());
  topic.committed();
  EXPECT_FALSE(topic.due(now_));
  now_ += 11h - 2ms;
  EXPECT_FALSE(topic.due(now_));
  now_ += 1ms;
  EXPECT_TRUE(topic.due(now_));
  EXPECT_THAT(topic.changes(now_), SizeIs(1));
}

TEST_F(AlertsTopicTest, ThatALookFoundNothingNewIsNotWritten) {
  topic_.take_over({});
  find({"UNIT-A", "UNIT-B"});
  write();
  find({"UNIT-B", "UNIT-A"});
  EXPECT_TRUE(topic_.due(now_));
  EXPECT_THAT(write(), IsEmpty());
  EXPECT_FALSE(topic_.due(now_));
}

TEST_F(AlertsTopicTest, ThePendingThatGoesLeavesATombstone) {
  topic_.take_over({});
  find({"UNIT-A"});
  write();
  find({});
  EXPECT_THAT(write(), testing::ElementsAre(TopicChange{"many_reminders|UNIT-A", std::nullopt}));
}

TEST_F(AlertsTopicTest, ASuccessorGoesOnWhereTheTopicStands) {
  topic_.take_over({});
  find({"UNIT-A", "UNIT-B"});
  write();
  now_ += 23h;
  AlertsTopic successor("alerts", {}, [this] { return latest_; });
  successor.take_over(content_);
  EXPECT_THAT(successor.changes(now_), IsEmpty());
  successor.committed();
  now_ += 1h;
  EXPECT_TRUE(successor.due(now_));
  EXPECT_THAT(successor.changes(now_), SizeIs(2));
}

TEST_F(AlertsTopicTest, WhatWasRolledBackIsWrittenAnew) {
  topic_.take_over({});
  find({"UNIT-A"});
  const auto changes = topic_.changes(now_);
  topic_.rolled_back();
  EXPECT_TRUE(topic_.due(now_));
  EXPECT_EQ(topic_.changes(now_), changes);
}

TEST_F(AlertsTopicTest, RecordsThatAreNoAlertsAreRemoved) {
  topic_.take_over({{"many_reminders|UNIT-A", "no alert"}});
  find({});
  EXPECT_THAT(write(), testing::ElementsAre(TopicChange{"many_reminders|UNIT-A", std::nullopt}));
  find({});
  EXPECT_THAT(write(), IsEmpty());
}

}  // namespace
}  // namespace sjukpuls::topics
