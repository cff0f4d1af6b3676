#include "processor/codec/input_topic.h"

#include <gtest/gtest.h>

#include <string>

#include "processor/codec/event_decoder.h"

namespace sjukpuls::codec {
namespace {

std::string key(std::string_view payload) {
  EventDecoder decoder;
  const std::string line = R"({"eventId":"e","occurredAt":"2025-03-02T11:00:00Z",)"
                           R"("patient":{"id":"Åsa-1"},)" +
                           std::string(payload) + "}";
  EXPECT_NE(decoder.decode(line, Form::kJson).event, nullptr) << line;
  std::string text = "before ";
  append_key(decoder.wire(), text);
  return text.substr(7);
}

TEST(InputTopicTest, PatientsEventsAreKeyedByPatient) {
  EXPECT_EQ(key(R"("certificateRevoked":{"certificateId":"c"})"), "Åsa-1");
  EXPECT_EQ(key(R"("rehabilitationNeedNotice":{"messageId":"m"})"), "Åsa-1");
}

TEST(InputTopicTest, ReferenceEventsAreKeyedByWhatTheyReplace) {
  EXPECT_EQ(key(R"("unitFacts":{"careUnitId":" se1-a","validFrom":"2025-03-01"})"),
            "SE1-A|2025-03-01");
  EXPECT_EQ(key(R"("surveyResult":{"measure":"2024-7","entity":{"level":"REGION","id":"01"},)"
                R"("periodFirstDay":"2025-01-01","periodLastDay":"2025-03-01"})"),
            "2024-7|REGION|01|2025-01-01|2025-03-01");
  EXPECT_EQ(key(R"("surveyResult":{"measure":"2024-7","entity":{"level":"NATION","id":"x"},)"
                R"("periodFirstDay":"2025-01-01","periodLastDay":"2025-03-01"})"),
            "2024-7|NATION|SE|2025-01-01|2025-03-01");
}

TEST(InputTopicTest, EachPayloadHasTheTopicOfTheContract) {
  const auto topic = [](PayloadKind kind) { return name(topic_of(kind)); };
  EXPECT_EQ(topic(PayloadKind::kCertificate), "sjukpuls.certificates");
  EXPECT_EQ(topic(PayloadKind::kCertificateSent), "sjukpuls.certificates");
  EXPECT_EQ(topic(PayloadKind::kCertificateRevoked), "sjukpuls.certificates");
  EXPECT_EQ(topic(PayloadKind::kCompletionRequest), "sjukpuls.completion-requests");
  EXPECT_EQ(topic(PayloadKind::kCompletionAnswer), "sjukpuls.completion-requests");
  EXPECT_EQ(topic(PayloadKind::kReminder), "sjukpuls.reminders");
  EXPECT_EQ(topic(PayloadKind::kKvaRecord), "sjukpuls.kva");
  EXPECT_EQ(topic(PayloadKind::kKvaRecordRemoved), "sjukpuls.kva");
  EXPECT_EQ(topic(PayloadKind::kRehabilitationNeedNotice), "sjukpuls.kva");
  EXPECT_EQ(topic(PayloadKind::kUnitFacts), "sjukpuls.reference");
  EXPECT_EQ(topic(PayloadKind::kSurveyResult), "sjukpuls.reference");
}

}  // namespace
}  // namespace sjukpuls::codec
