#include "processor/domain/regions.h"

#include <gmock/gmock.h>

namespace sjukpuls::domain {
namespace {

TEST(RegionsTest, AreTheTwentyOneWithTheirCountyCodes) {
  EXPECT_EQ(regions().size(), 21U);
  EXPECT_EQ(region_name("01"), "Stockholm");
  EXPECT_EQ(region_name("09"), "Gotland");
  EXPECT_EQ(region_name("25"), "Norrbotten");
}

TEST(RegionsTest, ACodeThatNoRegionHasIsUnknown) {
  EXPECT_EQ(region_name("00"), "okänd");
  EXPECT_EQ(region_name("02"), "okänd");
  EXPECT_EQ(region_name("11"), "okänd");
}

}  // namespace
}  // namespace sjukpuls::domain
