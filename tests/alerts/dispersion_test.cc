#include "sinks/alerts/dispersion.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "sinks/alerts/poisson.h"

namespace sjukpuls::alerts {
namespace {

using testing::AllOf;
using testing::DoubleNear;
using testing::Ge;
using testing::Le;

// The midpoint rule over the probability, so that every step weighs the same.
TEST(DispersionTest, TheConstantIsTheSecondMomentOfAWinsorisedNormal) {
  constexpr int kSteps = 1'000'000;
  const double limit = normal_upper_quantile(0.1);
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double z = normal_upper_quantile((i + 0.5) / kSteps);
    const double winsorised = std::clamp(z, -limit, limit);
    sum += winsorised * winsorised;
  }
  EXPECT_NEAR(sum / kSteps, kWinsorisedSecondMoment, 1e-8);
}

TEST(DispersionTest, NormalUnitsHaveOne) {
  std::vector<double> z;
  for (int i = 0; i < 10'000; ++i) z.push_back(normal_upper_quantile((i + 0.5) / 10'000));
  EXPECT_THAT(dispersion(z), testing::Optional(DoubleNear(1, 0.001)));
}

// Of units that differ by chance alone. Where little is expected the tenth hundredth falls on a
// step of the Poisson distribution, so that it can be off by 15 per cent either way.
TEST(DispersionTest, ChanceAloneMakesAboutOneHoweverMuchIsExpected) {
  constexpr int kUnits = 20'000;
  const auto by_chance = [](double expected) {
    std::mt19937_64 random(1);
    std::poisson_distribution<int> counted(expected);
    std::vector<double> z(kUnits);
    for (double& value : z) value = (counted(random) - expected) / std::sqrt(expected);
    return dispersion(std::move(z)).value();
  };
  for (const double expected : {1.0, 1.5, 2.0, 3.0, 5.0}) {
    EXPECT_THAT(by_chance(expected), AllOf(Ge(0.9), Le(1.2))) << expected;
  }
  for (const double expected : {10.0, 20.0, 50.0, 200.0}) {
    EXPECT_THAT(by_chance(expected), DoubleNear(1, 0.07)) << expected;
  }
}

TEST(DispersionTest, ATenthOfOutliersAtEitherEndChangesNothing) {
  std::vector<double> z;
  for (int i = 0; i < 1'000; ++i) z.push_back(normal_upper_quantile((i + 0.5) / 1'000));
  const auto before = dispersion(z);
  std::ranges::sort(z);
  for (std::size_t i = 900; i < z.size(); ++i) z[i] += 1'000;
  EXPECT_EQ(dispersion(z), before);
}

TEST(DispersionTest, WithoutUnitsThereIsNone) { EXPECT_EQ(dispersion({}), std::nullopt); }

}  // namespace
}  // namespace sjukpuls::alerts
