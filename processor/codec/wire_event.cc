#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {
namespace {

void clear_certificate(WireCertificate& certificate) {
  certificate.certificate_id = {};
  certificate.type = {};
  certificate.signed_at.reset();
  certificate.diagnosis = {};
  certificate.occupations.clear();
  certificate.periods.clear();
  certificate.relation = {};
}

void clear_message(WireMessage& message) {
  message.message_id = {};
  message.certificate_id = {};
  message.last_day_to_answer = {};
  message.question_ids.clear();
  message.request_message_id = {};
  message.reminded_message_id = {};
}

}  // namespace

// The others are as the last clear() left them, so only what held a payload needs clearing.
void WireEvent::clear() {
  event_id = {};
  occurred_at.reset();
  patient = {};
  care_unit = {};
  switch (payload) {
    case PayloadKind::kNone:
      break;
    case PayloadKind::kCertificate:
      clear_certificate(certificate);
      break;
    case PayloadKind::kCertificateSent:
    case PayloadKind::kCertificateRevoked:
      certificate_sent = {};
      break;
    case PayloadKind::kCompletionRequest:
    case PayloadKind::kCompletionAnswer:
    case PayloadKind::kReminder:
    case PayloadKind::kRehabilitationNeedNotice:
      clear_message(message);
      break;
    case PayloadKind::kKvaRecord:
    case PayloadKind::kKvaRecordRemoved:
      kva_record = {};
      break;
    case PayloadKind::kUnitFacts:
      unit_facts = {};
      break;
    case PayloadKind::kSurveyResult:
      survey_result = {};
      break;
  }
  payload = PayloadKind::kNone;
}

}  // namespace sjukpuls::codec
