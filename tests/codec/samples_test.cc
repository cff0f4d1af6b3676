#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
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
  std::map<std::size_t, Expected> rejects;
  simdjson::dom::parser parser;
  for (const std::string& line : lines_of("samples/rejects.ndjson")) {
    const simdjson::dom::element root = parser.parse(line);
    Expected& expected = rejects[static_cast<std::size_t>(std::uint64_t(root["line"]))];
    for (const auto reason : root["reasons"].get_array()) {
      expected.reasons.emplace_back(std::string_view(reason));
    }
    std::uint64_t bad_periods = 0;
    if (root["bad_periods"].get(bad_periods) == simdjson::SUCCESS) {
      expected.bad_periods = static_cast<std::uint32_t>(bad_periods);
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
