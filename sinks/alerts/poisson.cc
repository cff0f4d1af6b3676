#include "sinks/alerts/poisson.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace sjukpuls::alerts {
namespace {

constexpr std::int64_t kTabulated = 256;
constexpr long double kNegligible = 1e-20L;
constexpr double kLeastTail = 1e-300;

// ln k!. Not std::lgamma, which writes to a global. From 256 on Stirling's series is exact to the
// last bit.
long double log_factorial(std::int64_t k) {
  static const auto kLogs = [] {
    std::array<long double, kTabulated> logs{};
    for (std::size_t i = 2; i < logs.size(); ++i) {
      logs[i] = logs[i - 1] + std::log(static_cast<long double>(i));
    }
    return logs;
  }();
  if (k < kTabulated) return kLogs[static_cast<std::size_t>(k)];
  constexpr long double kHalfLogOfTwoPi = 0.918938533204672741780329736405617640L;
  const auto x = static_cast<long double>(k);
  const long double inverse = 1 / x;
  const long double square = inverse * inverse;
  return (x + 0.5L) * std::log(x) - x + kHalfLogOfTwoPi +
         inverse * (1 / 12.0L - square * (1 / 360.0L - square / 1260.0L));
}

// P(X = k). The large terms cancel, hence the long doubles.
long double mass(std::int64_t k, long double expected) {
  return std::exp(static_cast<long double>(k) * std::log(expected) - expected - log_factorial(k));
}

// Requires k > expected: each term is then smaller than the one before.
long double sum_upwards(std::int64_t k, long double expected) {
  long double sum = 1;
  long double term = 1;
  for (auto i = static_cast<long double>(k) + 1; term > kNegligible * sum; ++i) {
    term *= expected / i;
    sum += term;
  }
  return mass(k, expected) * sum;
}

// Requires k < expected.
long double sum_downwards(std::int64_t k, long double expected) {
  long double sum = 1;
  long double term = 1;
  for (std::int64_t i = k; i > 0 && term > kNegligible * sum; --i) {
    term *= static_cast<long double>(i) / expected;
    sum += term;
  }
  return mass(k, expected) * sum;
}

}  // namespace

double poisson_upper_tail(std::int64_t k, double expected) {
  if (k <= 0) return 1;
  if (expected <= 0) return 0;
  if (static_cast<double>(k) > expected) return static_cast<double>(sum_upwards(k, expected));
  return static_cast<double>(1 - sum_downwards(k - 1, expected));
}

double poisson_lower_tail(std::int64_t k, double expected) {
  if (k < 0) return 0;
  if (expected <= 0) return 1;
  if (static_cast<double>(k) < expected) return static_cast<double>(sum_downwards(k, expected));
  return static_cast<double>(1 - sum_upwards(k + 1, expected));
}

double normal_upper_tail(double z) { return std::erfc(z / std::sqrt(2.0)) / 2; }

// Newton's method on the logarithm of the tail. That is concave, so from a place beyond the wanted
// one each step comes closer and none goes past it; and digits are as many in the farthest tail.
double normal_upper_quantile(double probability) {
  if (probability <= 0) return std::numeric_limits<double>::infinity();
  if (probability >= 1) return -std::numeric_limits<double>::infinity();
  if (probability > 0.5) return -normal_upper_quantile(1 - probability);
  constexpr double kLogOfRootOfTwoPi = 0.918938533204672741780;
  constexpr int kMostSteps = 100;
  const double wanted = std::log(std::max(probability, kLeastTail));
  double z = std::sqrt(-2 * wanted);  // P(Z >= z) is less than exp(-z * z / 2)
  for (int i = 0; i < kMostSteps; ++i) {
    const double reached = std::log(normal_upper_tail(z));
    const double slope = std::exp(-z * z / 2 - kLogOfRootOfTwoPi - reached);
    const double step = (reached - wanted) / slope;
    z += step;
    if (std::abs(step) <= 1e-15 * (1 + z)) break;
  }
  return z;
}

}  // namespace sjukpuls::alerts
