#pragma once

#include <cstdint>

namespace sjukpuls::alerts {

// Tails of the Poisson and the normal distribution, exact to about fifteen digits however small
// they are: a rule that looks at one unit in ten thousand lives in the tails. Pure.

// P(X >= k) and P(X <= k) where X is Poisson with mean `expected` >= 0.
double poisson_upper_tail(std::int64_t k, double expected);
double poisson_lower_tail(std::int64_t k, double expected);

// P(Z >= z) where Z is standard normal.
double normal_upper_tail(double z);

// The z whose upper tail is `probability`; infinity for 0, minus infinity for 1. Tails below 1e-300
// are taken for it.
double normal_upper_quantile(double probability);

}  // namespace sjukpuls::alerts
