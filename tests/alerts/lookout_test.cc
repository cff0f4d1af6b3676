#include "sinks/alerts/lookout.h"

#include <gmock/gmock.h>

namespace sjukpuls::alerts {
namespace {

using domain::Level;
using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

class FixedTable final : public engine::TableSource {
 public:
  void read(const std::function<void(const engine::Table&)>& visit) const override { visit(table); }
  engine::Table table;
};

class LookoutTest : public testing::Test {
 protected:
  LookoutTest() { sent(Level::kNation, "SE", 100); }
  void sent(Level level, std::string_view entity, std::int64_t n) {
    const indicators::CellId id(catalogue_.info(indicators::Count::kCertificatesSent), 0);
    const engine::Cell cell{id.value(), n};
    table_.table.put(0, {level, entity, "28d"}, {&cell, 1});
    table_.table.set_as_of(base::CivilDay{2025y / 3 / 31});
  }
  // Looks at so many seconds after a full quarter of an hour.
  void look_at(seconds second) {
    lookout_.look(base::ProcessingTime{milliseconds(900s * 1'900'000 + second)});
  }

  indicators::Catalogue catalogue_;
  FixedTable table_;
  bool is_whole_ = true;
  Lookout lookout_{catalogue_, table_, [this](const engine::Table&) { return is_whole_; }, {}};
};

TEST_F(LookoutTest, NothingIsSeenBeforeTheFirstLook) {
  EXPECT_EQ(lookout_.view().above_units, nullptr);
  EXPECT_EQ(lookout_.view().all, nullptr);
  EXPECT_EQ(lookout_.view().findings, nullptr);
}

TEST_F(LookoutTest, TheFirstLookSeesAllAtOnce) {
  look_at(457s);
  EXPECT_EQ(lookout_.view().above_units->numbers, 1U);
  EXPECT_EQ(lookout_.view().all->numbers, 1U);
  EXPECT_TRUE(lookout_.view().findings->as_of);
}

TEST_F(LookoutTest, HalfACountryIsNotLookedAt) {
  is_whole_ = false;
  look_at(1s);
  EXPECT_EQ(lookout_.view().above_units, nullptr);
  EXPECT_EQ(lookout_.view().findings, nullptr);
  is_whole_ = true;
  look_at(2s);
  EXPECT_NE(lookout_.view().above_units, nullptr);
  EXPECT_NE(lookout_.view().findings, nullptr);
}

TEST_F(LookoutTest, NationAndRegionsAreSeenAnewWithEachTick) {
  look_at(1s);
  const auto first = lookout_.view();
  look_at(59s);
  EXPECT_EQ(lookout_.view().above_units, first.above_units);
  look_at(60s);
  EXPECT_NE(lookout_.view().above_units, first.above_units);
  EXPECT_EQ(lookout_.view().all, first.all);
  EXPECT_EQ(lookout_.view().findings, first.findings);
}

TEST_F(LookoutTest, UnitsAndSignalsAreSeenAnewWithTheSlowTick) {
  look_at(1s);
  const auto first = lookout_.view();
  look_at(899s);
  EXPECT_EQ(lookout_.view().findings, first.findings);
  look_at(900s);
  EXPECT_NE(lookout_.view().all, first.all);
  EXPECT_NE(lookout_.view().findings, first.findings);
}

}  // namespace
}  // namespace sjukpuls::alerts
