#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sjukpuls::codec {

// An event as it is written, before any rule is applied: texts and numbers of proto
// sjukpuls.v1.Event, field by field. The decoders (JSON, protobuf) fill it, `validate` turns it
// into a domain::Event, and the encoders write it. Views borrow from the decoder's input or
// buffers, or from whoever made the event. An empty string means not set, as the contract says;
// enumerators are numbers of the .proto, 0 for unset. Reused from event to event: clear() keeps the
// capacity of the vectors.

// Seconds and nanoseconds of a protobuf Timestamp are already cut to milliseconds.
using UnixMilliseconds = std::int64_t;

enum class PayloadKind : std::uint8_t {
  kNone,
  kCertificate,
  kCertificateSent,
  kCertificateRevoked,
  kCompletionRequest,
  kCompletionAnswer,
  kReminder,
  kKvaRecord,
  kKvaRecordRemoved,
  kRehabilitationNeedNotice,
  kUnitFacts,
  kSurveyResult,
};

struct WirePatient {
  std::string_view id;
  int sex = 0;
  std::int32_t birth_year = 0;
};

struct WireCareUnit {
  std::string_view id;
  std::string_view care_provider_id;
  std::string_view region;
  int care_level = 0;
};

struct WirePeriod {
  std::string_view first_day;
  std::string_view last_day;
  std::int32_t degree = 0;
};

struct WireRelation {
  int type = 0;
  std::string_view certificate_id;
};

struct WireCertificate {
  std::string_view certificate_id;
  std::string_view type;
  std::optional<UnixMilliseconds> signed_at;
  std::string_view diagnosis;
  std::vector<int> occupations;
  std::vector<WirePeriod> periods;
  WireRelation relation;
};

// Recipient of certificate_sent; certificate_revoked has only the id.
struct WireCertificateSent {
  std::string_view certificate_id;
  std::string_view recipient;
};

// Completion request, answer, reminder and notice: message_id, certificate_id, and what they refer
// to.
struct WireMessage {
  std::string_view message_id;
  std::string_view certificate_id;
  std::string_view last_day_to_answer;
  std::vector<std::string_view> question_ids;
  std::string_view request_message_id;
  std::string_view reminded_message_id;
};

struct WireKvaRecord {
  std::string_view record_id;
  std::string_view code;
  std::string_view performed_on;
  std::string_view performer_role;
  bool patient_present = false;
  std::string_view contact_id;
};

struct WireUnitFacts {
  std::string_view care_unit_id;
  std::string_view name;
  std::string_view valid_from;
  std::optional<std::int32_t> listed_patients;
  std::optional<double> coordinator_fte;
  std::optional<bool> has_coordinator;
  std::optional<bool> expert_physician;
  std::optional<bool> offers_training;
};

struct WireSurveyResult {
  std::string_view measure;
  int level = 0;
  std::string_view entity_id;
  std::string_view period_first_day;
  std::string_view period_last_day;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
};

struct WireEvent {
  std::string_view event_id;
  std::optional<UnixMilliseconds> occurred_at;
  WirePatient patient;
  WireCareUnit care_unit;

  // Which of the following holds; the others are as clear() leaves them.
  PayloadKind payload = PayloadKind::kNone;
  WireCertificate certificate;
  WireCertificateSent certificate_sent;  // also certificate_revoked
  WireMessage
      message;  // completion_request, completion_answer, reminder, rehabilitation_need_notice
  WireKvaRecord kva_record;  // also kva_record_removed
  WireUnitFacts unit_facts;
  WireSurveyResult survey_result;

  void clear();
};

}  // namespace sjukpuls::codec
