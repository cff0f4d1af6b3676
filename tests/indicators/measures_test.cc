#include "processor/indicators/measures.h"

#include <gmock/gmock.h>

#include <chrono>
#include <set>

#include "processor/indicators/catalogue.h"

namespace sjukpuls::indicators {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

TEST(MeasuresTest, AreQuotientsOfCountsThatHaveTheirPeriods) {
  const Catalogue catalogue;
  std::set<std::string_view> ids;
  for (const Measure& measure : measures()) {
    EXPECT_TRUE(ids.insert(measure.id).second) << measure.id;
    const CountInfo* numerator = catalogue.find(measure.numerator);
    const CountInfo* denominator = catalogue.find(measure.denominator);
    ASSERT_NE(numerator, nullptr) << measure.id;
    ASSERT_NE(denominator, nullptr) << measure.id;
    const PeriodSet both = numerator->periods & denominator->periods;
    switch (measure.periods) {
      case MeasurePeriods::kOfP:
        EXPECT_EQ(both, kAllP) << measure.id;
        break;
      case MeasurePeriods::kState:
        EXPECT_TRUE(both.has(kAt)) << measure.id;
        break;
      case MeasurePeriods::kOnly365Days:
        EXPECT_TRUE(numerator->periods.has(kRolling365)) << measure.id;
        break;
      case MeasurePeriods::kOnly730Days:
        EXPECT_TRUE(both.has(kRolling730)) << measure.id;
        break;
    }
  }
}

// Section 8: "periods that end less than 90 days before D".
TEST(MeasuresTest, APeriodIsPreliminaryUntilNinetyDaysAfterItsEnd) {
  const base::CivilDay end{2025y / 2 / 28};
  EXPECT_TRUE(is_preliminary(end, end));
  EXPECT_TRUE(is_preliminary(end, end + std::chrono::days{89}));
  EXPECT_FALSE(is_preliminary(end, end + std::chrono::days{90}));
}

TEST(MeasuresTest, APeriodsIdTellsWhetherItsSharesArePreliminary) {
  const base::CivilDay day{2025y / 3 / 31};
  for (const char* id : {"7d", "28d", "90d", "365d", "my2025", "my2024", "2025", "2025-01"}) {
    EXPECT_TRUE(has_preliminary_shares(id, day)) << id;
  }
  for (const char* id : {"my2023", "2024", "2024-12", "at", "730d", "", "SE"}) {
    EXPECT_FALSE(has_preliminary_shares(id, day)) << id;
  }
  EXPECT_TRUE(has_preliminary_shares("2024-12", base::CivilDay{2025y / 3 / 30}));
}

}  // namespace
}  // namespace sjukpuls::indicators
