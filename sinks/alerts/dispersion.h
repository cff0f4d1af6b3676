#pragma once

#include <optional>
#include <vector>

namespace sjukpuls::alerts {

// E[W^2] where W is a standard normal pulled in to its tenth and ninetieth hundredth, +-a with
// a = 1.2815516 and density f(a) = 0.1754983 there:
//
//   the middle, from -a to a    0.8 - 2 a f(a)   (by parts, since z f(z) = -f'(z))
//   a tenth at either end       2 * 0.1 a^2
//
// together 0.8 - 0.4498194 + 0.3284740 = 0.6786546.
inline constexpr double kWinsorisedSecondMoment = 0.67865456;

// How many times more units differ from each other than chance alone makes them: the mean of z
// squared, where z is (counted - expected) / sqrt(expected) of each unit. Outliers are pulled in to
// the tenth and ninetieth hundredth, for it is the ordinary unit that tells how much units differ
// (Spiegelhalter 2005); what pulling in takes from normal z is given back, so that chance alone
// makes about 1. Nullopt: no unit. Pure.
std::optional<double> dispersion(std::vector<double> z);

}  // namespace sjukpuls::alerts
