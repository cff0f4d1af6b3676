#include "tests/oracle/random_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <type_traits>

#include "tests/oracle/random.h"
#include "tests/oracle/random_values.h"

namespace sjukpuls::oracle {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;
using Text = const char*;

// A care unit as an event writes it.
struct Writing {
  std::string id, provider, region, care_level;
};

// A completion request that was sent.
struct Question {
  std::string certificate_id;
  Instant sent_at;
};

// One patient's ids and days so far, so that what comes next can touch them.
struct Memory {
  std::string id, sex;
  std::vector<std::string> certificates, requests, reminders, notices, records;
  std::vector<Day> days;            // where sick leave begins and ends
  std::vector<Question> asked;      // completion requests sent
  std::vector<SickPeriod> periods;  // good ones
  std::vector<Instant> instants;    // of its events
  std::vector<Instant> signed_at;
  std::vector<Day> performed_on;
  bool sex_by_kva_alone = false;
  std::vector<std::size_t> event_places;  // in the set
};

// Draws one set. Its draws are put in order by statements and braces, since compilers differ in the
// order in which they take the operands of a sum or the arguments of a call.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed ^ 0x736A756B70756C73U) {
    set_.as_of = choose_as_of(random_);
    make_units();
    for (int n = random_.pick({1, 1, 1, 2, 2, 3, 4, 6}); n > 0; --n) {
      Memory patient;
      patient.id = random_.chance(70) ? fmt::format("pseudonym-{}", n) : fresh_id();
      patient.sex = random_.pick<Text>({"FEMALE", "MALE"});
      patient.sex_by_kva_alone = random_.chance(20);
      patients_.push_back(std::move(patient));
    }
  }

  RandomSet make() {
    const std::size_t wanted = 5 + random_.below(random_.chance(30) ? 76 : 56);
    if (random_.chance(15)) relapse();
    if (random_.chance(15)) plans();
    while (set_.events.size() < wanted) step();
    if (random_.chance(15)) set_.garbage = make_garbage();
    random_.shuffle(set_.events);
    return std::move(set_);
  }

 private:
  // ---- places

  void make_units() {
    const std::vector<std::string> regions{"01", "03", "14", "25", "00"};
    const int providers = random_.between(1, 3);
    for (int n = random_.between(1, 5); n > 0; --n) {
      const int provider = random_.between(1, providers);
      units_.push_back({fmt::format("SE209900000{}-A{}", provider, n),
                        fmt::format("SE209900000{}", provider), random_.pick(regions),
                        random_.pick<Text>({"PRIMARY", "SPECIALISED", "PSYCHIATRY", "OTHER"})});
    }
    // One unit under another provider, in another region or of another level.
    Writing other = random_.pick(units_);
    if (random_.chance(50)) other.provider = "SE2099000009";
    if (random_.chance(50)) other.region = random_.pick(regions);
    if (random_.chance(50)) other.care_level = "OTHER";
    units_.push_back(other);
    if (random_.chance(20)) units_.push_back({"unknown", "Unknown", "00", "UNKNOWN"});
  }

  // The same HSA-id, now and then in lower case and with white space.
  std::string written(std::string id) {
    if (random_.chance(8)) {
      for (char& c : id) c = 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (random_.chance(8)) id = " \t" + id + "\r\n\v\f";
    if (!id.empty() && random_.chance(5)) id.insert(random_.below(id.size()), " ");
    return id;
  }

  Writing some_unit() {
    Writing unit = random_.pick(units_);
    unit.id = written(unit.id);
    unit.provider = written(unit.provider);
    if (random_.chance(4)) unit.id = random_.pick<Text>({"", "  "});
    if (random_.chance(5)) unit.provider = random_.pick<Text>({"", " \t"});
    if (random_.chance(5)) unit.region = random_.pick<Text>({"", "1", "ab", "014", " 01", "0a"});
    if (random_.chance(5)) unit.care_level = random_.pick<Text>({"", "HOSPITAL", "primary"});
    if (random_.chance(3)) unit = {};
    return unit;
  }

  // ---- time

  Day some_day(const Memory* patient) {
    const int kind = random_.between(1, 100);
    if (kind <= 30 && patient != nullptr && !patient->days.empty()) {
      const Day known = random_.pick(patient->days);
      return known + days{random_.pick({0, 0, 1, -1, 2, -13, -14, -15, 5, 6, 7, 8, 14, 30})};
    }
    if (kind <= 62) return set_.as_of + days{edge(random_)};
    if (kind <= 80) {
      const int this_year = static_cast<int>(year_month_day(set_.as_of).year());
      return turning_day(random_, this_year - random_.between(0, 2));
    }
    return set_.as_of + days{random_.between(-760, 20)};
  }

  Instant some_instant(Memory* patient) {
    if (patient == nullptr) return instant_on(random_, some_day(nullptr));
    Instant instant = instant_on(random_, some_day(patient));
    if (!patient->instants.empty() && random_.chance(20)) {
      instant = random_.pick(patient->instants);
      // The same millisecond in other words.
      if (random_.chance(30)) instant.nanos = instant.nanos / 1'000'000 * 1'000'000 + 7;
      if (random_.chance(20)) instant.seconds += random_.pick({-1, 1});
    }
    patient->instants.push_back(instant);
    return instant;
  }

  // ---- ids

  std::string fresh_id() {
    const std::string id = some_id(random_);
    ids_.push_back(id);
    return id;
  }

  // A natural id: one's own again, someone else's or another kind's, or a new one.
  std::string natural_id(std::vector<std::string>& own) {
    if (!own.empty() && random_.chance(12)) return random_.pick(own);
    if (!own.empty() && random_.chance(5)) {
      const std::string capitals = upper(random_.pick(own));  // another id, or the same
      own.push_back(capitals);
    } else {
      own.push_back(!ids_.empty() && random_.chance(12) ? random_.pick(ids_) : fresh_id());
    }
    return own.back();
  }

  // What an event refers to: mostly something of the patient, known already or only later.
  std::string reference(std::vector<std::string>& own) {
    if (!own.empty() && random_.chance(85)) {
      // The newest more often, so that chains of messages form.
      return random_.chance(50) ? own.back() : random_.pick(own);
    }
    if (!ids_.empty() && random_.chance(40)) return random_.pick(ids_);
    const std::string id = fresh_id();
    if (random_.chance(60)) promised_.push_back(id);
    return id;
  }

  // An id that was referred to before it was there, or a natural id as above.
  std::string awaited_id(std::vector<std::string>& own) {
    if (promised_.empty() || !random_.chance(25)) return natural_id(own);
    own.push_back(random_.pick(promised_));
    return own.back();
  }

  std::string event_id() {
    std::string id = some_id(random_);
    while (!event_ids_.insert(id).second) id = some_id(random_);
    return id;
  }

  // ---- payloads

  SickPeriod some_period(Memory& patient, Day signed_on) {
    Day first = random_.chance(50) ? signed_on + days{random_.pick({0, 0, 0, 1, -1, -7, 3, 14})}
                                   : some_day(&patient);
    days length{length_of_leave(random_)};
    if (!patient.periods.empty() && random_.chance(55)) {
      const SickPeriod& known = random_.pick(patient.periods);
      const Day known_first = *parse_day(known.first_day);
      const Day known_last = *parse_day(known.last_day);
      switch (random_.below(6)) {
        case 0:
        case 1:  // after it: touching, five free days, six, or a relapse
          first =
              known_last + days{random_.pick({0, 1, 2, 5, 6, 6, 7, 7, 8, 9, 20, 729, 730, 731})};
          break;
        case 2:  // before it, as far
          first = known_first - days{random_.pick({1, 5, 6, 7, 8})} - length + days{1};
          break;
        case 3:  // within it, or around it
          first = known_first + days{random_.between(-2, 2)};
          length = known_last - first + days{random_.pick({1, 0, -1, 2})};
          break;
        case 4:  // same first day
          first = known_first;
          break;
        default:  // across its end
          first = known_last - days{random_.between(0, 3)};
      }
    } else if (random_.chance(25)) {
      // Ends where a sjukfall ends, or is counted as ended, on a window's edge.
      first = set_.as_of + days{edge(random_)} - length + days{1};
    } else if (random_.chance(15)) {
      // As long today as the limit of 90 days.
      first = set_.as_of - days{random_.pick({88, 89, 90, 91})};
      length = set_.as_of - first + days{random_.between(1, 9)};
    }
    if (length < days{1}) length = days{1};
    if (random_.chance(1)) {
      length = years_after(signed_on, 5) - first + days{random_.pick({1, 1, 2})};
    }
    return {to_text(first), to_text(first + length - days{1}),
            random_.pick({25, 50, 75, 100, 100})};
  }

  void spoil(SickPeriod& period, Day signed_on) {
    switch (random_.below(9)) {
      case 0:
        std::swap(period.first_day, period.last_day);
        break;
      case 1:
        period.first_day = "2009-12-31";
        break;
      case 2:
        period.last_day = to_text(years_after(signed_on, 5) + days{1});
        break;
      case 3:
        period.first_day = random_.pick<Text>({"", "2023-02-29", "2025-2-03", "20250203"});
        break;
      case 4:
        period.last_day = random_.pick<Text>({"", "2025-13-01", "2025-04-31", "0000-01-01"});
        break;
      case 5:
        period.last_day += random_.pick<Text>({"T00:00:00Z", " ", "Z"});
        break;
      default:
        period.degree = random_.pick<std::int64_t>({0, -25, 1, 33, 60, 99, 101, 125});
    }
  }

  // Often the same millisecond as another certificate's, so that the ids decide.
  Instant signing_instant(Memory& patient) {
    Instant instant = instant_on(random_, some_day(&patient));
    if (!patient.signed_at.empty() && random_.chance(20)) {
      instant = random_.pick(patient.signed_at);
      if (random_.chance(40)) instant.nanos = instant.nanos / 1'000'000 * 1'000'000 + 5;
    } else if (random_.chance(10)) {
      instant = some_instant(&patient);
    }
    patient.signed_at.push_back(instant);
    return instant;
  }

  // Often the first day that a plan may have, or the day of another record.
  Day performing_day(Memory& patient) {
    Day day = some_day(&patient);
    if (!patient.periods.empty() && random_.chance(45)) {
      const Day first = *parse_day(random_.pick(patient.periods).first_day);
      day = first + days{random_.pick({-16, -15, -15, -14, -14, -13, 0, 1, 20})};
    } else if (!patient.performed_on.empty() && random_.chance(40)) {
      day = random_.pick(patient.performed_on);
      day += days{random_.pick({0, 0, 1, -1})};
    }
    patient.performed_on.push_back(day);
    return day;
  }

  Payload certificate(Memory& patient, std::string id) {
    Certificate c{.certificate_id = std::move(id),
                  .type = random_.pick<Text>({"LISJP", "LISJP", "LISJP", "LISJP", "LISJP", "LISJP",
                                              "FK7804", "FK7804", "FK7263", "AG7804", "AG114",
                                              "LUSE", "lisjp", "FK 7804"}),
                  .signed_at = signing_instant(patient),
                  .diagnosis = some_diagnosis(random_)};
    for (int n = random_.pick({0, 1, 1, 1, 2}); n > 0; --n) {
      c.occupations.emplace_back(random_.pick<Text>(
          {"CURRENT_WORK", "CURRENT_WORK", "JOB_SEEKER", "PARENTAL_LEAVE", "STUDIES", "RETIRED"}));
    }
    const Day signed_on = stockholm_day(*c.signed_at);
    for (int n = random_.pick({0, 1, 1, 1, 1, 1, 2, 2, 3, 4}); n > 0; --n) {
      SickPeriod period = some_period(patient, signed_on);
      if (random_.chance(7)) spoil(period, signed_on);
      if (is_good(period, signed_on)) {
        patient.periods.push_back(period);
        patient.days.push_back(*parse_day(period.first_day));
        patient.days.push_back(*parse_day(period.last_day));
      }
      c.periods.push_back(std::move(period));
    }
    patient.days.push_back(signed_on);
    if (random_.chance(45)) {
      c.relation =
          Relation{random_.pick<Text>({"COMPLEMENTS", "COMPLEMENTS", "COMPLEMENTS", "COMPLEMENTS",
                                       "REPLACES", "RENEWS", "COPIES", "FORGETS", ""}),
                   random_.chance(8) ? c.certificate_id : reference(patient.certificates)};
      if (random_.chance(3)) c.relation->certificate_id = "";
    }
    return c;
  }

  Payload completion_request(Memory& patient, std::string id) {
    CompletionRequest r{std::move(id), reference(patient.certificates), "", {"q-1"}};
    if (random_.chance(60)) r.last_day_to_answer = to_text(some_day(&patient));
    return r;
  }

  Payload reminder(Memory& patient, std::string id) {
    Reminder r{std::move(id), reference(patient.certificates), ""};
    const int kind = random_.between(1, 100);
    if (kind <= 40) r.reminded_message_id = reference(patient.requests);
    if (40 < kind && kind <= 52) r.reminded_message_id = reference(patient.reminders);
    if (52 < kind && kind <= 56) r.reminded_message_id = reference(patient.certificates);
    return r;
  }

  Payload kva_record(Memory& patient, std::string id) {
    return KvaRecord{std::move(id),
                     random_.pick<Text>({"GC001", "DV077", "DV077", "DV077", "AW026", "AW026",
                                         "ZV506", "ZV506", "XS012", "ZZ999"}),
                     to_text(performing_day(patient)),
                     random_.pick<Text>({"", "LAKARE", "REHABKOORDINATOR"}),
                     random_.chance(50),
                     random_.chance(50) ? "" : fresh_id()};
  }

  Payload unit_facts() {
    UnitFacts u{
        random_.chance(90) ? written(random_.pick(units_).id) : "SE2099000099-X1",
        "Enhet \"Å\", påhittad",
        to_text(random_.chance(60) ? set_.as_of + days{random_.between(-2, 2)} : some_day(nullptr)),
        {},
        {},
        {},
        {},
        {}};
    if (random_.chance(80)) {
      u.listed_patients = random_.pick<std::int64_t>({0, 1, 77, 9000, 2147483647});
    }
    if (random_.chance(80)) {
      u.coordinator_fte = random_.pick(
          {0.0, 0.29, 0.57, 1.005, 0.125, 2.675, 10000.0, 1e-9, 0.005, 0.015, 0.5, 1.0, 4.35});
    }
    if (random_.chance(80)) u.has_coordinator = random_.chance(50);
    if (random_.chance(80)) u.expert_physician = random_.chance(50);
    if (random_.chance(80)) u.offers_training = random_.chance(50);
    return u;
  }

  Payload survey_result() {
    SurveyResult s;
    s.measure = random_.pick<Text>({"2024-7", "6.1", "6.2", "matt, med \"citat\"", "åäö"});
    s.level = random_.pick<Text>({"NATION", "REGION", "PROVIDER", "UNIT"});
    const Writing& unit = random_.pick(units_);
    if (s.level == "NATION") s.entity_id = random_.pick<Text>({"", "SE", "nonsense"});
    if (s.level == "REGION") s.entity_id = written(unit.region);
    if (s.level == "PROVIDER") s.entity_id = written(unit.provider);
    if (s.level == "UNIT") s.entity_id = written(unit.id);
    const int y = static_cast<int>(year_month_day(set_.as_of).year());
    s.period_first_day = fmt::format("{:04}-01-01", y - random_.between(0, 1));
    s.period_last_day =
        random_.chance(30) ? to_text(set_.as_of + days{3650}) : fmt::format("{:04}-12-31", y);
    s.numerator = random_.pick<std::int64_t>({0, 1, 4, 9007199254740993, 40});
    s.denominator = random_.pick<std::int64_t>({0, 9, 100, 9223372036854775807});
    return s;
  }

  // ---- events

  Event envelope(Memory* patient) {
    Event event;
    event.event_id = event_id();
    event.occurred_at = some_instant(patient);
    if (patient != nullptr) {
      event.patient.id = patient->id;
      const int kind = random_.between(1, 100);
      if (kind <= 55) event.patient.sex = patient->sex;
      if (55 < kind && kind <= 65) event.patient.sex = random_.pick<Text>({"FEMALE", "MALE"});
      if (kind > 95) event.patient.sex = random_.pick<Text>({"OTHER", "female"});
      if (random_.chance(50)) event.patient.birth_year = random_.between(1950, 2005);
    }
    const Writing unit = some_unit();
    event.care_unit = {unit.id, unit.provider, unit.region, unit.care_level};
    return event;
  }

  void add(Event event, Memory* patient) {
    if (random_.chance(4)) break_rule(event);
    if (patient != nullptr) patient->event_places.push_back(set_.events.size());
    set_.events.push_back(std::move(event));
    if (random_.chance(7)) set_.events.push_back(set_.events.back());
  }

  // Two sjukfall of a patient of their own, about 730 days from one to the other.
  void relapse() {
    Memory patient;
    patient.id = "pseudonym-relapse";
    patient.sex = "FEMALE";
    const Day end = set_.as_of - days{random_.between(727, 739)};
    const Day again = end + days{random_.between(728, 732)};
    for (const Day first : {end - days{random_.pick({13, 14, 15, 100})}, again}) {
      Event event = envelope(&patient);
      const Day last = first == again ? again + days{random_.between(0, 20)} : end;
      Certificate c;
      c.certificate_id = natural_id(patient.certificates);
      c.type = "LISJP";
      c.signed_at = instant_on(random_, std::min(first, set_.as_of - days{1}));
      c.periods.push_back({to_text(first), to_text(last), 50});
      event.payload = std::move(c);
      add(std::move(event), &patient);
    }
    if (random_.chance(50)) patients_.push_back(std::move(patient));
  }

  // Sick leave at D with plans and follow-ups about the first day that a plan may have.
  void plans() {
    Memory& patient = patients_[random_.below(patients_.size())];
    const Day first = set_.as_of - days{random_.pick({0, 3, 30, 89, 90, 91})};
    const auto record = [&](Payload payload) {
      Event event = envelope(&patient);
      event.payload = std::move(payload);
      add(std::move(event), &patient);
    };
    Certificate c;
    c.certificate_id = natural_id(patient.certificates);
    c.type = "FK7804";
    c.signed_at = instant_on(random_, first - days{random_.between(0, 1)});
    c.occupations = {"CURRENT_WORK"};
    c.periods.push_back({to_text(first), to_text(set_.as_of + days{5}), 75});
    record(std::move(c));
    for (int n = random_.between(2, 5); n > 0; --n) {
      KvaRecord r;
      r.record_id = natural_id(patient.records);
      r.code = random_.pick<Text>({"DV077", "DV077", "AW026", "ZV506"});
      r.performed_on = to_text(first - days{random_.between(11, 16)});
      record(std::move(r));
    }
  }

  void step() {
    if (random_.chance(6)) {
      Event event = envelope(nullptr);
      if (random_.chance(10)) event.patient.id = "pseudonym-1";
      event.payload = random_.chance(60) ? unit_facts() : survey_result();
      if (random_.chance(10)) {
        std::visit([this](auto& payload) { break_payload(payload); }, event.payload);
      }
      add(std::move(event), nullptr);
      if (random_.chance(40)) add_other_version(set_.events.back());
      return;
    }
    Memory& patient = patients_[random_.below(patients_.size())];
    if (!patient.event_places.empty() && random_.chance(9)) {
      add_same_id_again(patient);
      return;
    }
    Event event = envelope(&patient);
    event.payload = some_payload(patient);
    const auto* certificate = std::get_if<Certificate>(&event.payload);
    // Mostly a certificate is told of when it is signed.
    if (certificate != nullptr && patient.sex_by_kva_alone) event.patient.sex = "";
    if (certificate != nullptr && random_.chance(70)) event.occurred_at = certificate->signed_at;
    if (!patient.asked.empty() && random_.chance(40))
      answer_or_remind(random_.pick(patient.asked), event);
    if (const auto* request = std::get_if<CompletionRequest>(&event.payload)) {
      patient.asked.push_back({request->certificate_id, *event.occurred_at});
    }
    add(std::move(event), &patient);
  }

  // Brings an event next to a request: another request or a complement or an answer to its day, a
  // reminder to its very millisecond.
  void answer_or_remind(const Question& question, Event& event) {
    const Day asked_on = stockholm_day(question.sent_at);
    if (auto* request = std::get_if<CompletionRequest>(&event.payload)) {
      request->certificate_id = question.certificate_id;
      event.occurred_at = question.sent_at;
      if (random_.chance(50)) event.occurred_at->seconds += random_.pick({-86400, -1, 1, 3600});
    }
    if (auto* c = std::get_if<Certificate>(&event.payload)) {
      c->relation = Relation{"COMPLEMENTS", question.certificate_id};
      c->signed_at = instant_on(random_, asked_on + days{random_.pick({-1, 0, 0, 1, 9})});
    } else if (std::holds_alternative<CompletionAnswer>(event.payload)) {
      event.occurred_at = instant_on(random_, asked_on + days{random_.pick({-1, 0, 1, 7, 30})});
    } else if (auto* reminder = std::get_if<Reminder>(&event.payload)) {
      reminder->certificate_id = question.certificate_id;
      event.occurred_at = question.sent_at;
      if (random_.chance(30)) event.occurred_at->seconds += random_.pick({-1, 1, 86400});
      if (random_.chance(30)) event.occurred_at->nanos = random_.pick({0, 999'999'999});
    }
  }

  Payload some_payload(Memory& patient) {
    int kind = random_.between(1, 100);
    // Mostly something is there before it is referred to.
    if (kind > 31 && patient.certificates.empty() && random_.chance(50)) kind = 1;
    if (kind > 64 && kind <= 82 && patient.requests.empty() && random_.chance(70)) kind = 64;
    if (kind <= 31) return certificate(patient, awaited_id(patient.certificates));
    if (kind <= 45) {
      return CertificateSent{
          reference(patient.certificates),
          random_.pick<Text>({"FKASSA", "FKASSA", "FKASSA", "FKASSA", "FKASSA", "AF", "fkassa"})};
    }
    if (kind <= 49) return CertificateRevoked{reference(patient.certificates)};
    if (kind <= 64) return completion_request(patient, awaited_id(patient.requests));
    if (kind <= 72) return CompletionAnswer{reference(patient.requests)};
    if (kind <= 82) return reminder(patient, awaited_id(patient.reminders));
    if (kind <= 94) return kva_record(patient, natural_id(patient.records));
    if (kind <= 97) return KvaRecordRemoved{reference(patient.records)};
    return RehabilitationNeedNotice{natural_id(patient.notices)};
  }

  // The same unit and day, or survey, once more: newer, older or at the same instant.
  void add_other_version(Event event) {
    event.event_id = event_id();
    if (random_.chance(70)) event.occurred_at = some_instant(nullptr);
    const Payload other =
        event.payload.index() == Payload(UnitFacts{}).index() ? unit_facts() : survey_result();
    if (auto* unit = std::get_if<UnitFacts>(&event.payload)) {
      const auto& facts = std::get<UnitFacts>(other);
      unit->listed_patients = facts.listed_patients;
      unit->coordinator_fte = facts.coordinator_fte;
      unit->has_coordinator = facts.has_coordinator;
      const Writing place = some_unit();
      event.care_unit = {place.id, place.provider, place.region, place.care_level};
    } else if (auto* survey = std::get_if<SurveyResult>(&event.payload)) {
      survey->numerator = std::get<SurveyResult>(other).numerator;
    }
    set_.events.push_back(std::move(event));
  }

  // A known event's natural id again: the same content later, or other content, at any instant.
  void add_same_id_again(Memory& patient) {
    const Event old = set_.events[random_.pick(patient.event_places)];
    Event event = envelope(&patient);
    if (random_.chance(40)) {
      event.care_unit = old.care_unit;
      event.patient = old.patient;
      event.payload = old.payload;
    } else {
      event.payload = other_content(patient, old.payload);
    }
    if (old.occurred_at && random_.chance(40)) event.occurred_at = old.occurred_at;
    if (old.occurred_at && random_.chance(15)) {
      event.occurred_at->seconds = old.occurred_at->seconds + random_.pick({-86400, -1, 1, 86400});
    }
    add(std::move(event), &patient);
  }

  Payload other_content(Memory& patient, const Payload& old) {
    if (const auto* c = std::get_if<Certificate>(&old)) {
      return certificate(patient, c->certificate_id);
    }
    if (const auto* r = std::get_if<CompletionRequest>(&old)) {
      return completion_request(patient, r->message_id);
    }
    if (const auto* r = std::get_if<Reminder>(&old)) return reminder(patient, r->message_id);
    if (const auto* r = std::get_if<KvaRecord>(&old)) {
      if (random_.chance(35)) return KvaRecordRemoved{r->record_id};
      return kva_record(patient, r->record_id);
    }
    return old;
  }

  // ---- rejects

  void break_rule(Event& event) {
    switch (random_.below(12)) {
      case 0:
        event.payload = {};
        return;
      case 1:
        event.event_id = std::string(65, 'e');
        return;
      case 2:
        event.occurred_at = instant_on(random_, *parse_day("2009-12-31"));
        return;
      case 3:
        if (random_.chance(50)) {
          event.occurred_at.reset();
        } else {
          event.event_id.clear();
        }
        return;
      case 4:
        event.patient.id = random_.chance(50) ? "" : std::string(65, 'p');
        return;
      case 5:
        if (random_.chance(50)) {
          event.patient.birth_year = std::int64_t{1} << 31U;
        } else {
          event.care_unit.id = std::string(33, ' ') + std::string(65, 'u');
        }
        return;
      default:
        std::visit([this](auto& payload) { break_payload(payload); }, event.payload);
    }
  }

  template <typename T>
  void break_payload(T& payload) {
    if constexpr (std::is_same_v<T, Certificate>) {
      if (random_.chance(30)) payload.type.clear();
      if (random_.chance(30)) payload.signed_at.reset();
      if (random_.chance(30)) payload.signed_at = instant_on(random_, *parse_day("2009-12-31"));
      if (random_.chance(30)) payload.certificate_id = std::string(65, 'c');
      if (random_.chance(30)) payload.periods.push_back({"", "", std::int64_t{1} << 40U});
    } else if constexpr (std::is_same_v<T, CertificateSent>) {
      payload.recipient.clear();
    } else if constexpr (std::is_same_v<T, CompletionRequest>) {
      if (random_.chance(60)) payload.last_day_to_answer = "2025-02-30";
      if (random_.chance(40)) payload.certificate_id.clear();
    } else if constexpr (std::is_same_v<T, CompletionAnswer>) {
      payload.request_message_id.clear();
    } else if constexpr (std::is_same_v<T, Reminder>) {
      payload.reminded_message_id = std::string(65, 'r');
    } else if constexpr (std::is_same_v<T, KvaRecord>) {
      if (random_.chance(40))
        payload.code = random_.pick<Text>({"gc001", "GC01", "GC0011", "G1001"});
      if (random_.chance(40)) {
        payload.performed_on = random_.pick<Text>({"", "2009-12-31", "2025-02-29", "2025-06-1"});
      }
      if (random_.chance(20)) payload.contact_id = std::string(65, 'k');
    } else if constexpr (std::is_same_v<T, UnitFacts>) {
      if (random_.chance(30))
        payload.listed_patients = random_.pick({std::int64_t{-1}, std::int64_t{1} << 31U});
      if (random_.chance(50)) {
        payload.coordinator_fte =
            random_.pick({-0.01, 10000.01, std::numeric_limits<double>::infinity(),
                          std::numeric_limits<double>::quiet_NaN()});
      }
      if (random_.chance(20)) payload.valid_from = "2025-00-10";
    } else if constexpr (std::is_same_v<T, SurveyResult>) {
      if (random_.chance(30)) payload.numerator = -1;
      if (random_.chance(30)) payload.level = random_.pick<Text>({"", "COUNTY"});
      if (random_.chance(30)) std::swap(payload.period_first_day, payload.period_last_day);
      if (random_.chance(30)) payload.entity_id = "1x";
    }
  }

  std::vector<std::string> make_garbage() {
    std::vector<std::string> garbage;
    for (int n = random_.between(1, 3); n > 0; --n) garbage.push_back(some_garbage(random_));
    return garbage;
  }

  Random random_;
  RandomSet set_;
  std::vector<Writing> units_;
  std::vector<Memory> patients_;
  std::vector<std::string> ids_;       // of any patient and kind
  std::vector<std::string> promised_;  // referred to before anything bore them
  std::set<std::string> event_ids_;
};

}  // namespace

RandomSet make_random_set(std::uint64_t seed) { return Generator(seed).make(); }

std::vector<Event> shuffled(std::vector<Event> events, std::uint64_t seed) {
  Random(seed).shuffle(events);
  return events;
}

}  // namespace sjukpuls::oracle
