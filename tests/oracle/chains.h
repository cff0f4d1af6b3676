#pragma once

#include <vector>

#include "tests/oracle/calendar.h"
#include "tests/oracle/facts.h"

namespace sjukpuls::oracle {

// One period of a certificate, as section 5 builds sjukfall of them. Borrows the certificate.
struct Fact {
  Day first, last;
  int degree;
  const CertificateFact* certificate;

  bool covers(Day day) const { return first <= day && day <= last; }
};

// Facts with at most five free days between.
struct Chain {
  std::vector<Fact> facts;  // in order of first day

  Day first_day() const { return facts.front().first; }
  Day end() const;
  // Distinct days its facts cover, those after `until` left out.
  int days(Day until = Day::max()) const;
  const Fact& first_fact() const;
  const Fact& last_fact() const;
  bool is_ended(Day as_of) const { return end() + std::chrono::days{7} <= as_of; }
  bool covers(Day day) const;
};

// The patient's facts: periods of LISJP, FK7804 and FK7263 certificates that are not revoked.
std::vector<Fact> sjukfall_facts(const Patient& patient);

// The facts of one care provider (`UNKNOWN` for those without).
std::vector<Fact> of_provider(const std::vector<Fact>& facts, const std::string& provider);

// Chains at day b, in order of time.
std::vector<Chain> chains_at(const std::vector<Fact>& facts, Day b);

// (first day, signed_at, certificate_id, degree): `a` comes before `b`.
bool is_earlier(const Fact& a, const Fact& b);

// Of the certificates with a fact among `facts` covering `day`, the greatest (signed_at, id); null
// where no fact covers it.
const CertificateFact* latest_certificate(const std::vector<Fact>& facts, Day day);

}  // namespace sjukpuls::oracle
