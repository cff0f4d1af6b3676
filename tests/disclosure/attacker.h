#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sjukpuls::disclosure::attack {

// Someone who knows everything that is published, which numbers are sums of which, and which are 0,
// and works out what was withheld: exactly, by linear algebra, and by bounds, since no number is
// negative.
class Attacker {
 public:
  // A number that is published.
  void knows(const std::string& name, std::int64_t value) { known_[name] = value; }
  // A number that is not.
  void misses(const std::string& name) { unknown_.try_emplace(name, unknown_.size()); }
  // The parts add up to the total. Numbers neither known nor missed are 0.
  void sum(const std::vector<std::string>& parts, const std::string& total) {
    sums_.push_back({parts, total});
  }

  // The names of the missed numbers that have only one possible value.
  std::vector<std::string> works_out() const;

 private:
  struct Sum {
    std::vector<std::string> parts;
    std::string total;
  };
  // coefficients by unknown, and what they add up to
  struct Row {
    std::map<std::size_t, std::int64_t> coefficients;
    std::int64_t constant = 0;
  };

  std::vector<Row> rows() const;
  std::vector<bool> by_elimination() const;
  std::vector<bool> by_bounds() const;

  std::map<std::string, std::int64_t> known_;
  std::map<std::string, std::size_t> unknown_;
  std::vector<Sum> sums_;
};

}  // namespace sjukpuls::disclosure::attack
