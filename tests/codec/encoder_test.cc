#include "processor/codec/encoder.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "processor/codec/json_decoder.h"
#include "processor/codec/protobuf_decoder.h"
#include "tests/codec/event_messages.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

std::string json(const WireEvent& event) {
  std::string text;
  append_json(event, text);
  return text;
}

TEST(EncoderTest, WritesCanonicalJson) {
  WireEvent event;
  event.event_id = "e";
  event.occurred_at = 1740913200250;
  event.patient = {"p", 1, 1970};
  event.care_unit.region = "01";
  event.payload = PayloadKind::kCertificate;
  event.certificate.certificate_id = "c";
  event.certificate.signed_at = 1740913200000;
  event.certificate.occupations = {1, 4};
  event.certificate.periods = {{"2025-03-02", "2025-03-09", 50}};
  event.certificate.relation = {3, "b"};
  EXPECT_EQ(json(event),
            R"({"eventId":"e","occurredAt":"2025-03-02T11:00:00.250Z",)"
            R"("patient":{"id":"p","sex":"FEMALE","birthYear":1970},"careUnit":{"region":"01"},)"
            R"("certificate":{"certificateId":"c","signedAt":"2025-03-02T11:00:00Z",)"
            R"("occupations":["CURRENT_WORK","STUDIES"],)"
            R"("periods":[{"firstDay":"2025-03-02","lastDay":"2025-03-09","degree":50}],)"
            R"("relation":{"type":"COMPLEMENTS","certificateId":"b"}}})");
}

TEST(EncoderTest, WritesWhatIsSetEvenToZeroAndLargeNumbersAsStrings) {
  WireEvent event;
  event.payload = PayloadKind::kUnitFacts;
  event.unit_facts.listed_patients = 0;
  event.unit_facts.coordinator_fte = 0.29;
  event.unit_facts.has_coordinator = false;
  EXPECT_EQ(json(event),
            R"({"unitFacts":{"listedPatients":0,"coordinatorFte":0.29,"hasCoordinator":false}})");
  event.clear();
  event.payload = PayloadKind::kSurveyResult;
  event.survey_result.level = 2;
  event.survey_result.entity_id = "01";
  event.survey_result.numerator = 4;
  EXPECT_EQ(json(event),
            R"({"surveyResult":{"entity":{"level":"REGION","id":"01"},"numerator":"4"}})");
}

TEST(EncoderTest, WritesAnEmptyPayload) {
  WireEvent event;
  EXPECT_EQ(json(event), "{}");
  event.payload = PayloadKind::kCertificate;
  EXPECT_EQ(json(event), R"({"certificate":{}})");
}

TEST(EncoderTest, EscapesWhatJsonDoesNotTake) {
  WireEvent event;
  event.event_id = std::string_view("a\"\\\n\r\t\0\x1f/å😀", 15);
  EXPECT_EQ(json(event), "{\"eventId\":\"a\\\"\\\\\\n\\r\\t\\u0000\\u001f/å😀\"}");
}

TEST(EncoderTest, WhatIsWrittenReadsBackTheSame) {
  JsonDecoder decoder;
  WireEvent event;
  WireEvent again;
  std::vector<std::string> lines = sample_lines();
  for (const std::string& line : lines_of("codec/json_lines.txt")) lines.push_back(line);
  for (const std::string& line : lines) {
    if (!decoder.decode(line, event)) continue;
    const v1::Event message = message_of(event);
    std::string bytes;
    append_protobuf(event, bytes);
    const std::string text = json(event);
    ASSERT_TRUE(decode_protobuf(bytes, again)) << line;
    EXPECT_EQ(difference(message, again), "") << line;
    ASSERT_TRUE(decoder.decode(text, again)) << text;
    EXPECT_EQ(difference(message, again), "") << text;
    v1::Event read_by_protobuf;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(text, &read_by_protobuf).ok()) << text;
    EXPECT_EQ(difference(read_by_protobuf, again), "") << text;
  }
}

TEST(EncoderTest, DoublesReadBackToTheBit) {
  JsonDecoder decoder;
  WireEvent event;
  WireEvent again;
  for (const double fte : {0.1, 1.0 / 3, 1e-300, 1.7976931348623157e308, 4.9e-324, 1e22,
                           123456789.0, -0.0, std::numeric_limits<double>::infinity()}) {
    event.clear();
    event.payload = PayloadKind::kUnitFacts;
    event.unit_facts.coordinator_fte = fte;
    ASSERT_TRUE(decoder.decode(json(event), again)) << json(event);
    EXPECT_EQ(again.unit_facts.coordinator_fte, fte);
  }
}

TEST(EncoderTest, LongMessagesHaveLongLengths) {
  const std::string name(20'000, 'n');
  WireEvent event;
  event.payload = PayloadKind::kUnitFacts;
  event.unit_facts.name = name;
  EXPECT_EQ(message_of(event).unit_facts().name(), name);
}

}  // namespace
}  // namespace sjukpuls::codec
