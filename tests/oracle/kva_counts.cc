#include <set>

#include "tests/oracle/counts.h"

namespace sjukpuls::oracle {
void count_kva(const Scope& scope, const std::vector<std::string>& codes, Tally& tally) {
  const std::string& sex = scope.patient.sex;
  for (const Entity& e : scope.entities) {
    for (const Period& p : scope.periods) {
      if (!p.is_p()) continue;
      for (const NoticeFact& notice : scope.patient.notices) {
        if (!is_of(notice.place, e) || !p.has(notice.sent_on)) continue;
        tally.add(p, e, "rehabilitation_need_notices", sex, {{notice.place.care_level}, ""}, 1);
      }
      for (const std::string& code : codes) {
        std::set<std::string> care_levels;
        for (const RecordFact& r : scope.patient.records) {
          if (r.code != code || !is_of(r.place, e) || !p.has(r.performed_on)) continue;
          tally.add(p, e, "kva_records_" + code, sex, {{r.place.care_level}, ""}, 1);
          care_levels.insert(r.place.care_level);
        }
        if (care_levels.empty()) continue;
        tally.add(p, e, "kva_patients_" + code, sex, {{care_levels.begin(), care_levels.end()}, ""},
                  1);
      }
    }
  }
}

}  // namespace sjukpuls::oracle
