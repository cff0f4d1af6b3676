#include "sinks/alerts/dispersion.h"

#include <algorithm>
#include <cstddef>

namespace sjukpuls::alerts {

std::optional<double> dispersion(std::vector<double> z) {
  if (z.empty()) return std::nullopt;
  std::ranges::sort(z);
  const std::size_t tenth = z.size() / 10;
  const double least = z[tenth];
  const double greatest = z[z.size() - 1 - tenth];
  double sum = 0;
  for (const double value : z) {
    const double winsorised = std::clamp(value, least, greatest);
    sum += winsorised * winsorised;
  }
  return sum / static_cast<double>(z.size()) / kWinsorisedSecondMoment;
}

}  // namespace sjukpuls::alerts
