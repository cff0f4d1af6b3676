#include <algorithm>
#include <map>
#include <set>

#include "tests/oracle/chains.h"
#include "tests/oracle/counts.h"

namespace sjukpuls::oracle {
namespace {

using std::chrono::days;

Breakdown breakdown_of(const CertificateFact& c) { return {{c.place.care_level}, c.diagnosis}; }

std::vector<Fact> of_entity(const std::vector<Fact>& facts, const Entity& e) {
  std::vector<Fact> result;
  for (const Fact& fact : facts) {
    if (is_of(fact.certificate->place, e)) result.push_back(fact);
  }
  return result;
}

std::set<std::string> providers_of(const std::vector<Fact>& facts) {
  std::set<std::string> providers;
  for (const Fact& fact : facts) providers.insert(fact.certificate->place.provider);
  return providers;
}

// sjukfall_active and sjukfall_started, for one chain at b.
void count_chain(const Scope& scope, const Chain& chain, const Period& p, const Entity& e,
                 Tally& tally) {
  const std::string& sex = scope.patient.sex;
  std::set<std::string> care_levels;
  const Fact* last_overlapping = nullptr;
  for (const Fact& fact : chain.facts) {
    const bool overlaps = fact.first <= p.last && p.first <= fact.last;
    if (!overlaps || !is_of(fact.certificate->place, e)) continue;
    care_levels.insert(fact.certificate->place.care_level);
    if (last_overlapping == nullptr || is_earlier(*last_overlapping, fact)) {
      last_overlapping = &fact;
    }
  }
  if (last_overlapping != nullptr) {
    tally.add(p, e, "sjukfall_active", sex,
              {{care_levels.begin(), care_levels.end()}, last_overlapping->certificate->diagnosis},
              1);
  }
  const Fact& first = chain.first_fact();
  if (is_of(first.certificate->place, e) && p.has(first.first)) {
    tally.add(p, e, "sjukfall_started", sex, breakdown_of(*first.certificate), 1);
  }
}

// The sjukfall_ended family, for one chain at D.
void count_ended(const Scope& scope, const Chain& chain, const Period& p, const Entity& e,
                 Tally& tally) {
  const CertificateFact& last = *chain.last_fact().certificate;
  if (!chain.is_ended(scope.as_of) || !is_of(last.place, e)) return;
  const bool rolling = p.kind == Period::Kind::kRolling;
  if (!p.has(rolling ? chain.end() + days{7} : chain.end())) return;
  const int n = chain.days();
  const auto add = [&](const char* count, std::int64_t amount) {
    tally.add(p, e, count, scope.patient.sex, breakdown_of(last), amount);
  };
  if (n < 15) {
    add("sjukfall_ended_short", 1);
    return;
  }
  add("sjukfall_ended", 1);
  add("sjukfall_ended_days", n);
  if (91 <= n && n <= 180) add("sjukfall_ended_91_180", 1);
  if (181 <= n && n <= 365) add("sjukfall_ended_181_365", 1);
  if (366 <= n) add("sjukfall_ended_366", 1);
}

}  // namespace

void count_sjukfall(const Scope& scope, Tally& tally) {
  const std::vector<Fact> all = sjukfall_facts(scope.patient);
  for (const std::string& provider : providers_of(all)) {
    const std::vector<Fact> facts = of_provider(all, provider);
    const std::vector<Chain> chains_at_d = chains_at(facts, scope.as_of);
    for (const Period& p : scope.periods) {
      if (p.is_p()) {
        const std::vector<Chain> chains_at_b = chains_at(facts, p.last);
        for (const Entity& e : scope.entities) {
          for (const Chain& chain : chains_at_b) count_chain(scope, chain, p, e, tally);
          for (const Chain& chain : chains_at_d) count_ended(scope, chain, p, e, tally);
        }
      }
      if (p.kind == Period::Kind::kState) {
        for (const Entity& e : scope.entities) {
          const CertificateFact* latest = latest_certificate(of_entity(facts, e), scope.as_of);
          if (latest == nullptr) continue;
          tally.add(p, e, "sjukfall_ongoing", scope.patient.sex, breakdown_of(*latest), 1);
        }
      }
    }
  }
}

namespace {

// What the sick_listed counts ask of the patient's person-scope chain that covers D.
struct Ongoing {
  bool over_90 = false;
  bool with_plan = false;
  bool plan_followed_up = false;
  bool employer_involved = false;
};

Ongoing ongoing(const Patient& patient, const Chain& chain, Day as_of) {
  const Day plans_from = chain.first_day() - days{14};
  Ongoing result;
  result.over_90 = chain.days(as_of) > 90;
  Day earliest_plan = Day::max();
  for (const RecordFact& r : patient.records) {
    if (r.performed_on < plans_from) continue;
    if (r.code == "DV077") earliest_plan = std::min(earliest_plan, r.performed_on);
    if (r.code == "ZV506") result.employer_involved = true;
  }
  result.with_plan = earliest_plan != Day::max();
  for (const RecordFact& r : patient.records) {
    if (r.code == "AW026" && r.performed_on >= earliest_plan) result.plan_followed_up = true;
  }
  return result;
}

int degree_at(const std::vector<Fact>& facts, const CertificateFact& certificate, Day day) {
  int highest = 0;
  for (const Fact& fact : facts) {
    if (fact.certificate == &certificate && fact.covers(day)) {
      highest = std::max(highest, fact.degree);
    }
  }
  return highest;
}

}  // namespace

void count_sick_listed(const Scope& scope, Tally& tally) {
  const Patient& patient = scope.patient;
  const Day d = scope.as_of;
  const std::vector<Fact> facts = sjukfall_facts(patient);
  for (const Chain& chain : chains_at(facts, d)) {
    if (!chain.covers(d)) continue;
    const Ongoing state = ongoing(patient, chain, d);
    for (const Entity& e : scope.entities) {
      const std::vector<Fact> facts_of_e = of_entity(facts, e);
      const CertificateFact* latest = latest_certificate(facts_of_e, d);
      if (latest == nullptr) continue;
      for (const Period& p : scope.periods) {
        if (p.kind != Period::Kind::kState) continue;
        const auto add = [&](const char* count) {
          tally.add(p, e, count, patient.sex, breakdown_of(*latest), 1);
        };
        add("sick_listed");
        if (patient.sex == "FEMALE") add("sick_listed_women");
        if (degree_at(facts_of_e, *latest, d) < 100) add("sick_listed_part_time");
        if (latest->names_current_work) add("sick_listed_employed");
        if (state.over_90) add("sick_listed_over_90");
        if (state.with_plan) add("sick_listed_with_plan");
        if (state.plan_followed_up) add("sick_listed_plan_followed_up");
        if (latest->names_current_work && state.employer_involved) {
          add("sick_listed_employer_involved");
        }
        if (state.over_90 && state.with_plan) add("sick_listed_over_90_with_plan");
      }
    }
  }
}

void count_spells(const Scope& scope, Tally& tally) {
  const std::vector<Chain> chains = chains_at(sjukfall_facts(scope.patient), scope.as_of);
  for (std::size_t i = 0; i < chains.size(); ++i) {
    const Chain& chain = chains[i];
    if (!chain.is_ended(scope.as_of) || chain.days() < 15) continue;
    const CertificateFact& last = *chain.last_fact().certificate;
    bool relapsed = false;
    for (std::size_t later = i + 1; later < chains.size(); ++later) {
      if (chains[later].first_day() <= chain.end() + days{730}) relapsed = true;
    }
    for (const Entity& e : scope.entities) {
      if (!is_of(last.place, e)) continue;
      for (const Period& p : scope.periods) {
        if (p.kind != Period::Kind::kSpells || !p.has(chain.end() + days{7})) continue;
        tally.add(p, e, "spells_ended", scope.patient.sex, breakdown_of(last), 1);
        if (relapsed) tally.add(p, e, "spells_relapsed", scope.patient.sex, breakdown_of(last), 1);
      }
    }
  }
}

}  // namespace sjukpuls::oracle
