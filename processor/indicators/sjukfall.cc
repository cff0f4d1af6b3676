// Section 5 and the sjukfall part of section 6: chains, and the states of the day.
#include <algorithm>
#include <array>

#include "processor/indicators/counts.h"
#include "processor/indicators/for_each_entity.h"

namespace sjukpuls::indicators {

using base::CivilDay;
using domain::CareUnitRef;
using domain::CertificateFact;
using domain::Degree;
using domain::KvaCode;
using domain::KvaFact;
using domain::Level;
using std::chrono::days;

namespace {

constexpr days kFreeDaysThatJoin{5};
// A chain that ends on e is ended from this many days after e on: no fact can join it any more.
constexpr days kEndedAfter = kFreeDaysThatJoin + days{2};
constexpr std::int64_t kShortestLong = 15;
constexpr days kRelapseWithin{730};
constexpr std::int64_t kLongState = 90;
constexpr days kPlanLead{14};

std::uint32_t code(const char* text) { return KvaCode::parse(text)->number(); }

}  // namespace

// Of the person-scope chain that covers D: what the KVA records since its beginning say.
struct Counts::Plan {
  bool over_90 = false;
  bool made = false;
  bool followed_up = false;
  bool employer_involved = false;
};

void Counts::count_sjukfall() {
  const auto& facts = view_.sick_leave();
  if (facts.empty()) return;
  find_chains(facts, person_chains_);

  const auto provider_of = [this](const SickLeaveFact& fact) {
    return care_units_->entity(Level::kProvider, fact.certificate->care_unit);
  };
  by_provider_.assign(facts.begin(), facts.end());
  std::ranges::stable_sort(by_provider_, {}, provider_of);
  for (auto begin = by_provider_.begin(); begin != by_provider_.end();) {
    const auto end = std::find_if(begin, by_provider_.end(), [&](const SickLeaveFact& fact) {
      return provider_of(fact) != provider_of(*begin);
    });
    find_chains({begin, end}, provider_chains_);
    for (const Chain& chain : provider_chains_) {
      count_active(chain);
      count_started(chain);
      count_ended(chain);
    }
    begin = end;
  }
  count_spells();
  count_state();
}

// A fact joins the chain iff at most five days are free between it and the greatest last day so
// far.
void Counts::find_chains(std::span<const SickLeaveFact> facts, std::vector<Chain>& chains) const {
  chains.clear();
  const CivilDay as_of = calendar_->as_of();
  for (std::size_t i = 0; i < facts.size(); ++i) {
    const CivilDay first_day = facts[i].period.first_day();
    const CivilDay last_day = facts[i].period.last_day();
    if (chains.empty() || first_day > chains.back().last_day + kFreeDaysThatJoin + days{1}) {
      chains.push_back({facts.subspan(i, 0), first_day, first_day - days{1}, 0, 0});
    }
    Chain& chain = chains.back();
    chain.facts = {chain.facts.data(), chain.facts.size() + 1};
    const CivilDay first_new = std::max(first_day, chain.last_day + days{1});
    if (first_new > last_day) continue;
    chain.days += (last_day - first_new).count() + 1;
    chain.days_so_far +=
        std::max<std::int64_t>((std::min(last_day, as_of) - first_new).count() + 1, 0);
    chain.last_day = last_day;
  }
}

void Counts::count_active(const Chain& chain) {
  chain_facts_.clear();
  for (const SickLeaveFact& fact : chain.facts) {
    chain_facts_.push_back(&fact);
    changes_on(calendar_->overlap_changes(fact.period.first_day(), fact.period.last_day()));
  }
  const auto unit_of = [](const SickLeaveFact* fact) { return fact->certificate->care_unit; };
  for_each_entity(std::span<const SickLeaveFact* const>(chain_facts_), unit_of,
                  [&](LevelSet levels, CareUnitRef care_unit, auto members) {
                    count_active_at(levels, care_unit, members);
                  });
}

// The chain counts once in each period that a fact of the entity overlaps; by diagnosis it is that
// of the last such fact, by care level every level of such a fact.
void Counts::count_active_at(LevelSet levels, CareUnitRef care_unit,
                             std::span<const SickLeaveFact* const> facts) {
  PeriodSet any;
  std::array<PeriodSet, domain::kCareLevels> by_care_level;
  std::array<PeriodSet, domain::kDiagnosisChapters> by_diagnosis;
  for (auto fact = facts.rbegin(); fact != facts.rend(); ++fact) {
    const CertificateFact& certificate = *(*fact)->certificate;
    const PeriodSet periods =
        calendar_->overlapping((*fact)->period.first_day(), (*fact)->period.last_day());
    by_diagnosis[static_cast<std::size_t>(certificate.diagnosis)] |= periods - any;
    by_care_level[static_cast<std::size_t>(care_units_->care_level(certificate.care_unit))] |=
        periods;
    any |= periods;
  }
  if (any.empty()) return;
  Contribution part{.count = Count::kSjukfallActive,
                    .levels = levels,
                    .dimensions = DimensionSet::kTotalAndSex,
                    .sex = view_.sex(),
                    .care_unit = care_unit,
                    .periods = any};
  contributions_.push_back(part);
  part.dimensions = DimensionSet::kCareLevel;
  for (std::size_t i = 0; i < by_care_level.size(); ++i) {
    part.care_level = static_cast<domain::CareLevel>(i);
    part.periods = by_care_level[i];
    if (!part.periods.empty()) contributions_.push_back(part);
  }
  part.dimensions = DimensionSet::kDiagnosis;
  part.care_level = domain::CareLevel::kUnknown;
  for (std::size_t i = 0; i < by_diagnosis.size(); ++i) {
    part.diagnosis = static_cast<domain::DiagnosisChapter>(i);
    part.periods = by_diagnosis[i];
    if (!part.periods.empty()) contributions_.push_back(part);
  }
}

void Counts::count_started(const Chain& chain) {
  add_on(Count::kSjukfallStarted, chain.first_day, attribution(*chain.facts.front().certificate));
}

void Counts::count_ended(const Chain& chain) {
  const CivilDay ended_on = chain.last_day + kEndedAfter;
  if (ended_on > calendar_->as_of()) {
    changes_on(ended_on);
    return;
  }
  const PeriodSet periods = (calendar_->containing(ended_on) & kRollingP) |
                            (calendar_->containing(chain.last_day) & kFixedP);
  changes_on(calendar_->rolling_changes(ended_on));
  changes_on(calendar_->fixed_changes(chain.last_day));
  const Attribution at = attribution(*chain.facts.back().certificate);
  if (chain.days < kShortestLong) {
    add(Count::kSjukfallEndedShort, periods, at);
    return;
  }
  add(Count::kSjukfallEnded, periods, at);
  add(Count::kSjukfallEndedDays, periods, at, chain.days);
  if (chain.days >= 366) {
    add(Count::kSjukfallEnded366, periods, at);
  } else if (chain.days >= 181) {
    add(Count::kSjukfallEnded181To365, periods, at);
  } else if (chain.days >= 91) {
    add(Count::kSjukfallEnded91To180, periods, at);
  }
}

void Counts::count_spells() {
  for (auto chain = person_chains_.begin(); chain != person_chains_.end(); ++chain) {
    const CivilDay ended_on = chain->last_day + kEndedAfter;
    const CivilDay gone = ended_on + days{730};
    changes_on(ended_on);
    changes_on(gone);
    if (chain->days < kShortestLong || ended_on > calendar_->as_of() ||
        gone <= calendar_->as_of()) {
      continue;
    }
    const Attribution at = attribution(*chain->facts.back().certificate);
    add(Count::kSpellsEnded, PeriodSet::of(kRolling730), at);
    const auto later = std::next(chain);
    if (later != person_chains_.end() && later->first_day <= chain->last_day + kRelapseWithin) {
      add(Count::kSpellsRelapsed, PeriodSet::of(kRolling730), at);
    }
  }
}

void Counts::count_state() {
  covering_.clear();
  for (const SickLeaveFact& fact : view_.sick_leave()) {
    if (!fact.period.covers(calendar_->as_of())) continue;
    covering_.push_back(&fact);
    changes_on(fact.period.last_day() + days{1});
  }
  if (covering_.empty()) return;
  const Chain& chain = person_chains_.back();  // the only one that reaches D
  if (chain.days_so_far <= kLongState) {
    changes_on(calendar_->as_of() + days{kLongState + 1 - chain.days_so_far});
  }
  const Plan plan = find_plan();
  const auto unit_of = [](const SickLeaveFact* fact) { return fact->certificate->care_unit; };
  for_each_entity(std::span<const SickLeaveFact* const>(covering_), unit_of,
                  [&](LevelSet levels, CareUnitRef, auto members) {
                    count_sick_listed(levels, members, plan);
                  });
  count_ongoing();
}

Counts::Plan Counts::find_plan() const {
  static const std::uint32_t kPlanMade = code("DV077");
  static const std::uint32_t kPlanFollowedUp = code("AW026");
  static const std::uint32_t kEmployerInvolved = code("ZV506");
  const Chain& chain = person_chains_.back();
  const CivilDay from = chain.first_day - kPlanLead;
  CivilDay plan_day = kNever;
  CivilDay last_follow_up = CivilDay::min();
  Plan plan{.over_90 = chain.days_so_far > kLongState};
  for (const KvaFact* record : view_.kva_records()) {
    const CivilDay performed_on = *record->performed_on;
    if (performed_on < from) continue;
    if (record->code == kPlanMade) plan_day = std::min(plan_day, performed_on);
    if (record->code == kPlanFollowedUp) last_follow_up = std::max(last_follow_up, performed_on);
    if (record->code == kEmployerInvolved) plan.employer_involved = true;
  }
  plan.made = plan_day != kNever;
  plan.followed_up = plan.made && last_follow_up >= plan_day;
  return plan;
}

namespace {

// The greatest (signed_at, certificate id) of the facts' certificates.
const CertificateFact& latest_certificate(
    std::span<const PatientView::SickLeaveFact* const> facts) {
  const CertificateFact* latest = facts.front()->certificate;
  for (const PatientView::SickLeaveFact* fact : facts) {
    if (std::tie(latest->signed_at, latest->id) <
        std::tie(fact->certificate->signed_at, fact->certificate->id)) {
      latest = fact->certificate;
    }
  }
  return *latest;
}

}  // namespace

// `facts` cover D and are those of one entity.
void Counts::count_sick_listed(LevelSet levels, std::span<const SickLeaveFact* const> facts,
                               const Plan& plan) {
  const CertificateFact& latest = latest_certificate(facts);
  Degree degree = Degree::k25;
  for (const SickLeaveFact* fact : facts) {
    if (fact->certificate == &latest) degree = std::max(degree, fact->period.degree());
  }
  const Attribution at = attribution(latest);
  const auto add_if = [&](bool holds, Count count) {
    if (holds) add_state(count, levels, at);
  };
  add_state(Count::kSickListed, levels, at);
  add_if(view_.sex() == domain::Sex::kFemale, Count::kSickListedWomen);
  add_if(degree < Degree::k100, Count::kSickListedPartTime);
  add_if(latest.names_current_work, Count::kSickListedEmployed);
  add_if(plan.over_90, Count::kSickListedOver90);
  add_if(plan.made, Count::kSickListedWithPlan);
  add_if(plan.followed_up, Count::kSickListedPlanFollowedUp);
  add_if(latest.names_current_work && plan.employer_involved, Count::kSickListedEmployerInvolved);
  add_if(plan.over_90 && plan.made, Count::kSickListedOver90WithPlan);
}

// Pairs of patient and care provider: each provider's covering facts by themselves.
void Counts::count_ongoing() {
  const auto provider_of = [this](const SickLeaveFact* fact) {
    return care_units_->entity(Level::kProvider, fact->certificate->care_unit);
  };
  std::ranges::stable_sort(covering_, {}, provider_of);
  for (auto begin = covering_.begin(); begin != covering_.end();) {
    const auto end = std::find_if(begin, covering_.end(), [&](const SickLeaveFact* fact) {
      return provider_of(fact) != provider_of(*begin);
    });
    const auto unit_of = [](const SickLeaveFact* fact) { return fact->certificate->care_unit; };
    for_each_entity(std::span<const SickLeaveFact* const>(begin, end), unit_of,
                    [&](LevelSet levels, CareUnitRef, auto members) {
                      add_state(Count::kSjukfallOngoing, levels,
                                attribution(latest_certificate(members)));
                    });
    begin = end;
  }
}

}  // namespace sjukpuls::indicators
