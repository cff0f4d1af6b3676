#include "sinks/topics/alert_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "processor/domain/stockholm.h"

namespace sjukpuls::topics {
namespace {

using alerts::Alert;
using alerts::AlertState;
using std::chrono::hours;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

constexpr base::CivilDay kDay{2025y / 3 / 31};

base::ProcessingTime at(hours hour) {
  return base::ProcessingTime{domain::start_of(kDay).time_since_epoch() + hour};
}

Alert pending() {
  Alert alert;
  alert.rule = alerts::Rule::kManyReminders;
  alert.care_unit = "UNIT-A";
  alert.region = *domain::Region::parse("01");
  alert.since = at(9h);
  alert.as_of = kDay;
  return alert;
}

Alert open() {
  Alert alert = pending();
  alert.care_unit_name = "Made-up unit";
  alert.state = AlertState::kOpen;
  alert.id = "many_reminders:UNIT-A:2025-04-01";
  alert.opened_at = at(33h);
  alert.numbers = alerts::Numbers{12, 80, 3.1, 0.00025};
  return alert;
}

Alert closed() {
  Alert alert = open();
  alert.state = AlertState::kClosed;
  alert.closed_at = at(50h);
  alert.since.reset();
  alert.numbers.reset();
  return alert;
}

TEST(AlertJsonTest, AnOpenAlertTellsAllThatMayBeSeen) {
  EXPECT_EQ(
      alert_json(open()),
      R"({"id":"many_reminders:UNIT-A:2025-04-01","rule":"many_reminders","level":"alert",)"
      R"("state":"open","care_unit":"UNIT-A","care_unit_name":"Made-up unit","region":"01",)"
      R"("since":"2025-03-31T07:00:00Z","opened_at":"2025-04-01T07:00:00Z","as_of":"2025-03-31",)"
      R"("counts":{"counted":12,"cases":80,"expected":3.1,"probability":0.00025},)"
      R"("text":{"sv":"Fler av vårdenhetens intyg har påminnelser om komplettering än slumpen )"
      R"(förklarar.","en":"More of the care unit's certificates were reminded of than chance )"
      R"(explains."}})");
}

TEST(AlertJsonTest, WhatIsNotKnownIsAbsent) {
  const auto json = nlohmann::json::parse(alert_json(pending()));
  for (const char* name : {"id", "care_unit_name", "opened_at", "closed_at", "counts"}) {
    EXPECT_FALSE(json.contains(name)) << name;
  }
}

TEST(AlertJsonTest, AnAlertComesBackAsItWas) {
  Alert settled = closed();
  settled.since = at(9h);
  for (const Alert& alert : {pending(), open(), closed(), settled}) {
    EXPECT_EQ(parse_alert(alert_json(alert)), alert);
  }
}

TEST(AlertJsonTest, FractionsOfSecondsAreCutOff) {
  Alert alert = pending();
  alert.since = at(9h) + 999ms;
  EXPECT_EQ(parse_alert(alert_json(alert)), pending());
}

TEST(AlertJsonTest, AKeyIsRuleAndUnit) { EXPECT_EQ(alert_key(open()), "many_reminders|UNIT-A"); }

TEST(AlertJsonTest, WhatIsNoAlertIsNotRead) {
  EXPECT_EQ(parse_alert(""), std::nullopt);
  EXPECT_EQ(parse_alert("no json"), std::nullopt);
  EXPECT_EQ(parse_alert("[]"), std::nullopt);
  EXPECT_EQ(parse_alert("{}"), std::nullopt);
  for (const char* name : {"rule", "state", "care_unit", "region", "as_of", "id", "opened_at"}) {
    auto json = nlohmann::json::parse(alert_json(open()));
    json.erase(name);
    EXPECT_EQ(parse_alert(json.dump()), std::nullopt) << "without " << name;
    json[name] = 7;
    EXPECT_EQ(parse_alert(json.dump()), std::nullopt) << name << " is a number";
  }
  auto json = nlohmann::json::parse(alert_json(open()));
  json["counts"]["counted"] = "twelve";
  EXPECT_EQ(parse_alert(json.dump()), std::nullopt);
}

}  // namespace
}  // namespace sjukpuls::topics
