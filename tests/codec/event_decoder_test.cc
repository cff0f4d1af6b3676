#include "processor/codec/event_decoder.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "processor/codec/encoder.h"
#include "processor/codec/input_topic.h"
#include "tests/codec/mutate.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

constexpr std::string_view kRevoked =
    R"({"eventId":"e","occurredAt":"2025-03-02T11:00:00Z","patient":{"id":"p"},)"
    R"("certificateRevoked":{"certificateId":"c"}})";

TEST(EventDecoderTest, BothFormsGiveTheSameEvent) {
  EventDecoder decoder;
  std::string bytes;
  ASSERT_NE(decoder.decode(kRevoked, Form::kJson).event, nullptr);
  append_protobuf(decoder.wire(), bytes);
  const Decoded decoded = decoder.decode(bytes, Form::kProtobuf);
  ASSERT_NE(decoded.event, nullptr);
  EXPECT_EQ(decoded.event->event_id, "e");
  EXPECT_EQ(decoded.event->patient.id, "p");
  EXPECT_EQ(std::get<domain::CertificateRevoked>(decoded.event->payload).certificate_id, "c");
}

TEST(EventDecoderTest, ARejectedEventHasItsReasonAndLeavesTheNextAlone) {
  EventDecoder decoder;
  Decoded decoded = decoder.decode("{", Form::kJson);
  EXPECT_EQ(decoded.event, nullptr);
  EXPECT_EQ(decoded.reason, RejectReason::kUnparsable);
  decoded = decoder.decode("{}", Form::kJson);
  EXPECT_EQ(decoded.event, nullptr);
  EXPECT_EQ(decoded.reason, RejectReason::kNoPayload);
  EXPECT_NE(decoder.decode(kRevoked, Form::kJson).event, nullptr);
}

TEST(EventDecoderTest, TheRecordsTimestampBoundsTheFuture) {
  EventDecoder decoder;
  const base::ProcessingTime recorded_at{std::chrono::milliseconds{1'740'000'000'000}};
  EXPECT_EQ(decoder.decode(kRevoked, Form::kJson, recorded_at).reason, RejectReason::kInFuture);
  EXPECT_NE(decoder.decode(kRevoked, Form::kJson).event, nullptr);
}

TEST(EventDecoderTest, EmptyBytesAreAMessageWithoutPayloadAndABlankLineIsNone) {
  EventDecoder decoder;
  EXPECT_EQ(decoder.decode("", Form::kProtobuf).reason, RejectReason::kNoPayload);
  EXPECT_EQ(decoder.decode("", Form::kJson).reason, RejectReason::kUnparsable);
}

// Whatever comes in, what comes out keeps the promises of domain/event.h.
void expect_promises_kept(const domain::Event& event) {
  const auto is_id = [](std::string_view id) { return !id.empty() && id.size() <= 64; };
  EXPECT_TRUE(is_id(event.event_id));
  EXPECT_TRUE(event.is_reference() || is_id(event.patient.id));
  EXPECT_LE(event.care_unit.id.size(), 64U);
  if (const auto* certificate = std::get_if<domain::Certificate>(&event.payload)) {
    EXPECT_TRUE(is_id(certificate->certificate_id));
    for (const domain::SickLeavePeriod& period : certificate->periods) {
      EXPECT_LE(period.first_day(), period.last_day());
    }
  } else if (const auto* facts = std::get_if<domain::UnitFacts>(&event.payload)) {
    EXPECT_TRUE(is_id(facts->care_unit_id));
    EXPECT_GE(facts->listed_patients, 0);
    EXPECT_GE(facts->coordinator_fte_hundredths, 0);
    EXPECT_LE(facts->coordinator_fte_hundredths, 1'000'000);
  }
}

TEST(EventDecoderTest, DamagedEventsDoNoHarm) {
  constexpr std::uint64_t kSeed = 20250403;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  Mutator mutator(kSeed, {"{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", "null", "1e5", "-",
                          "\xff", "\x80", "\xff\xff\xff\xff\x7f", "2025-02-30", "9999-12-31", " "});
  EventDecoder decoder;
  std::vector<std::string> texts[2];
  for (const std::string& line : sample_lines()) {
    if (decoder.decode(line, Form::kJson).event == nullptr) continue;
    texts[0].push_back(line);
    append_protobuf(decoder.wire(), texts[1].emplace_back());
  }
  int stood = 0;
  for (int i = 0; i < 100'000; ++i) {
    const auto form = static_cast<Form>(i % 2);
    const std::vector<std::string>& of_form = texts[i % 2];
    const std::string text = mutator.mutate(of_form[mutator.below(of_form.size())]);
    // In memory of just its size, so that a sanitizer sees a step beyond.
    const auto exact = std::make_unique<char[]>(text.size());
    std::copy(text.begin(), text.end(), exact.get());
    const Decoded decoded = decoder.decode({exact.get(), text.size()}, form);
    if (decoded.event == nullptr) continue;
    expect_promises_kept(*decoded.event);
    std::string key;
    append_key(decoder.wire(), key);
    EXPECT_FALSE(key.empty());
    ++stood;
  }
  EXPECT_GT(stood, 5'000);
}

}  // namespace
}  // namespace sjukpuls::codec
