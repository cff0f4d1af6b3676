#include "tests/oracle/facts.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace sjukpuls::oracle {
namespace {

Order order_of(const Event& event) { return {milliseconds(*event.occurred_at), event.event_id}; }

void keep_least(const Event*& held, const Event& event) {
  if (held == nullptr || order_of(event) < order_of(*held)) held = &event;
}

void keep_greatest(const Event*& held, const Event& event) {
  if (held == nullptr || order_of(event) > order_of(*held)) held = &event;
}

std::string or_unknown(std::string text) { return text.empty() ? "UNKNOWN" : text; }

CertificateFact certificate_fact(const Event& event) {
  const auto& c = std::get<Certificate>(event.payload);
  const bool complements = c.relation && known_relation(c.relation->type) == "COMPLEMENTS";
  CertificateFact fact{
      .id = c.certificate_id,
      .type = c.type,
      .signed_at = milliseconds(*c.signed_at),
      .signed_on = stockholm_day(*c.signed_at),
      .place = place_of(event),
      .diagnosis = chapter_of(c.diagnosis),
      .names_current_work = std::find(c.occupations.begin(), c.occupations.end(), "CURRENT_WORK") !=
                            c.occupations.end(),
      .sex = known_sex(event.patient.sex),
      .complements = complements ? c.relation->certificate_id : "",
      .periods = {},
      .is_revoked = false,
      .is_sent = false,
  };
  for (const SickPeriod& period : c.periods) {
    if (!is_good(period, fact.signed_on)) continue;
    fact.periods.push_back({*parse_day(period.first_day), *parse_day(period.last_day),
                            static_cast<int>(period.degree)});
  }
  return fact;
}

// "its unit ... are those of its certificate, revoked or not; not known or not visible: UNKNOWN".
template <typename Message>
void place_by_certificate(Message& message, const Patient& patient) {
  message.diagnosis = "UNKNOWN";
  for (const CertificateFact& c : patient.certificates) {
    if (c.id != message.certificate_id) continue;
    message.place = c.place;
    message.diagnosis = c.diagnosis;
  }
}

// The first of all answers: messages that name the request, and complements of its certificate.
std::optional<Day> answered_on(const RequestFact& request, const std::vector<Day>& answer_days,
                               const Patient& patient, Day as_of) {
  std::optional<Day> first;
  const auto answer = [&](Day day) {
    if (day > as_of) return;
    const Day counted = std::max(day, request.sent_on);
    first = first ? std::min(*first, counted) : counted;
  };
  for (const Day day : answer_days) answer(day);
  for (const CertificateFact& c : patient.certificates) {
    if (c.id == request.certificate_id || c.complements != request.certificate_id) continue;
    if (!c.is_revoked && c.signed_on >= request.sent_on) answer(c.signed_on);
  }
  return first;
}

// The request that a reminder links to, null if none.
RequestFact* linked_request(const ReminderFact& reminder, std::vector<RequestFact>& requests) {
  RequestFact* linked = nullptr;
  for (RequestFact& request : requests) {
    if (!reminder.reminded_message_id.empty()) {
      if (request.id == reminder.reminded_message_id) linked = &request;
    } else if (request.certificate_id == reminder.certificate_id &&
               request.order.first <= reminder.order.first &&
               (linked == nullptr || request.order > linked->order)) {
      linked = &request;
    }
  }
  return linked;
}

// Section 7: of the latest certificate that states one, else of the latest KVÅ record that does.
std::string sex_of(const Patient& patient) {
  const CertificateFact* certificate = nullptr;
  for (const CertificateFact& c : patient.certificates) {
    if (c.sex.empty()) continue;
    if (certificate == nullptr ||
        std::tie(c.signed_at, c.id) > std::tie(certificate->signed_at, certificate->id)) {
      certificate = &c;
    }
  }
  if (certificate != nullptr) return certificate->sex;
  const RecordFact* record = nullptr;
  for (const RecordFact& r : patient.records) {
    if (r.sex.empty()) continue;
    if (record == nullptr ||
        std::tie(r.performed_on, r.id) > std::tie(record->performed_on, record->id)) {
      record = &r;
    }
  }
  return record == nullptr ? "UNKNOWN" : record->sex;
}

struct Chapter {
  std::string_view name, first, last;
};
constexpr Chapter kChapters[] = {
    {"I", "A00", "B99"},    {"II", "C00", "D48"},    {"III", "D50", "D89"}, {"IV", "E00", "E90"},
    {"V", "F00", "F99"},    {"VI", "G00", "G99"},    {"VII", "H00", "H59"}, {"VIII", "H60", "H95"},
    {"IX", "I00", "I99"},   {"X", "J00", "J99"},     {"XI", "K00", "K93"},  {"XII", "L00", "L99"},
    {"XIII", "M00", "M99"}, {"XIV", "N00", "N99"},   {"XV", "O00", "O99"},  {"XVI", "P00", "P96"},
    {"XVII", "Q00", "Q99"}, {"XVIII", "R00", "R99"}, {"XIX", "S00", "T98"}, {"XX", "V01", "Y98"},
    {"XXI", "Z00", "Z99"},  {"XXII", "U00", "U99"},
};

}  // namespace

bool is_of(const Place& place, const Entity& entity) {
  if (entity.level == "unit") return place.unit == entity.id;
  if (entity.level == "provider") return place.provider == entity.id;
  if (entity.level == "region") return place.region == entity.id;
  return true;  // the nation
}

Place place_of(const Event& event) {
  const auto& unit = event.care_unit;
  return {.unit = or_unknown(cleaned(unit.id)),
          .provider = or_unknown(cleaned(unit.care_provider_id)),
          .region = is_county_code(unit.region) ? unit.region : "00",
          .care_level = or_unknown(known_care_level(unit.care_level))};
}

Entity entity_of(const SurveyResult& survey) {
  const std::string level = known_level(survey.level);
  if (level == "NATION") return {"nation", "SE"};
  const std::string id = cleaned(survey.entity_id);
  return {level == "REGION" ? "region" : level == "PROVIDER" ? "provider" : "unit", id};
}

std::string chapter_of(const std::string& diagnosis) {
  if (diagnosis.size() < 3) return "UNKNOWN";
  std::string code = diagnosis.substr(0, 3);
  if ('a' <= code[0] && code[0] <= 'z') code[0] = static_cast<char>(code[0] - 'a' + 'A');
  const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
  if (code[0] < 'A' || code[0] > 'Z' || !is_digit(code[1]) || !is_digit(code[2])) return "UNKNOWN";
  for (const Chapter& chapter : kChapters) {
    if (chapter.first <= code && code <= chapter.last) return std::string(chapter.name);
  }
  return "UNKNOWN";
}

Facts::Facts(const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (!reject_reason(event)) take(event);
  }
}

void Facts::take(const Event& event) {
  const Payload& payload = event.payload;
  if (const auto* u = std::get_if<UnitFacts>(&payload)) {
    keep_greatest(unit_facts_[{cleaned(u->care_unit_id), *parse_day(u->valid_from)}], event);
    return;
  }
  if (const auto* s = std::get_if<SurveyResult>(&payload)) {
    const Entity entity = entity_of(*s);
    keep_greatest(
        surveys_[{s->measure, entity.level, entity.id, s->period_first_day, s->period_last_day}],
        event);
    return;
  }
  Known& patient = patients_[event.patient.id];
  if (const auto* c = std::get_if<Certificate>(&payload)) {
    keep_least(patient.certificates[c->certificate_id], event);
  } else if (const auto* sent = std::get_if<CertificateSent>(&payload)) {
    if (sent->recipient == "FKASSA") patient.sent[sent->certificate_id] = true;
  } else if (const auto* revoked = std::get_if<CertificateRevoked>(&payload)) {
    patient.revoked[revoked->certificate_id] = true;
  } else if (const auto* request = std::get_if<CompletionRequest>(&payload)) {
    keep_least(patient.requests[request->message_id], event);
  } else if (const auto* answer = std::get_if<CompletionAnswer>(&payload)) {
    patient.answer_days[answer->request_message_id].push_back(stockholm_day(*event.occurred_at));
  } else if (const auto* reminder = std::get_if<Reminder>(&payload)) {
    keep_least(patient.reminders[reminder->message_id], event);
  } else if (const auto* record = std::get_if<KvaRecord>(&payload)) {
    keep_greatest(patient.records[record->record_id], event);
  } else if (const auto* removed = std::get_if<KvaRecordRemoved>(&payload)) {
    keep_greatest(patient.records[removed->record_id], event);
  } else if (const auto* notice = std::get_if<RehabilitationNeedNotice>(&payload)) {
    keep_least(patient.notices[notice->message_id], event);
  }
}

std::vector<Patient> Facts::patients_at(Day as_of) const {
  std::vector<Patient> patients;
  for (const auto& [id, known] : patients_) patients.push_back(at(known, as_of));
  return patients;
}

Patient Facts::at(const Known& known, Day as_of) {
  Patient patient;
  for (const auto& [id, event] : known.certificates) {
    CertificateFact fact = certificate_fact(*event);
    if (fact.signed_on > as_of) continue;
    fact.is_revoked = known.revoked.contains(id);
    fact.is_sent = known.sent.contains(id);
    patient.certificates.push_back(std::move(fact));
  }
  for (const auto& [id, event] : known.requests) {
    const auto& r = std::get<CompletionRequest>(event->payload);
    RequestFact fact{.id = id,
                     .certificate_id = r.certificate_id,
                     .order = order_of(*event),
                     .sent_on = stockholm_day(*event->occurred_at),
                     .last_day_to_answer = parse_day(r.last_day_to_answer),
                     .place = {},
                     .diagnosis = {},
                     .answered_on = {},
                     .is_certificate_revoked = known.revoked.contains(r.certificate_id),
                     .is_reminded = false};
    if (fact.sent_on > as_of) continue;
    place_by_certificate(fact, patient);
    const auto answers = known.answer_days.find(id);
    fact.answered_on =
        answered_on(fact, answers == known.answer_days.end() ? std::vector<Day>{} : answers->second,
                    patient, as_of);
    patient.requests.push_back(std::move(fact));
  }
  for (const auto& [id, event] : known.reminders) {
    const auto& r = std::get<Reminder>(event->payload);
    ReminderFact fact{.certificate_id = r.certificate_id,
                      .order = order_of(*event),
                      .sent_on = stockholm_day(*event->occurred_at),
                      .reminded_message_id = r.reminded_message_id,
                      .place = {},
                      .diagnosis = {},
                      .is_linked = false};
    if (fact.sent_on > as_of) continue;
    place_by_certificate(fact, patient);
    if (RequestFact* request = linked_request(fact, patient.requests)) {
      fact.is_linked = true;
      request->is_reminded = true;
    }
    patient.reminders.push_back(std::move(fact));
  }
  for (const auto& [id, event] : known.records) {
    const auto* r = std::get_if<KvaRecord>(&event->payload);
    if (r == nullptr || *parse_day(r->performed_on) > as_of) continue;
    patient.records.push_back({id, r->code, *parse_day(r->performed_on), place_of(*event),
                               known_sex(event->patient.sex)});
  }
  for (const auto& [id, event] : known.notices) {
    const Day sent_on = stockholm_day(*event->occurred_at);
    if (sent_on <= as_of) patient.notices.push_back({sent_on, place_of(*event)});
  }
  patient.sex = sex_of(patient);
  return patient;
}

std::map<std::string, const Event*> Facts::units_at(Day as_of) const {
  std::map<std::string, const Event*> units;
  // Ascending by day within a unit, so the latest that is visible comes last.
  for (const auto& [unit_and_day, event] : unit_facts_) {
    if (unit_and_day.second <= as_of) units[unit_and_day.first] = event;
  }
  return units;
}

std::vector<const Event*> Facts::surveys_at(Day as_of) const {
  std::vector<const Event*> surveys;
  for (const auto& [key, event] : surveys_) {
    if (stockholm_day(*event->occurred_at) <= as_of) surveys.push_back(event);
  }
  return surveys;
}

}  // namespace sjukpuls::oracle
