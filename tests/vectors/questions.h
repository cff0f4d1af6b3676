#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/vectors/golden_case.h"

namespace sjukpuls::vectors {

using Certificates = std::vector<Certificate>;
using Predicate = std::function<bool(const Certificate&)>;

// Counts are sums over patients and know four levels and three breakdowns. Tests ask for more by
// asking about some of the patients alone, and by giving certificates other regions, care levels or
// diagnoses than the case does: a region is any set of units.

// The region that stands for what is asked for.
inline const std::string kAsked = "01";

// The certificates that `keep` keeps.
Certificates only(const Certificates& certificates, const Predicate& keep);

// The certificates of `sex` ("M", "F"; empty: all), those in scope in the region kAsked, the others
// in another.
Certificates in_scope(Certificates certificates, const Scope& scope, const std::string& sex);

// Gives every certificate the care level PRIMARY if it matches, else OTHER.
Certificates with_care_level(Certificates certificates, const Predicate& matches);
// Gives every certificate a diagnosis of chapter I if it matches, else of XXI.
Certificates with_diagnosis(Certificates certificates, const Predicate& matches);

// Makes of every degree period a certificate of its own. Chains are of facts, so that they stay as
// they are; those of one certificate stay in the order of their degrees.
Certificates split_by_degree(const Certificates& certificates);

// The degree at the day (section 6) of the patient, whom the certificates are all of, in the region
// kAsked: read off sick_listed_part_time by asking which degrees are full time if those from some
// degree on are.
std::optional<int> degree_on(const Certificates& certificates, CivilDay day);

// The patients, in order of first certificate.
std::vector<std::string> patients_of(const Certificates& certificates);
Certificates of_patient(const Certificates& certificates, const std::string& patient);

}  // namespace sjukpuls::vectors
