#include "sinks/topics/indicators_topic.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace sjukpuls::topics {
namespace {

using disclosure::Publication;
using domain::Level;
using stream::TopicChange;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

class IndicatorsTopicTest : public testing::Test {
 protected:
  struct Row {
    Level level;
    std::string entity;
    std::int64_t n;
  };
  std::shared_ptr<const Publication> of(const std::vector<Row>& rows) const {
    auto publication = std::make_shared<Publication>();
    publication->as_of = base::CivilDay{2025y / 3 / 31};
    const indicators::CellId sent(catalogue_.info(indicators::Count::kCertificatesSent), 0);
    for (const Row& row : rows) {
      publication->rows.push_back({row.level, row.entity, "28d", {{sent.value(), row.n}}});
    }
    return publication;
  }

  engine::ReferenceCount reference(Level level, const std::string& entity,
                                   const std::string& period, std::string_view count,
                                   std::int64_t n, const std::string& measure = "") const {
    return {period, level, entity, catalogue_.find(count), measure, n};
  }
  std::shared_ptr<const Publication> with(std::shared_ptr<const Publication> publication,
                                          std::vector<engine::ReferenceCount> reference) const {
    auto both = std::make_shared<Publication>(*publication);
    both->reference = std::move(reference);
    return both;
  }
  nlohmann::json json(const std::string& key) const {
    return nlohmann::json::parse(content_.at(key));
  }

  // Until nothing is due; the keys in order of writing, tombstones with a minus before them.
  std::vector<std::string> write() {
    std::vector<std::string> keys;
    while (topic_.due({})) {
      ++rounds_;
      for (const TopicChange& change : topic_.changes({})) {
        keys.push_back((change.value ? "" : "-") + change.key);
        if (change.value) {
          content_[change.key] = *change.value;
        } else {
          content_.erase(change.key);
        }
      }
      topic_.committed();
    }
    return keys;
  }

  indicators::Catalogue catalogue_;
  std::shared_ptr<const Publication> above_units_;
  std::shared_ptr<const Publication> all_;
  stream::PartitionContent content_;
  int rounds_ = 0;
  IndicatorsTopic topic_{"indicators",
                         catalogue_,
                         {"certificates_sent", "listed_patients"},
                         [this] { return above_units_; },
                         [this] { return all_; }};
};

TEST_F(IndicatorsTopicTest, ARowIsARecordUnderLevelEntityAndPeriod) {
  topic_.take_over({});
  above_units_ = of({{Level::kNation, "SE", 370}, {Level::kRegion, "01", 37}});
  EXPECT_THAT(write(), ElementsAre("nation|SE|28d", "region|01|28d"));
  const auto json = nlohmann::json::parse(content_.at("region|01|28d"));
  EXPECT_EQ(json["as_of"], "2025-03-31");
  EXPECT_EQ(json["counts"]["certificates_sent"], 37);
}

TEST_F(IndicatorsTopicTest, OnlyRowsThatChangedAreWritten) {
  topic_.take_over({});
  above_units_ = of({{Level::kNation, "SE", 370}, {Level::kRegion, "01", 37}});
  write();
  EXPECT_THAT(write(), IsEmpty());
  above_units_ = of({{Level::kNation, "SE", 371}, {Level::kRegion, "01", 37}});
  EXPECT_THAT(write(), ElementsAre("nation|SE|28d"));
}

TEST_F(IndicatorsTopicTest, ARowThatMayNoLongerBeSeenIsRemoved) {
  topic_.take_over({});
  above_units_ = of({{Level::kNation, "SE", 370}, {Level::kRegion, "01", 37}});
  write();
  above_units_ = of({{Level::kNation, "SE", 370}});
  EXPECT_THAT(write(), ElementsAre("-region|01|28d"));
}

TEST_F(IndicatorsTopicTest, UnitsFollowTheSlowLookAlone) {
  topic_.take_over({});
  above_units_ = of({{Level::kNation, "SE", 370}});
  all_ = of({{Level::kNation, "SE", 350},
             {Level::kProvider, "PROVIDER-1", 30},
             {Level::kUnit, "UNIT-A", 7}});
  EXPECT_THAT(write(), ElementsAre("nation|SE|28d", "provider|PROVIDER-1|28d", "unit|UNIT-A|28d"));
  above_units_ = of({{Level::kNation, "SE", 371}});
  EXPECT_THAT(write(), ElementsAre("nation|SE|28d"));
}

TEST_F(IndicatorsTopicTest, CountsOfReferenceStandInTheRecordOfTheirEntityAndPeriod) {
  topic_.take_over({});
  above_units_ = with(
      of({{Level::kNation, "SE", 370}, {Level::kRegion, "01", 37}}),
      {reference(Level::kRegion, "01", "28d", "units", 3),
       reference(Level::kRegion, "01", "at", "units", 4),
       reference(Level::kNation, "SE", "2024-01-01/2024-12-31", "survey_numerator", 75, "2024-7"),
       reference(Level::kNation, "SE", "2024-01-01/2024-12-31", "survey_denominator", 100,
                 "2024-7")});
  EXPECT_THAT(write(), ElementsAre("nation|SE|2024-01-01/2024-12-31", "nation|SE|28d",
                                   "region|01|28d", "region|01|at"));
  EXPECT_EQ(json("region|01|28d")["counts"],
            nlohmann::json({{"certificates_sent", 37}, {"units", 3}}));
  EXPECT_EQ(json("region|01|at")["counts"], nlohmann::json({{"units", 4}}));
  EXPECT_EQ(json("nation|SE|2024-01-01/2024-12-31")["by"]["measure"],
            nlohmann::json({{"survey_numerator", {{"2024-7", 75}}},
                            {"survey_denominator", {{"2024-7", 100}}}}));
}

TEST_F(IndicatorsTopicTest, WhatComesInAnotherOrderIsNotWrittenAgain) {
  const auto at = [&](std::string_view count, std::int64_t n) {
    return reference(Level::kRegion, "01", "at", count, n);
  };
  topic_.take_over({});
  above_units_ = with(of({}), {at("units", 3), at("units_with_coordinator", 2)});
  EXPECT_THAT(write(), ElementsAre("region|01|at"));
  above_units_ = with(of({}), {at("units_with_coordinator", 2), at("units", 3)});
  EXPECT_THAT(write(), IsEmpty());
  above_units_ = of({{Level::kRegion, "01", 37}});
  EXPECT_THAT(write(), ElementsAre("region|01|28d", "-region|01|at"));
}

TEST_F(IndicatorsTopicTest, OfUnitsOnlyTheChosenCountsOfReferenceAreShown) {
  topic_.take_over({});
  above_units_ = with(of({}), {reference(Level::kRegion, "01", "at", "units", 3)});
  all_ = with(of({{Level::kUnit, "UNIT-A", 7}}),
              {reference(Level::kUnit, "UNIT-A", "at", "units", 1),
               reference(Level::kUnit, "UNIT-A", "at", "listed_patients", 8'000),
               reference(Level::kRegion, "01", "at", "units", 2)});
  EXPECT_THAT(write(), ElementsAre("region|01|at", "unit|UNIT-A|28d", "unit|UNIT-A|at"));
  EXPECT_EQ(json("region|01|at")["counts"]["units"], 3);
  EXPECT_EQ(json("unit|UNIT-A|at")["counts"], nlohmann::json({{"listed_patients", 8'000}}));
}

TEST_F(IndicatorsTopicTest, ManyCountsOfReferenceGoInSeveralTransactionsToo) {
  std::vector<Row> units;
  std::vector<engine::ReferenceCount> listed;
  for (int i = 0; i < 5'000; ++i) {
    units.push_back({Level::kUnit, fmt::format("UNIT-{:05}", i), 7});
    listed.push_back(reference(Level::kUnit, units.back().entity, "at", "listed_patients", 8'000));
  }
  topic_.take_over({});
  all_ = with(of(units), listed);
  EXPECT_EQ(write().size(), 10'000U);
  EXPECT_EQ(content_.size(), 10'000U);
  EXPECT_EQ(rounds_, 3);
  topic_.take_over(content_);
  EXPECT_THAT(write(), IsEmpty());
}

TEST_F(IndicatorsTopicTest, ANationThatIsAlwaysNewDoesNotKeepUnitsOut) {
  topic_.take_over({});
  all_ = of({{Level::kUnit, "UNIT-A", 7}});
  for (int i = 0; i < 4; ++i) {
    above_units_ = of({{Level::kNation, "SE", 370 + i}});
    for (const TopicChange& change : topic_.changes({})) content_[change.key] = *change.value;
    topic_.committed();
  }
  EXPECT_TRUE(content_.contains("unit|UNIT-A|28d"));
}

TEST_F(IndicatorsTopicTest, ASuccessorWritesWhatDiffersFromTheTopic) {
  above_units_ = of({{Level::kNation, "SE", 370}, {Level::kRegion, "01", 37}});
  all_ = of({{Level::kUnit, "UNIT-A", 7}});
  topic_.take_over({});
  write();
  topic_.take_over(content_);
  EXPECT_THAT(write(), IsEmpty());
  content_["unit|GONE|28d"] = "{}";
  content_["region|01|28d"] = "{}";
  topic_.take_over(content_);
  EXPECT_THAT(write(), ElementsAre("region|01|28d", "-unit|GONE|28d"));
}

TEST_F(IndicatorsTopicTest, BeforeTheFirstLookAndOfAnEmptyTableNothingIsSaid) {
  topic_.take_over({{"nation|SE|28d", "{}"}});
  EXPECT_THAT(write(), IsEmpty());
  above_units_ = std::make_shared<Publication>();
  EXPECT_THAT(write(), IsEmpty());
}

TEST_F(IndicatorsTopicTest, ManyRowsGoInSeveralTransactions) {
  std::vector<Row> units;
  for (int i = 0; i < 10'000; ++i) {
    units.push_back({Level::kUnit, fmt::format("UNIT-{:05}", i), 7});
  }
  topic_.take_over({});
  all_ = of(units);
  EXPECT_EQ(write().size(), 10'000U);
  EXPECT_EQ(rounds_, 3);
}

TEST_F(IndicatorsTopicTest, WhatWasRolledBackIsWrittenAnew) {
  topic_.take_over({});
  above_units_ = of({{Level::kNation, "SE", 370}});
  const auto changes = topic_.changes({});
  topic_.rolled_back();
  EXPECT_TRUE(topic_.due({}));
  EXPECT_EQ(topic_.changes({}), changes);
}

}  // namespace
}  // namespace sjukpuls::topics
