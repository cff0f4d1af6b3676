#include "sinks/alerts/poisson.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace sjukpuls::alerts {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Ten digits, of however small a number.
MATCHER_P(IsAbout, expected, "") { return std::abs(arg / expected - 1) < 1e-10; }

// Tabulated from the incomplete gamma function with forty digits.
TEST(PoissonTest, UpperTailsAreAsTabulated) {
  EXPECT_THAT(poisson_upper_tail(10, 3), IsAbout(0.0011024881301154797421));
  EXPECT_THAT(poisson_upper_tail(1, 0.5), IsAbout(0.3934693402873665764));
  EXPECT_THAT(poisson_upper_tail(12, 3.1), IsAbout(0.000096653929032398119382));
  EXPECT_THAT(poisson_upper_tail(300, 250), IsAbout(0.0011623936310546182942));
  EXPECT_THAT(poisson_upper_tail(10'000, 9'500), IsAbout(1.8624546517951550857e-7));
}

TEST(PoissonTest, FarTailsKeepTheirDigits) {
  EXPECT_THAT(poisson_upper_tail(5, 0.2), IsAbout(2.2581905529578211468e-6));
  EXPECT_THAT(poisson_upper_tail(20, 3.2), IsAbout(2.5021589406615149076e-10));
  EXPECT_THAT(poisson_upper_tail(40, 5), IsAbout(8.5500237568428867568e-23));
  EXPECT_THAT(poisson_lower_tail(2, 60), IsAbout(1.629586652937822435e-23));
}

TEST(PoissonTest, LowerTailsAreAsTabulated) {
  EXPECT_THAT(poisson_lower_tail(0, 7), IsAbout(0.000911881965554516208));
  EXPECT_THAT(poisson_lower_tail(4, 15), IsAbout(0.00085664121077530039211));
  EXPECT_THAT(poisson_lower_tail(4, 40), IsAbout(5.0204643188291333513e-13));
  EXPECT_THAT(poisson_lower_tail(100, 150), IsAbout(9.0502595708578737626e-6));
  EXPECT_THAT(poisson_lower_tail(9'500, 10'000), IsAbout(2.3793771979994753406e-7));
}

TEST(PoissonTest, BeyondTheMeanATailIsTheRest) {
  EXPECT_THAT(poisson_upper_tail(3, 7.5), IsAbout(0.97974328494333559502));
  EXPECT_THAT(poisson_lower_tail(3, 2.5), IsAbout(0.75757613313306596375));
  for (const std::int64_t k : {1, 4, 5, 6, 30, 255, 256, 257, 1'000}) {
    for (const double expected : {0.1, 5.0, 29.5, 256.0, 999.0}) {
      EXPECT_NEAR(poisson_upper_tail(k, expected) + poisson_lower_tail(k - 1, expected), 1, 1e-14)
          << k << " of " << expected;
    }
  }
}

TEST(PoissonTest, NothingExpectedIsNothingCounted) {
  EXPECT_EQ(poisson_upper_tail(0, 0), 1);
  EXPECT_EQ(poisson_upper_tail(1, 0), 0);
  EXPECT_EQ(poisson_lower_tail(0, 0), 1);
  EXPECT_EQ(poisson_lower_tail(-1, 3), 0);
}

TEST(NormalTest, TailsAreAsTabulated) {
  EXPECT_EQ(normal_upper_tail(0), 0.5);
  EXPECT_THAT(normal_upper_tail(1), IsAbout(0.15865525393145705141));
  EXPECT_THAT(normal_upper_tail(8), IsAbout(6.2209605742717841235e-16));
  EXPECT_THAT(normal_upper_tail(20), IsAbout(2.7536241186062336951e-89));
  EXPECT_THAT(normal_upper_tail(-2), IsAbout(0.9772498680518207928));
}

TEST(NormalTest, QuantilesAreAsTabulated) {
  EXPECT_NEAR(normal_upper_quantile(0.5), 0, 1e-15);
  EXPECT_THAT(normal_upper_quantile(0.025), IsAbout(1.9599639845400542355));
  EXPECT_THAT(normal_upper_quantile(0.001), IsAbout(3.0902323061678135415));
  EXPECT_THAT(normal_upper_quantile(1e-15), IsAbout(7.941345326170996781));
  EXPECT_THAT(normal_upper_quantile(1e-100), IsAbout(21.273453560965324295));
  EXPECT_THAT(normal_upper_quantile(0.9), IsAbout(-1.281551565544600467));
  EXPECT_EQ(normal_upper_quantile(0), kInfinity);
  EXPECT_EQ(normal_upper_quantile(1), -kInfinity);
}

TEST(NormalTest, AQuantileUndoesATail) {
  for (double z = -5; z <= 35; z += 0.25) {
    EXPECT_NEAR(normal_upper_quantile(normal_upper_tail(z)), z, 1e-8) << z;
  }
}

}  // namespace
}  // namespace sjukpuls::alerts
