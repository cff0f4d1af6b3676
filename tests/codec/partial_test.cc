#include "processor/codec/partial.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "processor/codec/time_text.h"

namespace sjukpuls::codec {
namespace {

base::CivilDay day(std::string_view text) { return parse_day(text).value(); }

class PartialTest : public testing::Test {
 protected:
  std::string encoded(const WirePartial& partial) {
    std::string bytes;
    codec_.encode(partial, bytes);
    return bytes;
  }

  void expect_back(const WirePartial& partial) {
    const std::string bytes = encoded(partial);
    ASSERT_TRUE(codec_.decode(bytes, decoded_));
    EXPECT_EQ(decoded_, partial);
  }

  PartialCodec codec_;
  WirePartial decoded_;
};

PartialRow row() { return {day("2025-04-01"), {0, 7, 300, 70'000}, {1, -2, 1'000'000'000'000, 4}}; }

domain::UnitFactsVersion facts() {
  return {.occurred_at = base::EventTime{std::chrono::milliseconds{1740913200250}},
          .event_id = "e",
          .care_unit_id = "SE1-A",
          .care_provider_id = "SE1",
          .region = *domain::Region::parse("14"),
          .name = "Åsidan",
          .valid_from = day("2025-01-01"),
          .listed_patients = 2000,
          .coordinator_fte_hundredths = 29,
          .has_coordinator = true,
          .expert_physician = false,
          .offers_training = true};
}

domain::SurveyVersion survey_result() {
  return {.occurred_at = base::EventTime{std::chrono::milliseconds{-1}},
          .event_id = "e",
          .measure = "2024-7",
          .level = domain::Level::kProvider,
          .entity_id = "SE1",
          .first_day = day("2025-01-01"),
          .last_day = day("2025-03-01"),
          .numerator = 4,
          .denominator = 9};
}

TEST_F(PartialTest, EachKindComesBackAsItWas) {
  expect_back(row());
  expect_back(facts());
  expect_back(survey_result());
  expect_back(PartialRow{day("2025-04-02"), {}, {}});
  domain::UnitFactsVersion little;
  little.valid_from = day("2025-01-01");
  expect_back(little);
  expect_back(PartialShardStatus{day("2025-04-02"),
                                 base::EventTime{std::chrono::milliseconds{1740913200250}}});
  expect_back(PartialShardStatus{day("2025-04-02"), std::nullopt});
}

TEST_F(PartialTest, BytesThatAreNoPartialAreRefused) {
  EXPECT_FALSE(codec_.decode("", decoded_));
  EXPECT_FALSE(codec_.decode("\xff", decoded_));
  const std::string bytes = encoded(row());
  EXPECT_FALSE(codec_.decode(bytes.substr(0, bytes.size() - 1), decoded_));
  // A row without its day, with a cell but no number, and a day that is none.
  using namespace std::string_literals;
  EXPECT_FALSE(codec_.decode("\x0a\x00"s, decoded_));
  EXPECT_FALSE(
      codec_.decode("\x0a\x0f\x0a\x0a"
                    "2025-04-01\x12\x01\x07"s,
                    decoded_));
  EXPECT_FALSE(
      codec_.decode("\x0a\x0c\x0a\x0a"
                    "2025-04-31"s,
                    decoded_));
}

TEST_F(PartialTest, EncodingAppends) {
  std::string bytes = "key";
  codec_.encode(row(), bytes);
  EXPECT_EQ(bytes, "key" + encoded(row()));
}

}  // namespace
}  // namespace sjukpuls::codec
