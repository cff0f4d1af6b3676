#include "tests/vectors/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/vectors/numbers.h"

namespace sjukpuls::vectors {

Certificates only(const Certificates& certificates, const Predicate& keep) {
  Certificates kept;
  std::ranges::copy_if(certificates, std::back_inserter(kept), keep);
  return kept;
}

Certificates in_scope(Certificates certificates, const Scope& scope, const std::string& sex) {
  for (Certificate& certificate : certificates) {
    certificate.region = scope.sees(certificate) ? kAsked : "02";
  }
  return only(certificates, [&sex](const Certificate& certificate) {
    return sex.empty() || certificate.sex == sex;
  });
}

Certificates with_care_level(Certificates certificates, const Predicate& matches) {
  for (Certificate& certificate : certificates) {
    certificate.care_level = matches(certificate) ? "PRIMARY" : "OTHER";
  }
  return certificates;
}

Certificates with_diagnosis(Certificates certificates, const Predicate& matches) {
  for (Certificate& certificate : certificates) {
    certificate.diagnosis = matches(certificate) ? "A00" : "Z00";
  }
  return certificates;
}

Certificates split_by_degree(const Certificates& certificates) {
  Certificates split;
  for (const Certificate& certificate : certificates) {
    for (const SickLeave& period : certificate.periods) {
      Certificate& part = split.emplace_back(certificate);
      part.periods = {period};
      part.id = fmt::format("{}/{:03}/{}", certificate.id, period.degree, split.size());
    }
  }
  return split;
}

std::optional<int> degree_on(const Certificates& certificates, CivilDay day) {
  std::optional<int> degree;
  for (const int full : {25, 50, 75, 100}) {
    Certificates raised = certificates;
    for (Certificate& certificate : raised) {
      for (SickLeave& period : certificate.periods) {
        period.degree = period.degree >= full ? 100 : 25;
      }
    }
    const Numbers numbers(events_of(raised), day);
    const auto n = [&numbers](const char* count) {
      return numbers.n(domain::Level::kRegion, kAsked, "at", count);
    };
    if (n("sick_listed") - n("sick_listed_part_time") == 1) degree = full;
  }
  return degree;
}

std::vector<std::string> patients_of(const Certificates& certificates) {
  std::vector<std::string> patients;
  for (const Certificate& certificate : certificates) {
    if (std::ranges::find(patients, certificate.patient) == patients.end()) {
      patients.push_back(certificate.patient);
    }
  }
  return patients;
}

Certificates of_patient(const Certificates& certificates, const std::string& patient) {
  return only(certificates, [&patient](const Certificate& certificate) {
    return certificate.patient == patient;
  });
}

}  // namespace sjukpuls::vectors
