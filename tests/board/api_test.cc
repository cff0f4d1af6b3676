#include "sinks/board/api.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "sinks/board/catalogue_json.h"
#include "tests/fakes/days.h"
#include "tests/fakes/held_table.h"
#include "tests/fakes/manual_clock.h"

namespace sjukpuls::board {
namespace {

using domain::Level;
using fakes::operator""_day;
using nlohmann::json;
using testing::HasSubstr;

class ApiTest : public testing::Test {
 protected:
  ApiTest() {
    table_.set_day("2025-03-31"_day);
    table_.put(Level::kNation, "SE", "28d", {{"requests", 50}, {"reminders", 4}});
    table_.put(Level::kRegion, "01", "28d", {{"requests", 20}});
    table_.put(Level::kProvider, "P", "28d", {{"requests", 18}});
    table_.put(Level::kProvider, "P", "365d", {{"requests", 40}});
    table_.put(Level::kUnit, "UNIT-A", "28d", {{"requests", 12}});
    table_.put(Level::kUnit, "UNIT-A", "365d", {{"requests", 30}});
    table_.put(Level::kUnit, "UNIT-B", "28d", {{"requests", 3}});
    table_.change([](engine::Table& table) {
      for (const char* id : {"UNIT-A", "UNIT-B"}) {
        table.put(domain::UnitFactsVersion{.occurred_at = {},
                                           .event_id = "e",
                                           .care_unit_id = id,
                                           .care_provider_id = "P",
                                           .region = *domain::Region::parse("01"),
                                           .name = {},
                                           .valid_from = "2025-01-01"_day,
                                           .listed_patients = 900});
      }
    });
  }

  http::Page ask(std::map<std::string, std::string> parameters) const {
    return api_.indicators({"/api/v1/indicators", std::move(parameters)});
  }
  static json body(const http::Page& page) { return json::parse(*page.body); }

  const indicators::Catalogue catalogue_;
  fakes::HeldTable table_{catalogue_};
  fakes::ManualClock clock_{base::ProcessingTime{std::chrono::seconds{1'743'422'400}}};
  snapshot::CurrentNumbers current_{table_, [this] { return table_.changes(); }, catalogue_, {}};
  snapshot::UnitTicks ticks_{table_, [] { return true; }, catalogue_, {}, clock_, {}};
  std::optional<std::vector<alerts::Alert>> open_alerts_;
  Api api_{{catalogue_, table_, current_, ticks_,
            [] {
              return ProcessStatus{"1.0", "both", true};
            },
            [this] { return open_alerts_; }}};
};

TEST_F(ApiTest, AlertsAreTheOpenOnes) {
  EXPECT_EQ(api_.alerts().status, 503);
  open_alerts_.emplace();
  EXPECT_EQ(body(api_.alerts()), json::parse(R"({"open":[]})"));
  alerts::Alert alert;
  alert.care_unit = "UNIT-A";
  alert.state = alerts::AlertState::kOpen;
  alert.id = "many_reminders:UNIT-A:2025-03-31";
  open_alerts_->push_back(alert);
  EXPECT_EQ(body(api_.alerts())["open"][0]["id"], alert.id);
}

TEST_F(ApiTest, StatusSaysHowFreshTheNumbersAre) {
  const json before = body(api_.status());
  EXPECT_EQ(before["as_of"], "2025-03-31");
  EXPECT_EQ(before["shards"], json::parse(R"({"all":1,"live":1})"));
  EXPECT_EQ(before["last_event_at"], nullptr);
  EXPECT_EQ(before["units"], nullptr);
  EXPECT_EQ(before["role"], "both");
  EXPECT_EQ(before["ready"], true);
  ASSERT_TRUE(ticks_.step());
  table_.change([](engine::Table& table) {
    table.put(0, engine::ShardStatus{"2025-03-31"_day,
                                     base::EventTime{std::chrono::seconds{1'743'422'399}}});
  });
  const json after = body(api_.status());
  EXPECT_EQ(after["last_event_at"], "2025-03-31T11:59:59Z");
  EXPECT_EQ(after["units"]["taken_at"], "2025-03-31T12:00:00Z");
  EXPECT_EQ(after["units"]["numbers"], 4);
}

TEST_F(ApiTest, TheCatalogueIsThatOfTheCommand) {
  EXPECT_EQ(*api_.catalogue().body, catalogue_json(catalogue_) + "\n");
  EXPECT_EQ(body(api_.catalogue())["regions"]["01"], "Stockholm");
}

TEST_F(ApiTest, IndicatorsOfALevelAreItsPublishedRows) {
  const http::Page page = ask({{"level", "nation"}});
  EXPECT_EQ(page.status, 200);
  const json answer = body(page);
  EXPECT_EQ(answer["as_of"], "2025-03-31");
  ASSERT_EQ(answer["rows"].size(), 1U);
  EXPECT_EQ(answer["rows"][0]["counts"], json::parse(R"({"requests":50})"));
  ASSERT_FALSE(answer["reference"].empty());
}

TEST_F(ApiTest, UnitsAreThoseOfTheLastTick) {
  EXPECT_EQ(ask({{"level", "unit"}, {"period", "28d"}}).status, 503);
  ASSERT_TRUE(ticks_.step());
  table_.put(Level::kUnit, "UNIT-A", "28d", {{"requests", 13}});
  const json of_unit = body(ask({{"level", "unit"}, {"entity", "UNIT-A"}}));
  ASSERT_EQ(of_unit["rows"].size(), 2U);
  EXPECT_EQ(of_unit["rows"][0]["counts"]["requests"], 12);
  const json of_period = body(ask({{"level", "unit"}, {"period", "28d"}}));
  EXPECT_EQ(of_period["rows"].size(), 1U);
}

TEST_F(ApiTest, WhatIsWithheldIsNoError) {
  ASSERT_TRUE(ticks_.step());
  const http::Page page = ask({{"level", "unit"}, {"entity", "UNIT-B"}, {"period", "28d"}});
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(body(page)["rows"].empty());
}

TEST_F(ApiTest, AWrongQuestionIsAnsweredWithWhatWouldBeRight) {
  ASSERT_TRUE(ticks_.step());
  const auto error = [this](std::map<std::string, std::string> parameters, int status) {
    const http::Page page = ask(std::move(parameters));
    EXPECT_EQ(page.status, status);
    return body(page)["error"].get<std::string>();
  };
  EXPECT_THAT(error({}, 400), HasSubstr("nation, region, provider or unit"));
  EXPECT_THAT(error({{"level", "ward"}}, 400), HasSubstr("\"ward\""));
  EXPECT_THAT(error({{"level", "nation"}, {"unit", "A"}}, 400), HasSubstr("no parameter unit"));
  EXPECT_THAT(error({{"level", "unit"}}, 400), HasSubstr("one entity or one period"));
  EXPECT_THAT(error({{"level", "unit"}, {"entity", "UNIT-X"}}, 404), HasSubstr("no unit UNIT-X"));
  EXPECT_THAT(error({{"level", "region"}, {"entity", "99"}}, 404), HasSubstr("no region 99"));
  EXPECT_THAT(error({{"level", "nation"}, {"period", "2025-03"}}, 404), HasSubstr("use 28d"));
}

}  // namespace
}  // namespace sjukpuls::board
