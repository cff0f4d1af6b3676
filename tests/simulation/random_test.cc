#include "processor/simulation/random.h"

#include <gmock/gmock.h>

#include <array>

namespace sjukpuls::simulation {
namespace {

// Reference output of SplitMix64 for seed 1234567.
TEST(RandomTest, BitsAreThoseOfThePublishedAlgorithm) {
  Random random(1234567);
  EXPECT_EQ(random.bits(), 6457827717110365317U);
  EXPECT_EQ(random.bits(), 3203168211198807973U);
  EXPECT_EQ(random.bits(), 9817491932198370423U);
}

TEST(RandomTest, BetweenReachesBothEndsAndNothingElse) {
  Random random(1);
  std::array<int, 5> seen{};
  for (int i = 0; i < 1000; ++i) {
    const int value = 2 + random.between(-2, 2);
    ++seen.at(static_cast<std::size_t>(value));
  }
  EXPECT_THAT(seen, testing::Each(testing::Gt(120)));
}

TEST(RandomTest, DrawFollowsTheQuantilesAndStaysWithinThem) {
  constexpr Quantile kPoints[] = {{0, 10}, {250, 20}, {1000, 1000}};
  Random random(2);
  int below_20 = 0;
  for (int i = 0; i < 10'000; ++i) {
    const int value = random.draw(kPoints);
    ASSERT_GE(value, 10);
    ASSERT_LT(value, 1000);
    if (value < 20) ++below_20;
  }
  EXPECT_NEAR(below_20, 2500, 150);
}

TEST(RandomTest, PickGoesByWeightAndNeverTakesAWeightOfZero) {
  constexpr std::array<std::uint16_t, 4> kWeights = {0, 30, 0, 10};
  Random random(3);
  std::array<int, 4> picked{};
  for (int i = 0; i < 10'000; ++i) ++picked.at(random.pick(kWeights));
  EXPECT_EQ(picked[0] + picked[2], 0);
  EXPECT_NEAR(picked[1], 7500, 150);
}

}  // namespace
}  // namespace sjukpuls::simulation
