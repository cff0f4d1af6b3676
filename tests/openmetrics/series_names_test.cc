#include "sinks/prometheus/series_names.h"

#include <gmock/gmock.h>

namespace sjukpuls::prometheus_sink {
namespace {

using domain::Level;

std::string labels(const SeriesPlace& place) {
  std::string text;
  append_labels(place, text);
  return text;
}

TEST(SeriesNamesTest, EachLevelHasItsOwnFamily) {
  const indicators::Catalogue catalogue;
  const auto& requests = catalogue.info(indicators::Count::kRequests);
  EXPECT_EQ(family_name(Level::kNation, requests), "sjukpuls_nation_requests");
  EXPECT_EQ(family_name(Level::kUnit, requests), "sjukpuls_unit_requests");
  EXPECT_EQ(family_name(Level::kRegion, requests, "care_level"),
            "sjukpuls_region_requests_by_care_level");
}

TEST(SeriesNamesTest, LabelsNameEntityPeriodAndGroup) {
  EXPECT_EQ(labels({.level = Level::kNation, .entity = "SE", .period = "28d"}), R"(period="28d")");
  EXPECT_EQ(labels({.level = Level::kRegion,
                    .entity = "01",
                    .period = "at",
                    .group = indicators::kFirstSex}),
            R"(region="01",period="at",sex="FEMALE")");
  EXPECT_EQ(labels({.level = Level::kProvider, .entity = "P", .period = "365d"}),
            R"(care_provider="P",period="365d")");
  EXPECT_EQ(labels({.level = Level::kUnit, .entity = "A", .region = "12", .period = "28d"}),
            R"(care_unit="A",region="12",period="28d")");
}

TEST(SeriesNamesTest, QuotesBackslashesAndLineBreaksAreEscaped) {
  std::string text;
  append_label("care_unit_name", "V\xC3\xA5rd \"A\\B\"\nC", text);
  EXPECT_EQ(text, "care_unit_name=\"V\xC3\xA5rd \\\"A\\\\B\\\"\\nC\"");
}

}  // namespace
}  // namespace sjukpuls::prometheus_sink
