#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <string>

#include "tests/vectors/cases.h"

namespace sjukpuls::vectors {

Tally check(const Json& golden) {
  using Check = void (*)(const Json&, Tally&);
  static const std::map<std::string, Check> kChecks = {
      {"certificate_state", check_certificate_state},
      {"chain", check_chain},
      {"covered_days", check_covered_days},
      {"day_number", check_day_number},
      {"length", check_length},
      {"merge_intervals", check_merge_intervals},
      {"message_figures", check_message_figures},
      {"message_validation", check_message_validation},
      {"overlap", check_overlap},
      {"patient_sjukfall", check_patient_sjukfall},
      {"period_assignment", check_period_assignment},
      {"period_bounds", check_period_bounds},
      {"sjukfall", check_sjukfall},
      {"unit_preparation", check_unit_preparation},
      {"unit_sjukfall", check_unit_sjukfall},
  };
  Tally tally;
  const auto known = kChecks.find(text_of(golden, "kind"));
  if (known != kChecks.end()) known->second(golden, tally);
  return tally;
}

namespace {

constexpr std::array kFiles = {"vectors/statistik-sjukfall.json", "vectors/rehabstod-sjukfall.json",
                               "vectors/arendekommunikation.json"};

std::map<std::string, std::string> unmapped_cases() {
  std::ifstream file("vectors/unmapped.json");
  return Json::parse(file).get<std::map<std::string, std::string>>();
}

void print(const std::string& file, std::size_t mapped, std::size_t cases, const Tally& tally) {
  std::cout << file << ": " << mapped << " of " << cases << " cases mapped, " << tally.asserted
            << " asserted and " << tally.derived << " derived figures checked\n";
  for (const auto& [reason, n] : tally.left_out) {
    std::cout << "  left out " << n << ": " << reason << "\n";
  }
}

TEST(VectorsTest, EveryCaseHoldsOrIsListedWithTheReasonWhyItCannot) {
  std::map<std::string, std::string> unmapped = unmapped_cases();
  std::map<std::string, int> reasons;
  for (const char* file : kFiles) {
    const auto cases = read_cases(file);
    Tally all;
    std::size_t mapped = 0;
    for (const Json& golden : cases) {
      const std::string id = text_of(golden, "id");
      SCOPED_TRACE(id + ": " + text_of(golden, "rule"));
      const Tally tally = check(golden);
      all += tally;
      const auto reason = unmapped.extract(id);
      EXPECT_EQ(tally.asserted == 0, !reason.empty())
          << (reason.empty() ? "nothing asserted is checked, and no reason listed"
                             : "listed, but checked");
      if (tally.asserted > 0) ++mapped;
      if (!reason.empty()) ++reasons[reason.mapped()];
    }
    print(file, mapped, cases.size(), all);
  }
  EXPECT_TRUE(unmapped.empty()) << "no such case: " << unmapped.begin()->first;
  for (const auto& [reason, n] : reasons) std::cout << n << " cases: " << reason << "\n";
}

}  // namespace
}  // namespace sjukpuls::vectors
