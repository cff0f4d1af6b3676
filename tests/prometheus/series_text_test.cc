#include "sinks/prometheus/series_text.h"

#include <gmock/gmock.h>

#include "tests/fakes/days.h"
#include "tests/prometheus/metric_text.h"

namespace sjukpuls::prometheus_sink {
namespace {

using disclosure::Publication;
using domain::Level;
using fakes::operator""_day;
using indicators::CellId;
using testing::ElementsAre;
using testing::Pair;

class SeriesTextTest : public testing::Test {
 protected:
  engine::Cell cell(std::string_view count, std::int64_t n, indicators::Group group = 0) const {
    return {CellId(*catalogue_.find(count), group).value(), n};
  }
  std::map<std::string, MetricFamily> written(const Publication& publication) {
    SeriesText text(catalogue_);
    text.add_counts(publication);
    return parse_metrics(text.take());
  }

  const indicators::Catalogue catalogue_;
};

TEST_F(SeriesTextTest, EachLevelHasAFamilyOfItsOwn) {
  Publication publication;
  publication.rows = {
      {Level::kNation, "SE", "28d", {cell("requests", 50)}},
      {Level::kProvider, "P", "28d", {cell("requests", 30)}},
      {Level::kRegion, "01", "28d", {cell("requests", 20)}},
      {Level::kUnit, "UNIT-A", "28d", {cell("requests", 12)}},
  };
  publication.units = {{"UNIT-A", "A", "P", *domain::Region::parse("01")}};
  const auto families = written(publication);
  EXPECT_THAT(families.at("sjukpuls_nation_requests").series,
              ElementsAre(Pair(R"(period="28d")", 50)));
  EXPECT_THAT(families.at("sjukpuls_provider_requests").series,
              ElementsAre(Pair(R"(care_provider="P",period="28d")", 30)));
  EXPECT_THAT(families.at("sjukpuls_region_requests").series,
              ElementsAre(Pair(R"(region="01",period="28d")", 20)));
  EXPECT_THAT(families.at("sjukpuls_unit_requests").series,
              ElementsAre(Pair(R"(care_unit="UNIT-A",region="01",period="28d")", 12)));
  EXPECT_EQ(families.at("sjukpuls_unit_requests").type, "gauge");
  EXPECT_EQ(
      families.at("sjukpuls_unit_requests").help,
      "Completion requests sent. Officiell term: Begäran om komplettering (regions' survey).");
}

TEST_F(SeriesTextTest, AFamilyStaysTogetherOverPeriods) {
  Publication publication;
  publication.rows = {{Level::kNation, "SE", "28d", {cell("reminders", 5), cell("requests", 9)}},
                      {Level::kNation, "SE", "365d", {cell("reminders", 7), cell("requests", 50)}}};
  const auto families = written(publication);  // fails by itself when not
  EXPECT_EQ(families.at("sjukpuls_nation_reminders").series.size(), 2U);
}

TEST_F(SeriesTextTest, ABreakdownIsAFamilyBesideItsTotal) {
  Publication publication;
  publication.rows = {{Level::kNation,
                       "SE",
                       "365d",
                       {cell("requests", 50), cell("requests", 30, indicators::kFirstSex),
                        cell("requests", 20, indicators::kFirstDiagnosis)}}};
  const auto families = written(publication);
  EXPECT_EQ(families.at("sjukpuls_nation_requests").series.size(), 1U);
  EXPECT_EQ(families.at("sjukpuls_nation_requests_by_sex").series.size(), 1U);
  EXPECT_EQ(families.at("sjukpuls_nation_requests_by_diagnosis").series.size(), 1U);
}

TEST_F(SeriesTextTest, AUnitWithoutFactsIsOfRegion00) {
  Publication publication;
  publication.rows = {{Level::kUnit, "UNIT-X", "28d", {cell("requests", 12)}}};
  EXPECT_THAT(written(publication).at("sjukpuls_unit_requests").series,
              ElementsAre(Pair(R"(care_unit="UNIT-X",region="00",period="28d")", 12)));
}

TEST_F(SeriesTextTest, CountsOfReferenceAreSeriesAndSurveysNameTheirMeasure) {
  Publication publication;
  publication.reference = {{"at", Level::kRegion, "01", catalogue_.find("units"), "", 3},
                           {"2025-01-01/2025-03-31", Level::kNation, "SE",
                            catalogue_.find("survey_numerator"), "2024-7", 80}};
  const auto families = written(publication);
  EXPECT_THAT(families.at("sjukpuls_region_units").series,
              ElementsAre(Pair(R"(region="01",period="at")", 3)));
  EXPECT_THAT(families.at("sjukpuls_nation_survey_numerator").series,
              ElementsAre(Pair(R"(period="2025-01-01/2025-03-31",measure="2024-7")", 80)));
}

TEST_F(SeriesTextTest, WhatTheFormatReservesIsEscaped) {
  SeriesText text(catalogue_);
  text.add("a_info", "back\\slash\nand line", {{"name", "\"Å\"\\\n"}}, 1);
  text.add("b", "a plain one", {}, 0.25);
  EXPECT_EQ(text.take(),
            "# HELP a_info back\\\\slash\\nand line\n# TYPE a_info gauge\n"
            "a_info{name=\"\\\"Å\\\"\\\\\\n\"} 1\n"
            "# HELP b a plain one\n# TYPE b gauge\nb 0.25\n");
}

}  // namespace
}  // namespace sjukpuls::prometheus_sink
