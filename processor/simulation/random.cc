#include "processor/simulation/random.h"

namespace sjukpuls::simulation {

int Random::draw(std::span<const Quantile> points) {
  constexpr std::int64_t kScale = 1024;  // steps of a per mille
  const auto place = static_cast<std::int64_t>(below(1000 * kScale));
  std::size_t i = 1;
  while (i + 1 < points.size() && points[i].per_mille * kScale <= place) ++i;
  const Quantile& low = points[i - 1];
  const Quantile& high = points[i];
  const std::int64_t width = (high.per_mille - low.per_mille) * kScale;
  const std::int64_t rise = std::int64_t{high.value} - low.value;
  return low.value + static_cast<int>(rise * (place - low.per_mille * kScale) / width);
}

std::size_t Random::pick(std::span<const std::uint16_t> weights) {
  std::uint32_t total = 0;
  for (const std::uint16_t weight : weights) total += weight;
  std::uint32_t place = below(total);
  std::size_t i = 0;
  while (place >= weights[i]) place -= weights[i++];
  return i;
}

}  // namespace sjukpuls::simulation
