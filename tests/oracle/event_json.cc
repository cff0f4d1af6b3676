#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/oracle/event.h"

namespace sjukpuls::oracle {
namespace {

using Json = nlohmann::json;
using Object = nlohmann::ordered_json;

struct Unparsable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::string lower_camel_case(std::string_view snake_case) {
  std::string name;
  bool raise = false;
  for (const char c : snake_case) {
    if (c != '_') name += raise ? static_cast<char>(c - 'a' + 'A') : c;
    raise = c == '_';
  }
  return name;
}

// ---- reading: a field under either of its names; null is a field that is not there

const Json* find(const Json& object, std::string_view snake_case) {
  for (const std::string& name : {lower_camel_case(snake_case), std::string(snake_case)}) {
    const auto at = object.find(name);
    if (at != object.end() && !at->is_null()) return &*at;
  }
  return nullptr;
}

const Json* find_object(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value != nullptr && !value->is_object()) throw Unparsable("not an object");
  return value;
}

std::string text_of(const Json& value) {
  if (!value.is_string()) throw Unparsable("not a string");
  return value.get<std::string>();
}

std::string text(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  return value == nullptr ? "" : text_of(*value);
}

// An enumerator by name or by number; numbers count from 1 in the order of `names`.
std::string enumerator_of(const Json& value, const std::vector<std::string>& names) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number_integer()) throw Unparsable("not an enumerator");
  const auto number = value.get<std::int64_t>();
  if (number < 1 || number > static_cast<std::int64_t>(names.size())) return "";
  return names[static_cast<std::size_t>(number - 1)];
}

std::string enumerator(const Json& object, std::string_view name,
                       const std::vector<std::string>& names) {
  const Json* value = find(object, name);
  return value == nullptr ? "" : enumerator_of(*value, names);
}

const std::vector<std::string>& sexes() {
  static const std::vector<std::string> names{"FEMALE", "MALE"};
  return names;
}
const std::vector<std::string>& care_levels() {
  static const std::vector<std::string> names{"PRIMARY", "SPECIALISED", "PSYCHIATRY", "OTHER"};
  return names;
}
const std::vector<std::string>& occupations() {
  static const std::vector<std::string> names{"CURRENT_WORK", "JOB_SEEKER", "PARENTAL_LEAVE",
                                              "STUDIES"};
  return names;
}
const std::vector<std::string>& relations() {
  static const std::vector<std::string> names{"RENEWS", "REPLACES", "COMPLEMENTS", "COPIES"};
  return names;
}
const std::vector<std::string>& levels() {
  static const std::vector<std::string> names{"NATION", "REGION", "PROVIDER", "UNIT"};
  return names;
}

double number_in(const std::string& digits) {
  const Json value = Json::parse(digits, nullptr, false);
  if (!value.is_number()) throw Unparsable("not a number");
  return value.get<double>();
}

// A whole number, as a JSON number or as text; one with decimals or beyond its type is no number.
std::optional<std::int64_t> integer(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  const Json number = value->is_string()
                          ? Json::parse(value->get_ref<const std::string&>(), nullptr, false)
                          : *value;
  if (number.is_number_unsigned()) {
    const auto n = number.get<std::uint64_t>();
    if (n > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      throw Unparsable("beyond its type");
    }
    return static_cast<std::int64_t>(n);
  }
  if (number.is_number_integer()) return number.get<std::int64_t>();
  if (!number.is_number_float()) throw Unparsable("not a number");
  const double n = number.get<double>();
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::trunc(n) != n || n < -kTwoTo63 || n >= kTwoTo63) throw Unparsable("not whole");
  return static_cast<std::int64_t>(n);
}

std::optional<std::int64_t> int32(const Json& object, std::string_view name) {
  const auto number = integer(object, name);
  if (number && (*number < std::numeric_limits<std::int32_t>::min() ||
                 *number > std::numeric_limits<std::int32_t>::max())) {
    throw Unparsable("beyond its type");
  }
  return number;
}

std::optional<double> real(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) return value->get<double>();
  const std::string word = text_of(*value);
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (word == "Infinity") return std::numeric_limits<double>::infinity();
  if (word == "-Infinity") return -std::numeric_limits<double>::infinity();
  return number_in(word);
}

std::optional<bool> flag(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) throw Unparsable("not a bool");
  return value->get<bool>();
}

std::optional<Instant> instant(const Json& object, std::string_view name) {
  const Json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  const auto parsed = parse_instant(text_of(*value));
  if (!parsed) throw Unparsable("not an instant");
  return parsed;
}

template <typename Read>
void each(const Json& object, std::string_view name, Read read) {
  const Json* list = find(object, name);
  if (list == nullptr) return;
  if (!list->is_array()) throw Unparsable("not a list");
  for (const Json& element : *list) read(element);
}

Payload certificate(const Json& o) {
  Certificate c{.certificate_id = text(o, "certificate_id"),
                .type = text(o, "type"),
                .signed_at = instant(o, "signed_at"),
                .diagnosis = text(o, "diagnosis")};
  each(o, "occupations",
       [&](const Json& e) { c.occupations.push_back(enumerator_of(e, occupations())); });
  each(o, "periods", [&](const Json& e) {
    if (!e.is_object()) throw Unparsable("not an object");
    c.periods.push_back(
        {text(e, "first_day"), text(e, "last_day"), int32(e, "degree").value_or(0)});
  });
  if (const Json* relation = find_object(o, "relation")) {
    c.relation =
        Relation{enumerator(*relation, "type", relations()), text(*relation, "certificate_id")};
  }
  return c;
}

Payload certificate_sent(const Json& o) {
  return CertificateSent{text(o, "certificate_id"), text(o, "recipient")};
}

Payload certificate_revoked(const Json& o) { return CertificateRevoked{text(o, "certificate_id")}; }

Payload completion_request(const Json& o) {
  CompletionRequest r{
      text(o, "message_id"), text(o, "certificate_id"), text(o, "last_day_to_answer"), {}};
  each(o, "question_ids", [&](const Json& e) { r.question_ids.push_back(text_of(e)); });
  return r;
}

Payload completion_answer(const Json& o) { return CompletionAnswer{text(o, "request_message_id")}; }

Payload reminder(const Json& o) {
  return Reminder{text(o, "message_id"), text(o, "certificate_id"), text(o, "reminded_message_id")};
}

Payload kva_record(const Json& o) {
  return KvaRecord{text(o, "record_id"),       text(o, "code"),
                   text(o, "performed_on"),    text(o, "performer_role"),
                   flag(o, "patient_present"), text(o, "contact_id")};
}

Payload kva_record_removed(const Json& o) { return KvaRecordRemoved{text(o, "record_id")}; }

Payload rehabilitation_need_notice(const Json& o) {
  return RehabilitationNeedNotice{text(o, "message_id")};
}

Payload unit_facts(const Json& o) {
  return UnitFacts{text(o, "care_unit_id"),     text(o, "name"),
                   text(o, "valid_from"),       int32(o, "listed_patients"),
                   real(o, "coordinator_fte"),  flag(o, "has_coordinator"),
                   flag(o, "expert_physician"), flag(o, "offers_training")};
}

Payload survey_result(const Json& o) {
  SurveyResult s;
  s.measure = text(o, "measure");
  if (const Json* entity = find_object(o, "entity")) {
    s.level = enumerator(*entity, "level", levels());
    s.entity_id = text(*entity, "id");
  }
  s.period_first_day = text(o, "period_first_day");
  s.period_last_day = text(o, "period_last_day");
  s.numerator = integer(o, "numerator").value_or(0);
  s.denominator = integer(o, "denominator").value_or(0);
  return s;
}

struct PayloadReader {
  const char* name;
  Payload (*read)(const Json&);
};
constexpr PayloadReader kPayloads[] = {
    {"certificate", certificate},
    {"certificate_sent", certificate_sent},
    {"certificate_revoked", certificate_revoked},
    {"completion_request", completion_request},
    {"completion_answer", completion_answer},
    {"reminder", reminder},
    {"kva_record", kva_record},
    {"kva_record_removed", kva_record_removed},
    {"rehabilitation_need_notice", rehabilitation_need_notice},
    {"unit_facts", unit_facts},
    {"survey_result", survey_result},
};

Event read_event(const Json& o) {
  if (!o.is_object()) throw Unparsable("not an object");
  Event event;
  event.event_id = text(o, "event_id");
  event.occurred_at = instant(o, "occurred_at");
  if (const Json* patient = find_object(o, "patient")) {
    event.patient = {text(*patient, "id"), enumerator(*patient, "sex", sexes()),
                     int32(*patient, "birth_year").value_or(0)};
  }
  if (const Json* unit = find_object(o, "care_unit")) {
    event.care_unit = {text(*unit, "id"), text(*unit, "care_provider_id"), text(*unit, "region"),
                       enumerator(*unit, "care_level", care_levels())};
  }
  for (const PayloadReader& payload : kPayloads) {
    const Json* value = find_object(o, payload.name);
    if (value == nullptr) continue;
    if (event.payload.index() != 0) throw Unparsable("two payloads");
    event.payload = payload.read(*value);
  }
  return event;
}

// ---- writing: fields that are not set stay out

class Writer {
 public:
  explicit Writer(JsonStyle style) : style_(style) {}

  Writer& text(const char* name, const std::string& value) {
    if (!value.empty()) object_[name_of(name)] = value;
    return *this;
  }
  Writer& texts(const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) object_[name_of(name)] = values;
    return *this;
  }
  Writer& instant(const char* name, std::optional<Instant> value) {
    return value ? text(name, to_text(*value)) : *this;
  }
  template <typename Value>
  Writer& value(const char* name, const std::optional<Value>& value) {
    if (value) object_[name_of(name)] = *value;
    return *this;
  }
  Writer& real(const char* name, std::optional<double> value) {
    if (!value || std::isfinite(*value)) return this->value(name, value);
    return text(name, std::isnan(*value) ? "NaN" : *value > 0 ? "Infinity" : "-Infinity");
  }
  Writer& number(const char* name, std::int64_t value) {
    if (value != 0) object_[name_of(name)] = value;
    return *this;
  }
  Writer& enumerator(const char* name, const std::string& value,
                     const std::vector<std::string>& names) {
    if (!value.empty()) object_[name_of(name)] = enumerator_of(value, names);
    return *this;
  }
  Writer& enumerators(const char* name, const std::vector<std::string>& values,
                      const std::vector<std::string>& names) {
    Object list = Object::array();
    for (const std::string& value : values) list.push_back(enumerator_of(value, names));
    return list.empty() ? *this : object(name, list);
  }
  // int64 is text in canonical protobuf JSON.
  Writer& long_number(const char* name, std::int64_t value) {
    if (style_ == JsonStyle::kOriginal || value == 0) return number(name, value);
    return text(name, fmt::format("{}", value));
  }
  Writer& object(const char* name, const Object& value) {
    object_[name_of(name)] = value;
    return *this;
  }
  const Object& done() const { return object_; }

 private:
  std::string name_of(const char* name) const {
    return style_ == JsonStyle::kOriginal ? name : lower_camel_case(name);
  }
  Object enumerator_of(const std::string& value, const std::vector<std::string>& names) const {
    const auto at = std::find(names.begin(), names.end(), value);
    if (style_ == JsonStyle::kCanonical || at == names.end()) return value;
    return at - names.begin() + 1;
  }

  JsonStyle style_;
  Object object_ = Object::object();
};

struct PayloadWriter {
  Writer& event;
  JsonStyle style;

  void operator()(const std::monostate&) const {}
  void operator()(const Certificate& c) const {
    Writer w(style);
    w.text("certificate_id", c.certificate_id).text("type", c.type);
    w.instant("signed_at", c.signed_at).text("diagnosis", c.diagnosis);
    w.enumerators("occupations", c.occupations, occupations());
    Object periods = Object::array();
    for (const SickPeriod& p : c.periods) {
      periods.push_back(Writer(style)
                            .text("first_day", p.first_day)
                            .text("last_day", p.last_day)
                            .number("degree", p.degree)
                            .done());
    }
    if (!periods.empty()) w.object("periods", periods);
    if (c.relation) {
      w.object("relation", Writer(style)
                               .enumerator("type", c.relation->type, relations())
                               .text("certificate_id", c.relation->certificate_id)
                               .done());
    }
    event.object("certificate", w.done());
  }
  void operator()(const CertificateSent& s) const {
    event.object("certificate_sent", Writer(style)
                                         .text("certificate_id", s.certificate_id)
                                         .text("recipient", s.recipient)
                                         .done());
  }
  void operator()(const CertificateRevoked& r) const {
    event.object("certificate_revoked",
                 Writer(style).text("certificate_id", r.certificate_id).done());
  }
  void operator()(const CompletionRequest& r) const {
    event.object("completion_request", Writer(style)
                                           .text("message_id", r.message_id)
                                           .text("certificate_id", r.certificate_id)
                                           .text("last_day_to_answer", r.last_day_to_answer)
                                           .texts("question_ids", r.question_ids)
                                           .done());
  }
  void operator()(const CompletionAnswer& a) const {
    event.object("completion_answer",
                 Writer(style).text("request_message_id", a.request_message_id).done());
  }
  void operator()(const Reminder& r) const {
    event.object("reminder", Writer(style)
                                 .text("message_id", r.message_id)
                                 .text("certificate_id", r.certificate_id)
                                 .text("reminded_message_id", r.reminded_message_id)
                                 .done());
  }
  void operator()(const KvaRecord& r) const {
    event.object("kva_record", Writer(style)
                                   .text("record_id", r.record_id)
                                   .text("code", r.code)
                                   .text("performed_on", r.performed_on)
                                   .text("performer_role", r.performer_role)
                                   .value("patient_present", r.patient_present)
                                   .text("contact_id", r.contact_id)
                                   .done());
  }
  void operator()(const KvaRecordRemoved& r) const {
    event.object("kva_record_removed", Writer(style).text("record_id", r.record_id).done());
  }
  void operator()(const RehabilitationNeedNotice& n) const {
    event.object("rehabilitation_need_notice",
                 Writer(style).text("message_id", n.message_id).done());
  }
  void operator()(const UnitFacts& u) const {
    event.object("unit_facts", Writer(style)
                                   .text("care_unit_id", u.care_unit_id)
                                   .text("name", u.name)
                                   .text("valid_from", u.valid_from)
                                   .value("listed_patients", u.listed_patients)
                                   .real("coordinator_fte", u.coordinator_fte)
                                   .value("has_coordinator", u.has_coordinator)
                                   .value("expert_physician", u.expert_physician)
                                   .value("offers_training", u.offers_training)
                                   .done());
  }
  void operator()(const SurveyResult& s) const {
    const Object entity =
        Writer(style).enumerator("level", s.level, levels()).text("id", s.entity_id).done();
    event.object("survey_result", Writer(style)
                                      .text("measure", s.measure)
                                      .object("entity", entity)
                                      .text("period_first_day", s.period_first_day)
                                      .text("period_last_day", s.period_last_day)
                                      .long_number("numerator", s.numerator)
                                      .long_number("denominator", s.denominator)
                                      .done());
  }
};

}  // namespace

std::string to_json(const Event& event, JsonStyle style) {
  Writer w(style);
  w.text("event_id", event.event_id).instant("occurred_at", event.occurred_at);
  const Object patient = Writer(style)
                             .text("id", event.patient.id)
                             .enumerator("sex", event.patient.sex, sexes())
                             .number("birth_year", event.patient.birth_year)
                             .done();
  if (!patient.empty()) w.object("patient", patient);
  const Object unit = Writer(style)
                          .text("id", event.care_unit.id)
                          .text("care_provider_id", event.care_unit.care_provider_id)
                          .text("region", event.care_unit.region)
                          .enumerator("care_level", event.care_unit.care_level, care_levels())
                          .done();
  if (!unit.empty()) w.object("care_unit", unit);
  std::visit(PayloadWriter{w, style}, event.payload);
  return w.done().dump();
}

Parsed parse(std::string_view line) {
  const Json document = Json::parse(line.begin(), line.end(), nullptr, false);
  if (document.is_discarded()) return {std::nullopt, "unparsable"};
  try {
    return {read_event(document), ""};
  } catch (const Unparsable&) {
    return {std::nullopt, "unparsable"};
  }
}

}  // namespace sjukpuls::oracle
