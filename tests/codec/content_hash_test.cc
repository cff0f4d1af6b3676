#include <gtest/gtest.h>

#include <set>
#include <string>

#include "processor/codec/encoder.h"
#include "processor/codec/event_decoder.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

class ContentHashTest : public testing::Test {
 protected:
  std::uint32_t hash(std::string_view bytes, Form form = Form::kJson) {
    const Decoded decoded = decoder_.decode(bytes, form);
    EXPECT_NE(decoded.event, nullptr) << bytes;
    return decoded.event == nullptr ? 0 : decoded.event->content_hash;
  }

  EventDecoder decoder_;
};

constexpr std::string_view kCertificate =
    R"({"eventId":"e1","occurredAt":"2025-03-02T11:00:00Z","patient":{"id":"p","sex":"FEMALE"},)"
    R"("careUnit":{"id":"SE1-A","region":"01"},"certificate":{"certificateId":"c","type":"LISJP",)"
    R"("signedAt":"2025-03-02T10:00:00.5Z","periods":[{"firstDay":"2025-03-02",)"
    R"("lastDay":"2025-03-09","degree":100}]}})";

TEST_F(ContentHashTest, IsTheSameWhateverTheEventsIdAndInstantAndSpelling) {
  EXPECT_EQ(
      hash(kCertificate),
      hash(R"({"certificate":{"periods":[{"degree":"100","last_day":"2025-03-09","firstDay":)"
           R"("2025-03-02"}],"type":"LIS\u004aP","signed_at":"2025-03-02T11:00:00.500999+01:00",)"
           R"("certificateId":"c","unknown":1},"careUnit":{"region":"01","id":" se1-a "},)"
           R"("patient":{"sex":1,"id":"p"},"occurredAt":"2025-03-03T11:00:00Z","eventId":"e2"})"));
}

TEST_F(ContentHashTest, ChangesWithPayloadPatientAndCareUnit) {
  std::set<std::uint32_t> hashes = {hash(kCertificate)};
  const std::pair<std::string_view, std::string_view> changes[] = {
      {"FEMALE", "MALE"},
      {"SE1-A", "SE1-B"},
      {"\"01\"", "\"02\""},
      {"LISJP", "FK7804"},
      {"10:00:00.5Z", "10:00:00Z"},
      {"2025-03-09", "2025-03-10"},
      {":100}", ":50}"},
      {"\"c\"", "\"d\""},
      {"\"p\"", "\"q\""},
      {"}]}", "}],\"diagnosis\":\"F43\"}"},
      {"\"sex\"", "\"birthYear\":1970,\"sex\""},
      {"}]}", "}],\"occupations\":[\"STUDIES\"]}"}};
  for (const auto& [from, to] : changes) {
    std::string changed(kCertificate);
    changed.replace(changed.find(from), from.size(), to);
    EXPECT_TRUE(hashes.insert(hash(changed)).second) << changed;
  }
}

TEST_F(ContentHashTest, TellsWhereOneTextEndsAndTheNextBegins) {
  const auto sent = [&](std::string_view id, std::string_view recipient) {
    return hash(R"({"eventId":"e","occurredAt":"2025-03-02T11:00:00Z","patient":{"id":"p"},)"
                R"("certificateSent":{"certificateId":")" +
                std::string(id) + R"(","recipient":")" + std::string(recipient) + "\"}}");
  };
  EXPECT_NE(sent("ab", "c"), sent("a", "bc"));
}

TEST_F(ContentHashTest, IsTheSameFromJsonAndProtobuf) {
  for (const std::string& line : sample_lines()) {
    const Decoded decoded = decoder_.decode(line, Form::kJson);
    if (decoded.event == nullptr) continue;
    const std::uint32_t from_json = decoded.event->content_hash;
    std::string bytes;
    append_protobuf(decoder_.wire(), bytes);
    EXPECT_EQ(hash(bytes, Form::kProtobuf), from_json) << line;
  }
}

}  // namespace
}  // namespace sjukpuls::codec
