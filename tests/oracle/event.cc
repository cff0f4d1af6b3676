#include "tests/oracle/event.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace sjukpuls::oracle {
namespace {

using Reason = std::optional<std::string>;

const Day kEarliestDay = *parse_day("2010-01-01");

std::string known(const std::string& text, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), text) == names.end() ? "" : text;
}

bool is_digit(char c) { return '0' <= c && c <= '9'; }
bool is_capital(char c) { return 'A' <= c && c <= 'Z'; }

bool is_kva_code(std::string_view code) {
  return code.size() == 5 && is_capital(code[0]) && is_capital(code[1]) && is_digit(code[2]) &&
         is_digit(code[3]) && is_digit(code[4]);
}

bool fits_int32(std::int64_t number) {
  return std::numeric_limits<std::int32_t>::min() <= number &&
         number <= std::numeric_limits<std::int32_t>::max();
}

bool is_reference(const Event& event) {
  return std::holds_alternative<UnitFacts>(event.payload) ||
         std::holds_alternative<SurveyResult>(event.payload);
}

// What of a payload the rules of section 2 look at.
struct Checked {
  std::vector<std::string> required = {};  // missing_field where one is empty
  std::vector<std::string> ids = {};       // HSA-ids already cleaned
  std::vector<std::string> days = {};      // bad_date where one is set and none
  std::vector<std::int64_t> int32s = {};
  bool too_old = false;
  bool bad_code = false;
  bool bad_value = false;
};

bool before_earliest(std::optional<Instant> instant) {
  return instant && stockholm_day(*instant) < kEarliestDay;
}

Checked checked(const std::monostate&) { return {}; }

Checked checked(const Certificate& c) {
  Checked result{.required = {c.certificate_id, c.type, c.signed_at ? "signed" : ""},
                 .ids = {c.certificate_id},
                 .too_old = before_earliest(c.signed_at)};
  if (c.relation) result.ids.push_back(c.relation->certificate_id);
  for (const SickPeriod& period : c.periods) result.int32s.push_back(period.degree);
  return result;
}

Checked checked(const CertificateSent& s) {
  return {.required = {s.certificate_id, s.recipient}, .ids = {s.certificate_id}};
}

Checked checked(const CertificateRevoked& r) {
  return {.required = {r.certificate_id}, .ids = {r.certificate_id}};
}

Checked checked(const CompletionRequest& r) {
  return {.required = {r.message_id, r.certificate_id},
          .ids = {r.message_id, r.certificate_id},
          .days = {r.last_day_to_answer}};
}

Checked checked(const CompletionAnswer& a) {
  return {.required = {a.request_message_id}, .ids = {a.request_message_id}};
}

Checked checked(const Reminder& r) {
  return {.required = {r.message_id, r.certificate_id},
          .ids = {r.message_id, r.certificate_id, r.reminded_message_id}};
}

Checked checked(const KvaRecord& r) {
  const auto performed_on = parse_day(r.performed_on);
  return {.required = {r.record_id, r.code, r.performed_on},
          .ids = {r.record_id, r.contact_id},
          .days = {r.performed_on},
          .too_old = performed_on && *performed_on < kEarliestDay,
          .bad_code = !is_kva_code(r.code)};
}

Checked checked(const KvaRecordRemoved& r) {
  return {.required = {r.record_id}, .ids = {r.record_id}};
}

Checked checked(const RehabilitationNeedNotice& n) {
  return {.required = {n.message_id}, .ids = {n.message_id}};
}

Checked checked(const UnitFacts& u) {
  const double fte = u.coordinator_fte.value_or(0);
  const std::int64_t listed = u.listed_patients.value_or(0);
  return {.required = {cleaned(u.care_unit_id), u.valid_from},
          .ids = {cleaned(u.care_unit_id)},
          .days = {u.valid_from},
          .int32s = {listed},
          .bad_value = listed < 0 || !std::isfinite(fte) || fte < 0 || fte > 10'000};
}

Checked checked(const SurveyResult& s) {
  const std::string level = known_level(s.level);
  const std::string id = cleaned(s.entity_id);
  const auto first = parse_day(s.period_first_day);
  const auto last = parse_day(s.period_last_day);
  return {.required = {s.measure, level, level == "NATION" ? "SE" : id, s.period_first_day,
                       s.period_last_day},
          .ids = {id},
          .days = {s.period_first_day, s.period_last_day},
          .bad_value = s.numerator < 0 || s.denominator < 0 ||
                       (level == "REGION" && !is_county_code(id)) ||
                       (first && last && *last < *first)};
}

bool is_too_long(const std::string& id) { return id.size() > 64; }
bool is_no_day(const std::string& text) { return !text.empty() && !parse_day(text); }

bool is_in_future(std::optional<Instant> instant, Instant record_timestamp) {
  constexpr std::int64_t kDayInMilliseconds = 24 * 60 * 60 * 1000;
  return instant && milliseconds(*instant) > milliseconds(record_timestamp) + kDayInMilliseconds;
}

}  // namespace

std::string cleaned(std::string_view hsa_id) {
  std::string id;
  for (const char c : hsa_id) {
    if (c == ' ' || ('\t' <= c && c <= '\r')) continue;
    id += 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return id;
}

std::string known_sex(const std::string& text) {
  static constexpr std::array<std::string_view, 2> kNames{"FEMALE", "MALE"};
  return known(text, kNames);
}

std::string known_care_level(const std::string& text) {
  static constexpr std::array<std::string_view, 4> kNames{"PRIMARY", "SPECIALISED", "PSYCHIATRY",
                                                          "OTHER"};
  return known(text, kNames);
}

std::string known_level(const std::string& text) {
  static constexpr std::array<std::string_view, 4> kNames{"NATION", "REGION", "PROVIDER", "UNIT"};
  return known(text, kNames);
}

std::string known_relation(const std::string& text) {
  static constexpr std::array<std::string_view, 4> kNames{"RENEWS", "REPLACES", "COMPLEMENTS",
                                                          "COPIES"};
  return known(text, kNames);
}

bool is_county_code(std::string_view text) {
  return text.size() == 2 && is_digit(text[0]) && is_digit(text[1]);
}

std::optional<std::string> reject_reason(const Event& event,
                                         std::optional<Instant> record_timestamp) {
  const Checked payload =
      std::visit([](const auto& alternative) { return checked(alternative); }, event.payload);
  if (!std::all_of(payload.int32s.begin(), payload.int32s.end(), fits_int32) ||
      !fits_int32(event.patient.birth_year)) {
    return "unparsable";
  }
  if (std::holds_alternative<std::monostate>(event.payload)) return "no_payload";
  if (event.event_id.empty() || !event.occurred_at) return "missing_field";
  if (event.patient.id.empty() && !is_reference(event)) return "missing_field";
  for (const std::string& field : payload.required) {
    if (field.empty()) return "missing_field";
  }
  if (is_too_long(event.event_id) || is_too_long(event.patient.id) ||
      is_too_long(cleaned(event.care_unit.id)) ||
      is_too_long(cleaned(event.care_unit.care_provider_id)) ||
      std::any_of(payload.ids.begin(), payload.ids.end(), is_too_long)) {
    return "id_too_long";
  }
  if (std::any_of(payload.days.begin(), payload.days.end(), is_no_day)) return "bad_date";
  if (before_earliest(event.occurred_at) || payload.too_old) return "too_old";
  if (payload.bad_code) return "bad_code";
  if (payload.bad_value) return "bad_value";
  if (record_timestamp) {
    const auto* certificate = std::get_if<Certificate>(&event.payload);
    if (is_in_future(event.occurred_at, *record_timestamp) ||
        (certificate != nullptr && is_in_future(certificate->signed_at, *record_timestamp))) {
      return "in_future";
    }
  }
  return std::nullopt;
}

bool is_good(const SickPeriod& period, Day signed_on) {
  const auto first = parse_day(period.first_day);
  const auto last = parse_day(period.last_day);
  if (!first || !last || *last < *first || *first < kEarliestDay) return false;
  if (*last > years_after(signed_on, 5)) return false;
  return period.degree == 25 || period.degree == 50 || period.degree == 75 || period.degree == 100;
}

namespace {

std::vector<std::string_view> lines_of(std::string_view ndjson) {
  std::vector<std::string_view> lines;
  while (!ndjson.empty()) {
    const std::size_t end = std::min(ndjson.find('\n'), ndjson.size());
    lines.push_back(ndjson.substr(0, end));
    ndjson.remove_prefix(std::min(end + 1, ndjson.size()));
  }
  return lines;
}

}  // namespace

std::vector<Reject> rejects(std::string_view ndjson) {
  std::vector<Reject> found;
  std::size_t number = 0;
  for (const std::string_view line : lines_of(ndjson)) {
    ++number;
    const Parsed parsed = parse(line);
    if (!parsed.event) {
      found.push_back({number, parsed.reason});
    } else if (const Reason reason = reject_reason(*parsed.event)) {
      found.push_back({number, *reason});
    } else if (const auto* certificate = std::get_if<Certificate>(&parsed.event->payload)) {
      const Day signed_on = stockholm_day(*certificate->signed_at);
      for (const SickPeriod& period : certificate->periods) {
        if (!is_good(period, signed_on)) found.push_back({number, "bad_period"});
      }
    }
  }
  return found;
}

std::vector<Event> parse_events(std::string_view ndjson) {
  std::vector<Event> events;
  for (const std::string_view line : lines_of(ndjson)) {
    Parsed parsed = parse(line);
    if (parsed.event) events.push_back(std::move(*parsed.event));
  }
  return events;
}

}  // namespace sjukpuls::oracle
