#pragma once

#include <cstddef>
#include <cstdlib>
#include <random>

namespace sjukpuls::fakes {

// What happens in a simulation, the same for the same seed.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  bool in_a_thousand(int times) {
    return std::uniform_int_distribution<int>{1, 1'000}(random_) <= times;
  }
  // From 0 to `greatest`.
  std::size_t number_to(std::size_t greatest) {
    return std::uniform_int_distribution<std::size_t>{0, greatest}(random_);
  }
  template <typename T, std::size_t n>
  T any_of(const T (&values)[n]) {
    return values[number_to(n - 1)];
  }
  std::mt19937& generator() { return random_; }

 private:
  std::mt19937 random_;
};

// How many seeds a simulation tries: SIMULATION_SEEDS, or so many.
inline unsigned simulation_seeds(unsigned otherwise) {
  const char* text = std::getenv("SIMULATION_SEEDS");
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

}  // namespace sjukpuls::fakes
