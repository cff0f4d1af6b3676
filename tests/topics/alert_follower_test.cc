#include "sinks/topics/alert_follower.h"

#include <gmock/gmock.h>

#include "sinks/topics/alert_json.h"
#include "tests/fakes/sim_broker.h"

namespace sjukpuls::topics {
namespace {

using alerts::Alert;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kTopic = "sjukpuls.alerts";

class AlertFollowerTest : public testing::Test {
 protected:
  AlertFollowerTest() {
    broker_.create_topic(kTopic, 1);
    reader_ = broker_.reader(kTopic);
    follower_ = std::make_unique<AlertFollower>(*reader_);
    EXPECT_TRUE(follower_->start());
  }
  static Alert alert(const std::string& unit, alerts::AlertState state) {
    Alert alert;
    alert.care_unit = unit;
    alert.state = state;
    alert.since = alert.opened_at = alert.closed_at = base::ProcessingTime{};
    alert.id = "many_reminders:" + unit + ":1970-01-01";
    return alert;
  }
  void write(const Alert& alert) { broker_.append(kTopic, 0, alert_key(alert), alert_json(alert)); }
  void read() {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(follower_->step(std::chrono::milliseconds{0}));
  }

  fakes::SimBroker broker_;
  std::unique_ptr<stream::TopicReader> reader_;
  std::unique_ptr<AlertFollower> follower_;
};

TEST_F(AlertFollowerTest, OfEachAlertTheLastRecordHolds) {
  write(alert("UNIT-A", alerts::AlertState::kPending));
  write(alert("UNIT-B", alerts::AlertState::kOpen));
  write(alert("UNIT-A", alerts::AlertState::kOpen));
  write(alert("UNIT-B", alerts::AlertState::kClosed));
  read();
  EXPECT_THAT(follower_->alerts(), ElementsAre(alert("UNIT-A", alerts::AlertState::kOpen),
                                               alert("UNIT-B", alerts::AlertState::kClosed)));
  EXPECT_THAT(follower_->open_alerts(), ElementsAre(alert("UNIT-A", alerts::AlertState::kOpen)));
}

TEST_F(AlertFollowerTest, ATombstoneAndARecordThatIsNoAlertEndIt) {
  write(alert("UNIT-A", alerts::AlertState::kOpen));
  write(alert("UNIT-B", alerts::AlertState::kOpen));
  broker_.append(kTopic, 0, "many_reminders|UNIT-A", std::nullopt);
  broker_.append(kTopic, 0, "many_reminders|UNIT-B", "no alert");
  broker_.append(kTopic, 0, "no key of ours", "no alert");
  read();
  EXPECT_THAT(follower_->alerts(), IsEmpty());
}

TEST_F(AlertFollowerTest, ItIsCompleteOnceTheEndWasReached) {
  write(alert("UNIT-A", alerts::AlertState::kOpen));
  EXPECT_FALSE(follower_->complete());
  read();
  EXPECT_TRUE(follower_->complete());
}

}  // namespace
}  // namespace sjukpuls::topics
