#include "processor/codec/input_topic.h"

#include <initializer_list>

#include "processor/base/check.h"
#include "processor/codec/schema.h"

namespace sjukpuls::codec {
namespace {

void append_parts(std::initializer_list<std::string_view> parts, std::string& out) {
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first) out += '|';
    out += part;
    first = false;
  }
}

}  // namespace

InputTopic topic_of(PayloadKind kind) {
  switch (kind) {
    case PayloadKind::kNone:
    case PayloadKind::kCertificate:
    case PayloadKind::kCertificateSent:
    case PayloadKind::kCertificateRevoked:
      base::check(kind != PayloadKind::kNone, "only events with a payload have a topic");
      return InputTopic::kCertificates;
    case PayloadKind::kCompletionRequest:
    case PayloadKind::kCompletionAnswer:
      return InputTopic::kCompletionRequests;
    case PayloadKind::kReminder:
      return InputTopic::kReminders;
    case PayloadKind::kKvaRecord:
    case PayloadKind::kKvaRecordRemoved:
    case PayloadKind::kRehabilitationNeedNotice:
      return InputTopic::kKva;
    case PayloadKind::kUnitFacts:
    case PayloadKind::kSurveyResult:
      break;
  }
  return InputTopic::kReference;
}

void append_key(const WireEvent& event, std::string& out) {
  if (event.payload == PayloadKind::kUnitFacts) {
    append_parts({event.unit_facts.care_unit_id, event.unit_facts.valid_from}, out);
  } else if (event.payload == PayloadKind::kSurveyResult) {
    const WireSurveyResult& result = event.survey_result;
    append_parts({result.measure, kLevelNames[static_cast<std::size_t>(result.level)],
                  result.entity_id, result.period_first_day, result.period_last_day},
                 out);
  } else {
    out += event.patient.id;
  }
}

}  // namespace sjukpuls::codec
