#pragma once

#include <string>
#include <vector>

#include "tests/oracle/facts.h"
#include "tests/oracle/tally.h"

// The counts of section 6, one function for each family. E and P range over all entities and
// periods; the functions are written to be read beside that section.
namespace sjukpuls::oracle {

// What every count of one patient needs.
struct Scope {
  const Patient& patient;
  const std::vector<Entity>& entities;  // those the patient's facts belong to
  const std::vector<Period>& periods;
  Day as_of;
};

void count_certificates(const Scope& scope, Tally& tally);
void count_messages(const Scope& scope, Tally& tally);
void count_sjukfall(const Scope& scope, Tally& tally);
void count_sick_listed(const Scope& scope, Tally& tally);
void count_spells(const Scope& scope, Tally& tally);
void count_kva(const Scope& scope, const std::vector<std::string>& codes, Tally& tally);
void count_reference(const Facts& facts, Day as_of, Tally& tally);

}  // namespace sjukpuls::oracle
