#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace sjukpuls::vectors {

// What became of the expectations of cases.
struct Tally {
  int asserted = 0;                     // checked, and stated by the source's own test
  int derived = 0;                      // checked, and following from the source's rules
  std::map<std::string, int> left_out;  // by reason: beyond what the contract counts

  template <typename A, typename B>
  void expect_eq(const A& actual, const B& expected, bool is_asserted = true) {
    EXPECT_EQ(actual, expected);
    ++(is_asserted ? asserted : derived);
  }
  void leave_out(const std::string& reason) { ++left_out[reason]; }

  Tally& operator+=(const Tally& other) {
    asserted += other.asserted;
    derived += other.derived;
    for (const auto& [reason, n] : other.left_out) left_out[reason] += n;
    return *this;
  }
};

}  // namespace sjukpuls::vectors
