#include "processor/codec/json_decoder.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <string_view>

#include "tests/codec/event_messages.h"
#include "tests/codec/mutate.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool protobuf_reads(std::string_view line, v1::Event& message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  message.Clear();
  return google::protobuf::util::JsonStringToMessage(std::string(line), &message, options).ok();
}

class JsonDecoderTest : public testing::Test {
 protected:
  bool accepts(std::string_view line) { return decoder_.decode(line, event_); }

  // What protobuf's own parser makes of the line, the decoder makes too.
  void expect_as_protobuf(std::string_view line) {
    SCOPED_TRACE(std::string(line));
    v1::Event message;
    const bool read = protobuf_reads(line, message);
    ASSERT_EQ(accepts(line), read);
    if (!read) return;
    ASSERT_TRUE(reduce(message));
    EXPECT_EQ(difference(message, event_), "");
  }

  JsonDecoder decoder_;
  WireEvent event_;
};

TEST_F(JsonDecoderTest, NamesAreReadInBothSpellings) {
  ASSERT_TRUE(accepts(R"({"eventId":"e","patient":{"birthYear":1970}})"));
  EXPECT_EQ(event_.event_id, "e");
  EXPECT_EQ(event_.patient.birth_year, 1970);
  ASSERT_TRUE(accepts(R"({"event_id":"f","patient":{"birth_year":1971}})"));
  EXPECT_EQ(event_.event_id, "f");
  EXPECT_EQ(event_.patient.birth_year, 1971);
}

TEST_F(JsonDecoderTest, NamesMayHaveEscapes) {
  ASSERT_TRUE(accepts(R"({"event\u0049d":"e"})"));
  EXPECT_EQ(event_.event_id, "e");
}

TEST_F(JsonDecoderTest, EscapesStandForTheirCharacters) {
  ASSERT_TRUE(
      accepts(R"({"eventId":"\u00e5\ud83d\ude00\"\\\/\b\f\n\r\t","patient":{"id":"\u20AC"}})"));
  EXPECT_EQ(event_.event_id, "å😀\"\\/\b\f\n\r\t");
  EXPECT_EQ(event_.patient.id, "€");
}

TEST_F(JsonDecoderTest, NullMeansUnset) {
  ASSERT_TRUE(accepts(
      R"({"eventId":null,"occurredAt":null,"patient":null,"certificate":null,
          "unitFacts":{"listedPatients":null,"hasCoordinator":null,"coordinatorFte":0}})"));
  EXPECT_EQ(event_.event_id, "");
  EXPECT_EQ(event_.occurred_at, std::nullopt);
  EXPECT_EQ(event_.payload, PayloadKind::kUnitFacts);
  EXPECT_EQ(event_.unit_facts.listed_patients, std::nullopt);
  EXPECT_EQ(event_.unit_facts.has_coordinator, std::nullopt);
  EXPECT_EQ(event_.unit_facts.coordinator_fte, 0);
}

TEST_F(JsonDecoderTest, NothingOfAnEventStaysForTheNext) {
  for (const std::string& line : sample_lines()) {
    accepts(line);
    ASSERT_TRUE(accepts("{}"));
    EXPECT_EQ(difference(v1::Event(), event_), "");
  }
}

TEST_F(JsonDecoderTest, InstantsAreCutToMilliseconds) {
  ASSERT_TRUE(accepts(R"({"occurredAt":"1970-01-01T00:00:01.999999999Z"})"));
  EXPECT_EQ(event_.occurred_at, 1999);
  ASSERT_TRUE(accepts(R"({"occurredAt":"1969-12-31T23:59:59.999999999Z"})"));
  EXPECT_EQ(event_.occurred_at, -1);
  ASSERT_TRUE(accepts(R"({"occurredAt":"1970-01-01T02:00:00.5+02:00"})"));
  EXPECT_EQ(event_.occurred_at, 500);
}

TEST_F(JsonDecoderTest, InstantsOfOtherFormsAreUnparsable) {
  for (const std::string_view instant : {"",
                                         "yesterday",
                                         "2025-03-02",
                                         "2025-03-02T11:00:00",
                                         "2025-03-02 11:00:00Z",
                                         "2025-03-02t11:00:00z",
                                         "2025-3-2T11:00:00Z",
                                         "2025-03-02T1:00:00Z",
                                         "2025-02-29T11:00:00Z",
                                         "2025-03-02T24:00:00Z",
                                         "2025-03-02T23:60:00Z",
                                         "2025-03-02T23:59:60Z",
                                         "2025-03-02T11:00:00.Z",
                                         "2025-03-02T11:00:00.1234567890Z",
                                         "2025-03-02T11:00:00+0200",
                                         "2025-03-02T11:00:00+24:00",
                                         "2025-03-02T11:00:00+2:00",
                                         "0000-12-31T23:59:59Z",
                                         "0001-01-01T00:00:00+00:01",
                                         "9999-12-31T23:59:59-00:01",
                                         "2025-03-02T11:00:00Z "}) {
    EXPECT_FALSE(accepts("{\"occurredAt\":\"" + std::string(instant) + "\"}")) << instant;
  }
}

TEST_F(JsonDecoderTest, UnknownEnumeratorsAreUnset) {
  ASSERT_TRUE(accepts(
      R"({"patient":{"sex":"OTHER"},"careUnit":{"careLevel":99},
          "certificate":{"occupations":["STUDIES","X",2,99]}})"));
  EXPECT_EQ(event_.patient.sex, 0);
  EXPECT_EQ(event_.care_unit.care_level, 0);
  EXPECT_THAT(event_.certificate.occupations, ElementsAre(4, 2));
}

TEST_F(JsonDecoderTest, UnknownFieldsAreIgnoredWhateverTheyHold) {
  ASSERT_TRUE(accepts(
      R"({"a":[[],{"b":{}},null,true,false,-0.5E+7,"å\n"],"eventId":"e","c":1e999,
          "d":123456789012345678901234567890,"":"","patient":{"eventId":{"x":[1]}}})"));
  EXPECT_EQ(event_.event_id, "e");
}

TEST_F(JsonDecoderTest, UnknownFieldsMustStillBeJson) {
  for (const std::string_view value :
       {"",      "tru", "True",    "nulll",     "01",   "1.",    ".5",         "+1",
        "0x1",   "-",   "1e",      "NaN",       "[1,]", "[1 2]", "{\"a\":1,}", "{\"a\" 1}",
        "{1:2}", "'a'", "\"\\q\"", "\"\\u12\"", "[}",   "{]",    "\"a\"b"}) {
    EXPECT_FALSE(accepts("{\"x\":" + std::string(value) + "}")) << value;
  }
}

TEST_F(JsonDecoderTest, ALineIsOneObject) {
  for (const std::string_view line :
       {"", " ", "\r", "\t \r", "[]", "null", "1", "\"eventId\"", "{", "}", "{}{}", "{} x", "{}}",
        "{\"eventId\":\"e\"", "{\"eventId\":\"e", "{\"eventId\"", "{\"eventId\":", "not json"}) {
    EXPECT_FALSE(accepts(line)) << line;
  }
  EXPECT_TRUE(accepts(" {} \r"));
}

TEST_F(JsonDecoderTest, WhatIsNoUtf8IsUnparsable) {
  EXPECT_FALSE(accepts("{\"eventId\":\"\xff\"}"));
  EXPECT_FALSE(accepts("{\"x\":\"\xc3\"}"));
  EXPECT_FALSE(accepts("{\"x\":\"\xed\xa0\x80\"}"));
  EXPECT_TRUE(accepts("{\"x\":\"\xc3\xa5\"}"));
}

TEST_F(JsonDecoderTest, TwoPayloadsAreUnparsableAndOneBesideNullIsNot) {
  EXPECT_FALSE(accepts(R"({"certificate":{},"reminder":{}})"));
  EXPECT_FALSE(accepts(R"({"certificate":{},"certificateRevoked":{}})"));
  EXPECT_TRUE(accepts(R"({"certificate":null,"reminder":{}})"));
  EXPECT_TRUE(accepts(R"({"certificate":{},"reminder":null})"));
}

TEST_F(JsonDecoderTest, WrongKindsOfJsonAreUnparsable) {
  for (const std::string_view line :
       {R"({"eventId":1})", R"({"eventId":["e"]})", R"({"patient":"p"})", R"({"patient":[]})",
        R"({"occurredAt":1})", R"({"occurredAt":{"seconds":1}})", R"({"certificate":""})",
        R"({"certificate":{"periods":"none"}})", R"({"certificate":{"periods":{}}})",
        R"({"certificate":{"periods":[1]}})", R"({"certificate":{"periods":[null]}})",
        R"({"certificate":{"occupations":"STUDIES"}})", R"({"patient":{"sex":true}})",
        R"({"patient":{"sex":1.5}})", R"({"patient":{"birthYear":true}})",
        R"({"kvaRecord":{"patientPresent":1}})", R"({"kvaRecord":{"patientPresent":"true"}})",
        R"({"completionRequest":{"questionIds":[1]}})"}) {
    EXPECT_FALSE(accepts(line)) << line;
  }
}

TEST_F(JsonDecoderTest, WholeNumbersComeAsNumbersOrStrings) {
  for (const std::string_view text : {"25", "25.0", "2.5e1", "250E-1", "\"25\"", "\"025\""}) {
    ASSERT_TRUE(accepts("{\"patient\":{\"birthYear\":" + std::string(text) + "}}")) << text;
    EXPECT_EQ(event_.patient.birth_year, 25) << text;
  }
  for (const std::string_view text :
       {"2147483648", "-2147483649", "2147483648.0", "1e99", "25.5", "\"25.0\"", "\" 25\"", "\"\"",
        "\"2147483648\"", "025", "123456789012345678901234567890"}) {
    EXPECT_FALSE(accepts("{\"patient\":{\"birthYear\":" + std::string(text) + "}}")) << text;
  }
  ASSERT_TRUE(accepts(
      R"({"surveyResult":{"numerator":"9223372036854775807","denominator":-9223372036854775808}})"));
  EXPECT_EQ(event_.survey_result.numerator, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(event_.survey_result.denominator, std::numeric_limits<std::int64_t>::min());
  EXPECT_FALSE(accepts(R"({"surveyResult":{"numerator":9223372036854775808}})"));
}

TEST_F(JsonDecoderTest, DoublesMayBeSpecialStrings) {
  const auto fte = [&](std::string_view text) -> std::optional<double> {
    if (!accepts("{\"unitFacts\":{\"coordinatorFte\":" + std::string(text) + "}}")) return {};
    return event_.unit_facts.coordinator_fte;
  };
  EXPECT_EQ(fte("0.29"), 0.29);
  EXPECT_EQ(fte("\"0.29\""), 0.29);
  EXPECT_EQ(fte("\"-Infinity\""), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(fte("\"NaN\"").value()));
  EXPECT_EQ(fte("1e-999"), 0);
  EXPECT_EQ(fte("1e999"), std::nullopt);
  EXPECT_EQ(fte("NaN"), std::nullopt);
}

TEST_F(JsonDecoderTest, DeepNestingIsUnparsableAndHarmless) {
  for (const std::size_t depth : {99U, 101U, 1000U, 1000000U}) {
    const std::string arrays = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_EQ(accepts("{\"x\":" + arrays + "}"), depth < 100) << depth;
    EXPECT_FALSE(accepts("{\"x\":" + std::string(depth, '[')));
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\":";
    EXPECT_FALSE(accepts("{\"x\":" + objects));
  }
}

TEST_F(JsonDecoderTest, LongLinesAreReadWhole) {
  const std::string id(3'000'000, 'e');
  ASSERT_TRUE(accepts("{\"eventId\":\"" + id + "\",\"patient\":{\"id\":\"\\u0070\"}}"));
  EXPECT_EQ(event_.event_id, id);
  EXPECT_EQ(event_.patient.id, "p");
}

TEST_F(JsonDecoderTest, SamplesAreReadAsProtobufReadsThem) {
  for (const std::string& line : sample_lines()) expect_as_protobuf(line);
}

TEST_F(JsonDecoderTest, HandwrittenLinesAreReadAsProtobufReadsThem) {
  for (const std::string& line : lines_of("codec/json_lines.txt")) expect_as_protobuf(line);
}

// Whether the line keeps to what canonical protobuf JSON defines. protobuf 3.21 takes more: single
// quotes, trailing commas, days of one digit, one element for a list and so on.
class Strictness {
 public:
  // What simdjson's own second stage says, which knows no numbers beyond its types.
  bool is_json(const std::string& line) {
    const simdjson::error_code error = parser_.parse(line).error();
    return error == simdjson::SUCCESS || error == simdjson::NUMBER_ERROR;
  }

  bool keeps_to_the_form(const std::string& line) {
    simdjson::dom::element root;
    if (line.find("\\u") != std::string::npos) return false;
    return parser_.parse(line).get(root) == simdjson::SUCCESS && keeps(root, "");
  }

 private:
  bool keeps(simdjson::dom::element element, std::string_view name) {
    static const std::set<std::string_view> kRepeated = {"periods", "occupations", "questionIds"};
    static const std::set<std::string_view> kFlags = {"patientPresent", "hasCoordinator",
                                                      "expertPhysician", "offersTraining"};
    if (kRepeated.contains(name)) return element.is_null() || keeps_as_list(element);
    if (kFlags.contains(name)) return !element.is_string();
    if (element.is_object()) return keeps_as_object(element, name);
    if (element.is_array()) return keeps_as_list(element);
    return !element.is_string() || keeps_as_text(element, name);
  }

  bool keeps_as_object(simdjson::dom::element element, std::string_view name) {
    if (name == "occurredAt" || name == "signedAt") return false;
    std::set<std::string_view> names;
    for (const auto member : simdjson::dom::object(element)) {
      // Old and new protobuf differ on names that come twice or are empty.
      if (member.key.empty() || !names.insert(member.key).second) return false;
      if (!keeps(member.value, member.key)) return false;
    }
    return true;
  }

  bool keeps_as_list(simdjson::dom::element element) {
    if (!element.is_array()) return false;
    for (const auto inner : simdjson::dom::array(element)) {
      if (inner.is_null() || inner.is_array() || !keeps(inner, "")) return false;
    }
    return true;
  }

  // RFC 3339 with all its digits: "d" stands for one.
  static bool is_full_instant(std::string text) {
    for (char& c : text) c = c >= '0' && c <= '9' ? 'd' : c == '-' ? '+' : c;
    const std::string seconds = "dddd+dd+ddTdd:dd:dd";
    if (!text.starts_with(seconds)) return false;
    std::string_view rest = std::string_view(text).substr(seconds.size());
    if (rest.starts_with(".d")) {
      const std::size_t digits = std::min(rest.find_first_not_of('d', 1), rest.size()) - 1;
      if (digits > 9) return false;
      rest.remove_prefix(1 + digits);
    }
    return rest == "Z" || rest == "+dd:dd";
  }

  static bool is_number(const std::string& text) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    return parser.parse(text).get(element) == simdjson::SUCCESS && element.is_number() &&
           text.find_first_of(" \t\r\n") == std::string::npos;
  }

  static bool keeps_as_text(simdjson::dom::element element, std::string_view name) {
    const std::string text(std::string_view{element});
    if (name == "occurredAt" || name == "signedAt") return is_full_instant(text);
    if (name == "coordinatorFte" || name == "numerator" || name == "denominator" ||
        name == "birthYear" || name == "degree" || name == "listedPatients") {
      return is_number(text);
    }
    return true;
  }

  simdjson::dom::parser parser_;
};

TEST_F(JsonDecoderTest, DamagedLinesAreReadAsProtobufReadsThem) {
  constexpr std::uint64_t kSeed = 20250401;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Mutator mutator(kSeed, {"{",
                          "}",
                          "[",
                          "]",
                          ",",
                          ":",
                          "\"",
                          "\\",
                          "null",
                          "true",
                          "false",
                          "1",
                          "-1",
                          "1.0",
                          "1e3",
                          "0.5",
                          "99999999999",
                          "\"x\":1,",
                          "\"x\":{\"y\":[1,null]},",
                          "\"reminder\":{},",
                          "\"patient\":null,",
                          "\\n",
                          "\\u00e5",
                          "å",
                          " ",
                          "\t",
                          "2025-03-02",
                          "T11:00:00Z",
                          "+01:00",
                          ".123",
                          "FEMALE",
                          "[[]]",
                          "{}"});
  std::vector<std::string> lines = sample_lines();
  for (const std::string& line : lines_of("codec/json_lines.txt")) lines.push_back(line);
  Strictness strictness;
  int read_by_both = 0;
  int refused_by_both = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string line = mutator.mutate(lines[mutator.below(lines.size())]);
    const bool accepted = accepts(line);
    if (!strictness.is_json(line)) {
      ASSERT_FALSE(accepted) << line;
    } else if (strictness.keeps_to_the_form(line)) {
      expect_as_protobuf(line);
      ASSERT_FALSE(HasFailure());
      (accepted ? read_by_both : refused_by_both) += 1;
    }
  }
  EXPECT_GT(read_by_both, 3'000);
  EXPECT_GT(refused_by_both, 100);
}

}  // namespace
}  // namespace sjukpuls::codec
