#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/oracle/calendar.h"
#include "tests/oracle/event.h"

namespace sjukpuls::oracle {

// Where a fact belongs, from the care unit on its event: ids cleaned, missing parts `UNKNOWN`, a
// region that is no county code `00`.
struct Place {
  std::string unit = "UNKNOWN", provider = "UNKNOWN", region = "00", care_level = "UNKNOWN";
};

// `nation` SE, a `region`, a `provider` or a `unit`.
struct Entity {
  std::string level, id;

  friend auto operator<=>(const Entity&, const Entity&) = default;
};

// A fact at this place is of the entity.
bool is_of(const Place& place, const Entity& entity);

// (occurred_at, event_id): decides which version of a fact holds.
using Order = std::pair<std::int64_t, std::string>;

struct FactPeriod {
  Day first, last;
  int degree;
};

struct CertificateFact {
  std::string id, type;
  std::int64_t signed_at;  // milliseconds
  Day signed_on;
  Place place;
  std::string diagnosis;  // ICD-10 chapter or UNKNOWN
  bool names_current_work;
  std::string sex;                  // empty where the event states none
  std::string complements;          // certificate_id, empty without such a relation
  std::vector<FactPeriod> periods;  // the good ones
  bool is_revoked;
  bool is_sent;  // to FKASSA
};

struct RequestFact {
  std::string id, certificate_id;
  Order order;
  Day sent_on;
  std::optional<Day> last_day_to_answer;
  Place place;  // its certificate's, as is the diagnosis
  std::string diagnosis;
  std::optional<Day> answered_on;  // never after D
  bool is_certificate_revoked;
  bool is_reminded;
};

struct ReminderFact {
  std::string certificate_id;
  Order order;
  Day sent_on;
  std::string reminded_message_id;
  Place place;  // its certificate's, as is the diagnosis
  std::string diagnosis;
  bool is_linked;
};

struct RecordFact {
  std::string id, code;
  Day performed_on;
  Place place;
  std::string sex;  // empty where the event states none
};

struct NoticeFact {
  Day sent_on;
  Place place;
};

// What is visible of one patient at D: of each fact the version that holds, after revocations,
// removals and corrections.
struct Patient {
  std::vector<CertificateFact> certificates;  // revoked ones too
  std::vector<RequestFact> requests;
  std::vector<ReminderFact> reminders;
  std::vector<RecordFact> records;
  std::vector<NoticeFact> notices;
  std::string sex;  // FEMALE, MALE or UNKNOWN
};

// Events sorted into facts by section 2's rules of identity, whatever their days and order.
// Rejected events are left out. Borrows the events.
class Facts {
 public:
  explicit Facts(const std::vector<Event>& events);

  // Every patient that has something visible at D.
  std::vector<Patient> patients_at(Day as_of) const;

  // Of each unit the facts that hold at D, by unit id.
  std::map<std::string, const Event*> units_at(Day as_of) const;

  // The survey results that hold and are visible at D.
  std::vector<const Event*> surveys_at(Day as_of) const;

 private:
  // One patient's, by natural id.
  struct Known {
    std::map<std::string, const Event*> certificates, requests, reminders, notices, records;
    std::map<std::string, std::vector<Day>> answer_days;  // by request
    std::map<std::string, bool> revoked, sent;            // by certificate
  };

  void take(const Event& event);
  static Patient at(const Known& known, Day as_of);

  std::map<std::string, Known> patients_;
  std::map<std::pair<std::string, Day>, const Event*> unit_facts_;
  std::map<std::vector<std::string>, const Event*> surveys_;
};

// The entity of a survey result: level in lower case, NATION always SE.
Entity entity_of(const SurveyResult& survey);

// Place of a care unit as written on an event.
Place place_of(const Event& event);

// ICD-10 chapter of a diagnosis, `UNKNOWN` where it has none.
std::string chapter_of(const std::string& diagnosis);

}  // namespace sjukpuls::oracle
