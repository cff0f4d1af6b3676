#include "sinks/prometheus/units_page.h"

#include <gmock/gmock.h>

#include "sinks/http/compression.h"
#include "sinks/prometheus/series_text.h"
#include "tests/prometheus/metric_text.h"

namespace sjukpuls::prometheus_sink {
namespace {

using disclosure::Publication;
using testing::ElementsAre;
using testing::Pair;

class UnitsPageTest : public testing::Test {
 protected:
  Publication of_units(int first, int end) const {
    Publication publication;
    const engine::Cell cell{
        indicators::CellId(*catalogue_.find("requests"), indicators::kTotal).value(), 12};
    for (int i = first; i < end; ++i) {
      const std::string id = "UNIT-" + std::to_string(i);
      publication.rows.push_back({domain::Level::kUnit, id, "28d", {cell}});
      publication.units.push_back({id, "Vård \"" + id + "\"", "P", *domain::Region::parse("14")});
    }
    return publication;
  }
  std::map<std::string, MetricFamily> shown() const {
    return parse_metrics(http::gunzip(*page_.page().gzip));
  }

  const indicators::Catalogue catalogue_;
  UnitsPage page_{catalogue_};
};

TEST_F(UnitsPageTest, BeforeTheFirstTickItIsEmpty) {
  const http::Page page = page_.page();
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, kTextFormat);
  EXPECT_EQ(page.body, nullptr);
  EXPECT_EQ(page.gzip, nullptr);
}

TEST_F(UnitsPageTest, AUnitHasItsCountsAndItsNames) {
  page_.render(of_units(1, 2));
  const auto families = shown();
  EXPECT_THAT(families.at("sjukpuls_unit_requests").series,
              ElementsAre(Pair(R"(care_unit="UNIT-1",region="14",period="28d")", 12)));
  EXPECT_THAT(
      families.at("sjukpuls_care_unit_info").series,
      ElementsAre(Pair(
          R"(care_unit="UNIT-1",care_unit_name="Vård \"UNIT-1\"",care_provider="P",region="14")",
          1)));
  EXPECT_EQ(*page_.page().body, http::gunzip(*page_.page().gzip));
}

TEST_F(UnitsPageTest, AUnitThatIsNoLongerShownIsGone) {
  page_.render(of_units(1, 3));
  EXPECT_EQ(shown().at("sjukpuls_unit_requests").series.size(), 2U);
  page_.render(of_units(2, 3));
  EXPECT_THAT(shown().at("sjukpuls_unit_requests").series,
              ElementsAre(Pair(R"(care_unit="UNIT-2",region="14",period="28d")", 12)));
}

TEST_F(UnitsPageTest, ALargePageIsKeptPackedOnly) {
  page_.render(of_units(0, 20'000));
  EXPECT_EQ(page_.page().body, nullptr);
  EXPECT_EQ(shown().at("sjukpuls_unit_requests").series.size(), 20'000U);
}

}  // namespace
}  // namespace sjukpuls::prometheus_sink
