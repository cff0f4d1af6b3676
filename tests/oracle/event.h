#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tests/oracle/calendar.h"

namespace sjukpuls::oracle {

// Events as section 2 of the definitions lists them, texts exactly as written: days, enumerators
// and HSA-ids are neither checked nor cleaned, and an empty text is one that is not set.

struct SickPeriod {
  std::string first_day, last_day;
  std::int64_t degree = 0;
};

struct Relation {
  std::string type, certificate_id;
};

struct Certificate {
  std::string certificate_id, type;
  std::optional<Instant> signed_at;
  std::string diagnosis;
  std::vector<std::string> occupations = {};
  std::vector<SickPeriod> periods = {};
  std::optional<Relation> relation = {};
};

struct CertificateSent {
  std::string certificate_id, recipient;
};

struct CertificateRevoked {
  std::string certificate_id;
};

struct CompletionRequest {
  std::string message_id, certificate_id, last_day_to_answer;
  std::vector<std::string> question_ids;
};

struct CompletionAnswer {
  std::string request_message_id;
};

struct Reminder {
  std::string message_id, certificate_id, reminded_message_id;
};

struct KvaRecord {
  std::string record_id, code, performed_on, performer_role;
  std::optional<bool> patient_present;
  std::string contact_id;
};

struct KvaRecordRemoved {
  std::string record_id;
};

struct RehabilitationNeedNotice {
  std::string message_id;
};

struct UnitFacts {
  std::string care_unit_id, name, valid_from;
  std::optional<std::int64_t> listed_patients;
  std::optional<double> coordinator_fte;
  std::optional<bool> has_coordinator, expert_physician, offers_training;
};

struct SurveyResult {
  std::string measure, level, entity_id, period_first_day, period_last_day;
  std::int64_t numerator = 0, denominator = 0;
};

// No payload is the first alternative.
using Payload = std::variant<std::monostate, Certificate, CertificateSent, CertificateRevoked,
                             CompletionRequest, CompletionAnswer, Reminder, KvaRecord,
                             KvaRecordRemoved, RehabilitationNeedNotice, UnitFacts, SurveyResult>;

struct Event {
  std::string event_id;
  std::optional<Instant> occurred_at;
  struct {
    std::string id, sex;
    std::int64_t birth_year = 0;
  } patient;
  struct {
    std::string id, care_provider_id, region, care_level;
  } care_unit;
  Payload payload;
};

// Two ways to write the same event, both to be read alike: canonical protobuf JSON, or the original
// field names with known enumerators and long numbers as numbers.
enum class JsonStyle { kCanonical, kOriginal };

// The event as one line of protobuf JSON, without the line's end.
std::string to_json(const Event& event, JsonStyle style = JsonStyle::kCanonical);

// An event, or why the line is none. Says only `unparsable`; the other reasons are reject_reason's.
struct Parsed {
  std::optional<Event> event;
  std::string reason;
};
Parsed parse(std::string_view line);

// The first reason of section 2 that holds for an event, or none. With the timestamp of its Kafka
// record `in_future` is one of them.
std::optional<std::string> reject_reason(const Event& event,
                                         std::optional<Instant> record_timestamp = std::nullopt);

// Whether a certificate's single period stands; where not, it alone is rejected.
bool is_good(const SickPeriod& period, Day signed_on);

struct Reject {
  std::size_t line;  // from 1
  std::string reason;

  friend auto operator<=>(const Reject&, const Reject&) = default;
};

// Every reject of an NDJSON text, line by line; `bad_period` once for each such period of an event
// that otherwise stands.
std::vector<Reject> rejects(std::string_view ndjson);

// The events of an NDJSON text that can be parsed.
std::vector<Event> parse_events(std::string_view ndjson);

// An HSA-id as it is compared and printed: a-z upper-cased, ASCII white space removed.
std::string cleaned(std::string_view hsa_id);

// An enumerator of one of these enums if it is known, else empty (unset).
std::string known_sex(const std::string& text);
std::string known_care_level(const std::string& text);
std::string known_level(const std::string& text);
std::string known_relation(const std::string& text);

// `text` is two ASCII digits.
bool is_county_code(std::string_view text);

}  // namespace sjukpuls::oracle
