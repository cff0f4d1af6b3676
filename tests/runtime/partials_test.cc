#include "processor/runtime/partials.h"

#include <gmock/gmock.h>

#include "processor/runtime/offset_metadata.h"

namespace sjukpuls::runtime {
namespace {

using domain::Level;

constexpr base::CivilDay kDay{std::chrono::local_days{std::chrono::year{2025} / 3 / 31}};

TEST(PartialKeyTest, ARowsKeyIsReadableAndGivesTheRowBack) {
  const std::string key = partial_key(engine::RowKey{Level::kUnit, "SE2321000016-A1", "28d"}, 7);
  EXPECT_EQ(key, "row|unit|SE2321000016-A1|28d|7");
  const auto parsed = parse_row_key(key);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->key(), (engine::RowKey{Level::kUnit, "SE2321000016-A1", "28d"}));
  EXPECT_EQ(parsed->partition, 7);
}

TEST(PartialKeyTest, BarsWithinAnIdDoNotMakeTwoRowsOne) {
  const engine::RowKey odd{Level::kUnit, "A|28d|B%7C", "at"};
  const std::string key = partial_key(odd, 0);
  EXPECT_EQ(key, "row|unit|A%7C28d%7CB%257C|at|0");
  const auto parsed = parse_row_key(key);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->key(), odd);
}

TEST(PartialKeyTest, KeysOfReferenceNameTheirIdentity) {
  domain::UnitFactsVersion facts{.occurred_at = {},
                                 .event_id = "e",
                                 .care_unit_id = "SE-U",
                                 .care_provider_id = {},
                                 .region = {},
                                 .name = {},
                                 .valid_from = kDay};
  EXPECT_EQ(partial_key(facts, 2), "unit_facts|SE-U|2025-03-31|2");
  domain::SurveyVersion survey{.occurred_at = {},
                               .event_id = "e",
                               .measure = "m",
                               .level = Level::kRegion,
                               .entity_id = "01",
                               .first_day = kDay,
                               .last_day = kDay};
  EXPECT_EQ(partial_key(survey, 0), "survey|m|region|01|2025-03-31|2025-03-31|0");
  EXPECT_EQ(status_key(3), "shard|3");
}

TEST(PartialKeyTest, OtherTextsAreNoRows) {
  for (const char* key :
       {"", "row", "row|unit|A|28d", "row|unit|A|28d|", "row|unit|A|28d|x", "row|unit|A|28d|-1",
        "row|ward|A|28d|0", "row|unit|A|28d|0|0", "unit_facts|A|2025-03-31|0", "shard|0"}) {
    EXPECT_FALSE(parse_row_key(key)) << key;
  }
}

TEST(OffsetMetadataTest, TheDayGoesThereAndBack) {
  EXPECT_EQ(offset_metadata(kDay), "v1;day=2025-03-31");
  EXPECT_EQ(day_of("v1;day=2025-03-31"), kDay);
}

TEST(OffsetMetadataTest, WhatAnotherVersionWroteIsNoDay) {
  for (const char* text :
       {"", "v2;day=2025-03-31", "v1;day=", "v1;day=2025-02-30", "v1;day=2025-03-31 "}) {
    EXPECT_FALSE(day_of(text)) << text;
  }
}

}  // namespace
}  // namespace sjukpuls::runtime
