#include "tests/oracle/chains.h"

#include <algorithm>
#include <tuple>

namespace sjukpuls::oracle {

using std::chrono::days;

Day Chain::end() const {
  Day end = facts.front().last;
  for (const Fact& fact : facts) end = std::max(end, fact.last);
  return end;
}

int Chain::days(Day until) const {
  // Facts come in order of first day, so the days up to `counted_to` are all counted already.
  Day counted_to = facts.front().first - std::chrono::days{1};
  std::chrono::days total{0};
  for (const Fact& fact : facts) {
    const Day from = std::max(fact.first, counted_to + std::chrono::days{1});
    const Day to = std::min(fact.last, until);
    if (to < from) continue;
    total += to - from + std::chrono::days{1};
    counted_to = to;
  }
  return static_cast<int>(total.count());
}

bool is_earlier(const Fact& a, const Fact& b) {
  return std::tie(a.first, a.certificate->signed_at, a.certificate->id, a.degree) <
         std::tie(b.first, b.certificate->signed_at, b.certificate->id, b.degree);
}

const Fact& Chain::first_fact() const {
  return *std::min_element(facts.begin(), facts.end(), is_earlier);
}

const Fact& Chain::last_fact() const {
  return *std::max_element(facts.begin(), facts.end(), is_earlier);
}

bool Chain::covers(Day day) const {
  return std::any_of(facts.begin(), facts.end(), [&](const Fact& f) { return f.covers(day); });
}

std::vector<Fact> sjukfall_facts(const Patient& patient) {
  std::vector<Fact> facts;
  for (const CertificateFact& c : patient.certificates) {
    if (c.is_revoked || (c.type != "LISJP" && c.type != "FK7804" && c.type != "FK7263")) continue;
    for (const FactPeriod& p : c.periods) facts.push_back({p.first, p.last, p.degree, &c});
  }
  std::sort(facts.begin(), facts.end(), is_earlier);
  return facts;
}

std::vector<Fact> of_provider(const std::vector<Fact>& facts, const std::string& provider) {
  std::vector<Fact> result;
  for (const Fact& fact : facts) {
    if (fact.certificate->place.provider == provider) result.push_back(fact);
  }
  return result;
}

std::vector<Chain> chains_at(const std::vector<Fact>& facts, Day b) {
  std::vector<Chain> chains;
  Day greatest_last_day{};
  for (const Fact& fact : facts) {
    if (fact.first > b) continue;
    if (chains.empty() || fact.first > greatest_last_day + days{6}) {
      chains.emplace_back();
      greatest_last_day = fact.last;
    }
    chains.back().facts.push_back(fact);
    greatest_last_day = std::max(greatest_last_day, fact.last);
  }
  return chains;
}

const CertificateFact* latest_certificate(const std::vector<Fact>& facts, Day day) {
  const CertificateFact* latest = nullptr;
  for (const Fact& fact : facts) {
    if (!fact.covers(day)) continue;
    const CertificateFact* c = fact.certificate;
    if (latest == nullptr ||
        std::tie(c->signed_at, c->id) > std::tie(latest->signed_at, latest->id)) {
      latest = c;
    }
  }
  return latest;
}

}  // namespace sjukpuls::oracle
