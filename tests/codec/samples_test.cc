#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <string>
#include <vector>

#include "processor/codec/event_decoder.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

struct Expected {
  std::vector<std::string> reasons;
  std::uint32_t bad_periods = 0;
};

// {"line": 50, "reasons": ["unparsable"], "bad_periods": 1}, line by line.
std::map<std::size_t, Expected> expected_rejects() {
  static const std::regex kNumber(R"re("line": (\d+))re");
  static const std::regex kBadPeriods(R"re("bad_periods": (\d+))re");
  static const std::regex kReasons(R"re("reasons": \[(.*?)\])re");
  static const std::regex kReason(R"re("(\w+)")re");
  std::map<std::size_t, Expected> rejects;
  for (const std::string& line : lines_of("samples/rejects.ndjson")) {
    std::smatch match;
    if (!std::regex_search(line, match, kNumber)) continue;
    Expected& expected = rejects[std::stoul(match[1])];
    if (std::regex_search(line, match, kBadPeriods)) {
      expected.bad_periods = static_cast<std::uint32_t>(std::stoul(match[1]));
    }
    std::regex_search(line, match, kReasons);
    const std::string reasons = match[1];
    for (std::sregex_iterator it(reasons.begin(), reasons.end(), kReason), end; it != end; ++it) {
      expected.reasons.push_back((*it)[1]);
    }
  }
  return rejects;
}

TEST(SamplesTest, AreRejectedWhereAndForWhatTheyMustBe) {
  const std::vector<std::string> lines = sample_lines();
  ASSERT_EQ(lines.size(), 196U);
  std::map<std::size_t, Expected> rejects = expected_rejects();
  ASSERT_EQ(rejects.size(), 47U);
  EventDecoder decoder;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    SCOPED_TRACE("line " + std::to_string(i + 1));
    const Expected& expected = rejects[i + 1];
    const Decoded decoded = decoder.decode(lines[i], Form::kJson);
    EXPECT_EQ(decoded.event == nullptr, !expected.reasons.empty());
    EXPECT_EQ(decoded.bad_periods, expected.bad_periods);
    if (decoded.event != nullptr) continue;
    EXPECT_THAT(expected.reasons, testing::Contains(std::string(name(decoded.reason))));
  }
}

}  // namespace
}  // namespace sjukpuls::codec
