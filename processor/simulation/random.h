#pragma once

#include <cstdint>
#include <span>

namespace sjukpuls::simulation {

// Mixes the bits of x so that close inputs give unrelated outputs (the finaliser of SplitMix64).
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9U;
  x = (x ^ x >> 27) * 0x94d049bb133111ebU;
  return x ^ x >> 31;
}

// A key for what is the nth of its kind under another key.
constexpr std::uint64_t key_of(std::uint64_t parent, std::uint64_t n) {
  return mixed(parent ^ mixed(n + 0xd1b54a32d192ed03U));
}

// One point of a distribution: so many of a thousand draws are below the value.
struct Quantile {
  int per_mille;
  int value;
};

// Pseudo-random numbers that are the same on every machine: SplitMix64 (Steele, Lea and Flood,
// 2014) and integer arithmetic only, since library distributions and floating point differ between
// platforms. Independent streams come from different keys.
class Random {
 public:
  explicit Random(std::uint64_t key) : state_(key) {}

  std::uint64_t bits() { return mixed(state_ += 0x9e3779b97f4a7c15U); }

  // From 0 up to, not including, `end`.
  std::uint32_t below(std::uint32_t end) {
    return static_cast<std::uint32_t>((bits() >> 32) * end >> 32);
  }
  // Both ends included.
  int between(int first, int last) {
    return first + static_cast<int>(below(static_cast<std::uint32_t>(last - first + 1)));
  }
  bool happens(std::uint32_t times_in_ten_thousand) {
    return below(10'000) < times_in_ten_thousand;
  }
  // Straight lines between the points, which go from 0 to 1000 per mille.
  int draw(std::span<const Quantile> points);
  // An index, with probability in proportion to its weight.
  std::size_t pick(std::span<const std::uint16_t> weights);

 private:
  std::uint64_t state_;
};

}  // namespace sjukpuls::simulation
