#include "tests/oracle/oracle.h"

#include <fmt/format.h>

#include <set>

#include "tests/oracle/counts.h"
#include "tests/oracle/facts.h"

namespace sjukpuls::oracle {
namespace {

// Those the patient's facts belong to; at every other entity all counts are 0.
std::vector<Entity> entities_of(const Patient& patient) {
  std::set<Entity> entities{{"nation", "SE"}};
  const auto note = [&](const Place& place) {
    entities.insert({"unit", place.unit});
    entities.insert({"provider", place.provider});
    entities.insert({"region", place.region});
  };
  for (const CertificateFact& c : patient.certificates) note(c.place);
  for (const RequestFact& r : patient.requests) note(r.place);
  for (const ReminderFact& r : patient.reminders) note(r.place);
  for (const RecordFact& r : patient.records) note(r.place);
  for (const NoticeFact& n : patient.notices) note(n.place);
  return {entities.begin(), entities.end()};
}

// RFC 4180: quoted where it holds a comma, a quote or a line's end.
std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

std::vector<Row> evaluate(const std::vector<Event>& events, Day as_of,
                          const std::vector<std::string>& extra_kva_codes) {
  std::set<std::string> codes(extra_kva_codes.begin(), extra_kva_codes.end());
  codes.insert({"GC001", "DV077", "AW026", "ZV506"});
  const std::vector<Period> periods = periods_as_of(as_of);
  const Facts facts(events);
  Tally tally;
  for (const Patient& patient : facts.patients_at(as_of)) {
    const std::vector<Entity> entities = entities_of(patient);
    const Scope scope{patient, entities, periods, as_of};
    count_certificates(scope, tally);
    count_messages(scope, tally);
    count_sjukfall(scope, tally);
    count_sick_listed(scope, tally);
    count_spells(scope, tally);
    count_kva(scope, {codes.begin(), codes.end()}, tally);
  }
  count_reference(facts, as_of, tally);
  return tally.rows();
}

std::string to_csv(const std::vector<Row>& rows, Day as_of) {
  std::string csv = "as_of,period,level,entity,count,dimension,group,n\n";
  const std::string day = to_text(as_of);
  for (const Row& row : rows) {
    csv += fmt::format("{},{},{},{},{},{},{},{}\n", day, field(row.period), row.level,
                       field(row.entity), field(row.count), row.dimension, field(row.group), row.n);
  }
  return csv;
}

}  // namespace sjukpuls::oracle
