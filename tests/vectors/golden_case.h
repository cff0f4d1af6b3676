#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/time.h"

namespace sjukpuls::vectors {

using Json = nlohmann::json;
using base::CivilDay;

// A degree period as the case states it: also one that ends before it begins.
struct SickLeave {
  CivilDay first_day;
  CivilDay last_day;
  int degree = 100;

  bool is_valid() const;
  bool overlaps(CivilDay from, CivilDay to) const { return first_day <= to && from <= last_day; }
};

// A certificate of a case. What a case leaves out stays as it is here.
struct Certificate {
  std::string id;
  std::string patient = "p1";
  std::string sex;  // "M", "F" or empty
  std::string care_provider = "fvg1";
  std::string unit = "enhet1";
  std::string type = "LISJP";
  std::string diagnosis;
  std::string issuer;
  std::vector<SickLeave> periods;
  std::string signed_at;  // RFC 3339
  bool revoked = false;
  bool sent_to_fkassa = false;
  // Not of the case: tests put what they ask for into a region or care level of its own.
  std::string region = "01";
  std::string care_level = "PRIMARY";

  CivilDay first_day() const;
  CivilDay signed_on() const;
};

struct Message {
  std::string id;
  std::string certificate;
  std::string patient;
  std::string subject;
  std::string sent;  // RFC 3339

  CivilDay sent_on() const;
};

// What a view of the source may see.
struct Scope {
  std::optional<std::string> care_provider;  // none: the whole country
  std::optional<std::set<std::string>> units;

  bool sees(const Certificate& certificate) const;
};

// The cases of a file. Those with dates before 2010, which section 2 rejects, are moved 28 years
// on: that keeps weekdays and leap years, and so every length. A case about that very rule stays
// put.
std::vector<Json> read_cases(const std::string& path);

CivilDay day_of(const Json& object, const char* key);
// The first day of the month, and the last.
CivilDay first_of_month(CivilDay day);
CivilDay last_of_month(CivilDay day);
// Empty where the key is missing or null.
std::string text_of(const Json& object, const char* key);
// Whether the list of texts has the id.
bool lists(const Json& ids, const std::string& id);
// Section 2: a to z upper-cased, white space removed; empty is UNKNOWN.
std::string entity_of(std::string_view hsa_id);

std::vector<Certificate> certificates_of(const Json& golden);
// The intervals of `list` as certificates of one patient.
std::vector<Certificate> certificates_of_intervals(const Json& list);
std::vector<Message> messages_of(const Json& golden, const std::vector<Certificate>& certificates);
Scope scope_of(const Json& figure);

}  // namespace sjukpuls::vectors
