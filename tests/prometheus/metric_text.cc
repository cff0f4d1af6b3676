#include "tests/prometheus/metric_text.h"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

namespace sjukpuls::prometheus_sink {

std::map<std::string, MetricFamily> parse_metrics(std::string_view text) {
  static const std::regex kComment(R"(# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*))");
  static const std::regex kSeries(
      R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\[\\"n])*",?)*)\})? (\S+))re");
  EXPECT_TRUE(text.empty() || text.back() == '\n');
  std::map<std::string, MetricFamily> families;
  std::string current;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kComment)) {
      const std::string name = match[2];
      if (match[1] == "HELP") {
        EXPECT_FALSE(families.contains(name)) << name << " comes twice";
        families[name].help = match[3];
        current = name;
      } else {
        families[name].type = match[3];
      }
    } else if (std::regex_match(line, match, kSeries)) {
      EXPECT_EQ(match[1], current) << "outside its family: " << line;
      const bool is_new = families[match[1]].series.emplace(match[2], std::stod(match[3])).second;
      EXPECT_TRUE(is_new) << "twice: " << line;
    } else {
      ADD_FAILURE() << "no line of the format: " << line;
    }
  }
  return families;
}

}  // namespace sjukpuls::prometheus_sink
