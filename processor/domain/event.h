#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "processor/base/time.h"
#include "processor/domain/period.h"
#include "processor/domain/terms.h"

namespace sjukpuls::domain {

// Events as the fold takes them: validated by docs/INDICATORS.md section 2, ids checked for length,
// HSA-ids cleaned, instants cut to milliseconds. Plain views: every string_view and span borrows
// from the decoder's buffers and holds until its next event. Ids are not empty unless said.

// Who and where, from the envelope. `id` is empty for reference events only.
struct Patient {
  std::string_view id;
  Sex sex = Sex::kUnknown;
};

// Ids are empty when not set; the fold files those under UNKNOWN.
struct CareUnit {
  std::string_view id;
  std::string_view care_provider_id;
  Region region;
  CareLevel care_level = CareLevel::kUnknown;
};

struct Certificate {
  std::string_view certificate_id;
  CertificateKind kind = CertificateKind::kOther;
  base::EventTime signed_at;
  DiagnosisChapter diagnosis = DiagnosisChapter::kUnknown;
  bool names_current_work = false;
  std::span<const SickLeavePeriod> periods;  // the valid ones, any order, repetitions possible
  std::string_view complements;              // certificate id of a COMPLEMENTS relation, else empty
};

// Only sending to Forsakringskassan (recipient FKASSA) means anything to the counts.
struct CertificateSent {
  std::string_view certificate_id;
  bool to_fkassa = false;
};

struct CertificateRevoked {
  std::string_view certificate_id;
};

struct CompletionRequest {
  std::string_view message_id;
  std::string_view certificate_id;
  std::optional<base::CivilDay> last_day_to_answer;
};

struct CompletionAnswer {
  std::string_view request_message_id;
};

struct Reminder {
  std::string_view message_id;
  std::string_view certificate_id;
  std::string_view reminded_message_id;  // empty when not named
};

struct KvaRecord {
  std::string_view record_id;
  KvaCode code;
  base::CivilDay performed_on;
};

struct KvaRecordRemoved {
  std::string_view record_id;
};

struct RehabilitationNeedNotice {
  std::string_view message_id;
};

// Counts are never negative.
struct UnitFacts {
  std::string_view care_unit_id;
  std::string_view name;  // may be empty
  base::CivilDay valid_from;
  std::int64_t listed_patients = 0;
  std::int64_t coordinator_fte_hundredths = 0;
  bool has_coordinator = false;
  bool expert_physician = false;
  bool offers_training = false;
};

struct SurveyResult {
  std::string_view measure;
  Level level = Level::kNation;
  std::string_view entity_id;  // SE for the nation
  base::CivilDay first_day;
  base::CivilDay last_day;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
};

using Payload = std::variant<Certificate, CertificateSent, CertificateRevoked, CompletionRequest,
                             CompletionAnswer, Reminder, KvaRecord, KvaRecordRemoved,
                             RehabilitationNeedNotice, UnitFacts, SurveyResult>;

struct Event {
  std::string_view event_id;
  base::EventTime occurred_at;
  Patient patient;
  CareUnit care_unit;
  Payload payload;
  // A hash of payload, patient and care unit, the same for the same content in any form: tells a
  // duplicate from a conflict.
  std::uint32_t content_hash = 0;

  bool is_reference() const {
    return std::holds_alternative<UnitFacts>(payload) ||
           std::holds_alternative<SurveyResult>(payload);
  }
};

}  // namespace sjukpuls::domain
