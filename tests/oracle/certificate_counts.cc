#include <algorithm>

#include "tests/oracle/counts.h"

namespace sjukpuls::oracle {
namespace {

bool is_any_sjukfall_type(const CertificateFact& c) {
  return c.type == "LISJP" || c.type == "FK7804" || c.type == "FK7263";
}

bool is_sent_cohort_type(const CertificateFact& c) {
  return c.type == "LISJP" || c.type == "FK7804";
}

template <typename Message>
Breakdown breakdown_of(const Message& message) {
  return {{message.place.care_level}, message.diagnosis};
}

}  // namespace

void count_certificates(const Scope& scope, Tally& tally) {
  const Patient& patient = scope.patient;
  for (const CertificateFact& c : patient.certificates) {
    const auto is_its_request = [&](const RequestFact& r) { return r.certificate_id == c.id; };
    const auto is_its_reminded_request = [&](const RequestFact& r) {
      return r.certificate_id == c.id && r.is_reminded;
    };
    const auto& requests = patient.requests;
    const bool sent = is_sent_cohort_type(c) && c.is_sent;
    const bool requested = sent && std::any_of(requests.begin(), requests.end(), is_its_request);
    const bool reminded =
        requested && std::any_of(requests.begin(), requests.end(), is_its_reminded_request);
    for (const Entity& e : scope.entities) {
      if (!is_of(c.place, e)) continue;
      for (const Period& p : scope.periods) {
        if (!p.is_p() || !p.has(c.signed_on)) continue;
        const auto add = [&](const char* count) {
          tally.add(p, e, count, patient.sex, breakdown_of(c), 1);
        };
        if (is_any_sjukfall_type(c) && !c.is_revoked) add("certificates");
        if (sent) add("certificates_sent");
        if (requested) add("certificates_requested");
        if (reminded) add("certificates_reminded");
      }
    }
  }
}

namespace {

void count_request(const Scope& scope, const RequestFact& r, const Entity& e, Tally& tally) {
  const auto add = [&](const Period& p, const char* count, std::int64_t n) {
    tally.add(p, e, count, scope.patient.sex, breakdown_of(r), n);
  };
  for (const Period& p : scope.periods) {
    if (p.is_p() && p.has(r.sent_on)) {
      add(p, "requests", 1);
      if (r.is_reminded) add(p, "requests_reminded", 1);
    }
    if (p.is_p() && r.answered_on && p.has(*r.answered_on)) {
      add(p, "requests_answered", 1);
      add(p, "request_answer_days", (*r.answered_on - r.sent_on).count());
    }
    if (p.kind == Period::Kind::kState && !r.answered_on && !r.is_certificate_revoked) {
      add(p, "requests_open", 1);
      if (r.last_day_to_answer && *r.last_day_to_answer < scope.as_of) {
        add(p, "requests_overdue", 1);
      }
    }
  }
}

}  // namespace

void count_messages(const Scope& scope, Tally& tally) {
  for (const Entity& e : scope.entities) {
    for (const RequestFact& r : scope.patient.requests) {
      if (is_of(r.place, e)) count_request(scope, r, e, tally);
    }
    for (const ReminderFact& r : scope.patient.reminders) {
      if (!is_of(r.place, e)) continue;
      for (const Period& p : scope.periods) {
        if (!p.is_p() || !p.has(r.sent_on)) continue;
        tally.add(p, e, r.is_linked ? "reminders" : "reminders_unlinked", scope.patient.sex,
                  breakdown_of(r), 1);
      }
    }
  }
}

}  // namespace sjukpuls::oracle
