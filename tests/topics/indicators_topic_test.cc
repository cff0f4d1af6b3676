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
  IndicatorsTopic topic_{"indicators", catalogue_, [this] { return above_units_; },
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
