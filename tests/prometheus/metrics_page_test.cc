#include "sinks/prometheus/metrics_page.h"

#include <gmock/gmock.h>

#include "sinks/prometheus/platform_metrics.h"
#include "sinks/prometheus/series_text.h"
#include "tests/fakes/days.h"
#include "tests/prometheus/metric_text.h"

namespace sjukpuls::prometheus_sink {
namespace {

using fakes::operator""_day;
using testing::ElementsAre;
using testing::Pair;

class MetricsPageTest : public testing::Test {
 protected:
  MetricsPageTest() {
    page_.add(std::make_shared<PlatformMetrics>([] {
      return std::vector<PlatformSample>{
          {"sjukpuls_commits_total", "Commits.", PlatformSample::Kind::kCounter, {}, 7}};
    }));
  }
  std::map<std::string, MetricFamily> shown() const { return parse_metrics(*page_.page().body); }

  const indicators::Catalogue catalogue_;
  MetricsPage page_{catalogue_};
};

TEST_F(MetricsPageTest, AProcessThatServesNoNumbersShowsItself) {
  EXPECT_EQ(page_.page().content_type, kTextFormat);
  const auto families = shown();
  EXPECT_EQ(families.size(), 1U);
  EXPECT_EQ(families.at("sjukpuls_commits_total").type, "counter");
  EXPECT_THAT(families.at("sjukpuls_commits_total").series, ElementsAre(Pair("", 7)));
}

TEST_F(MetricsPageTest, RegionsAreNamedAndPeriodsSayWhetherTheyArePreliminary) {
  const engine::Cell cell{
      indicators::CellId(*catalogue_.find("requests"), indicators::kTotal).value(), 12};
  disclosure::Publication publication;
  publication.as_of = "2025-03-31"_day;
  for (const char* period : {"28d", "at", "my2023"}) {
    publication.rows.push_back({domain::Level::kNation, "SE", period, {cell}});
  }
  page_.show([publication] { return std::make_shared<const disclosure::Publication>(publication); },
             5);
  const auto families = shown();
  EXPECT_EQ(families.at("sjukpuls_region_info").series.size(), 22U);
  EXPECT_EQ(
      families.at("sjukpuls_region_info").series.count(R"(region="01",region_name="Stockholm")"),
      1U);
  EXPECT_THAT(families.at("sjukpuls_period_preliminary").series,
              ElementsAre(Pair(R"(period="28d")", 1), Pair(R"(period="at")", 0),
                          Pair(R"(period="my2023")", 0)));
  EXPECT_EQ(families.at("sjukpuls_nation_requests").series.size(), 3U);
}

TEST_F(MetricsPageTest, ItTellsFromWhatNumberCountsAreShown) {
  EXPECT_FALSE(shown().contains("sjukpuls_privacy_min_published"));  // nothing is, here
  page_.show([] { return std::make_shared<const disclosure::Publication>(); }, 7);
  const auto family = shown().at("sjukpuls_privacy_min_published");
  EXPECT_EQ(family.type, "gauge");
  EXPECT_THAT(family.series, ElementsAre(Pair("", 7)));
}

TEST_F(MetricsPageTest, BeforeAnythingIsCommittedThereAreNoCounts) {
  page_.show([] { return std::make_shared<const disclosure::Publication>(); }, 5);
  const auto families = shown();
  EXPECT_TRUE(families.contains("sjukpuls_region_info"));
  EXPECT_FALSE(families.contains("sjukpuls_period_preliminary"));
}

}  // namespace
}  // namespace sjukpuls::prometheus_sink
