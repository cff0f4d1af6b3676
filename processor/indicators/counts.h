#pragma once

#include <compare>
#include <cstdint>
#include <utility>
#include <vector>

#include "processor/domain/care_units.h"
#include "processor/domain/patient_record.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/patient_view.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::indicators {

// Sets of levels and of dimensions, a bit each.
enum class LevelSet : std::uint8_t { kAll = 0b1111 };
constexpr LevelSet only(domain::Level level) {
  return static_cast<LevelSet>(1U << static_cast<unsigned>(level));
}
constexpr bool has(LevelSet set, domain::Level level) {
  return (static_cast<unsigned>(set) >> static_cast<unsigned>(level) & 1U) != 0;
}

enum class DimensionSet : std::uint8_t {
  kTotalAndSex = 0b001,
  kCareLevel = 0b010,
  kDiagnosis = 0b100,
  kAll = 0b111,
};
constexpr bool has(DimensionSet set, DimensionSet part) {
  return (static_cast<unsigned>(set) & static_cast<unsigned>(part)) != 0;
}

// What one patient adds to a count: `n` to each of `periods`, at the entities of `care_unit` at
// `levels`, in the total and in the patient's groups of `dimensions`.
struct Contribution {
  Count count;
  LevelSet levels = LevelSet::kAll;
  DimensionSet dimensions = DimensionSet::kAll;
  domain::Sex sex = domain::Sex::kUnknown;
  domain::CareLevel care_level = domain::CareLevel::kUnknown;
  domain::DiagnosisChapter diagnosis = domain::DiagnosisChapter::kUnknown;
  domain::CareUnitRef care_unit = domain::CareUnitRef::kUnknown;
  PeriodSet periods;
  std::int64_t n = 1;

  friend auto operator<=>(const Contribution&, const Contribution&) = default;
};

// counts(record, D): everything that one patient adds to the counts of docs/INDICATORS.md section 6
// as of the calendar's day. A pure function of the record, the day and the catalogue, which knows
// no clock, no store and no Kafka; the object only keeps memory from patient to patient. Not
// thread-safe.
class Counts {
 public:
  // Borrows all three; `care_units` are those of the records.
  Counts(const Catalogue& catalogue, const domain::CareUnits& care_units)
      : catalogue_(&catalogue), care_units_(&care_units) {}

  // Holds until the next call. The order means nothing.
  const std::vector<Contribution>& evaluate(const domain::PatientRecord& record,
                                            const PeriodCalendar& calendar);

  // The next day on which evaluate() would answer otherwise for the same record; at times a day on
  // which it would not yet, never one too late. kNever when the answer stands for ever.
  base::CivilDay next_change() const { return next_change_; }

 private:
  using SickLeaveFact = PatientView::SickLeaveFact;

  // What puts a count on an entity: where, and in which groups.
  struct Attribution {
    domain::CareUnitRef care_unit = domain::CareUnitRef::kUnknown;
    domain::DiagnosisChapter diagnosis = domain::DiagnosisChapter::kUnknown;
  };
  // Facts first to last of the view's order, joined by section 5.
  struct Chain {
    std::span<const SickLeaveFact> facts;
    base::CivilDay first_day;
    base::CivilDay last_day;
    std::int64_t days;         // distinct days covered
    std::int64_t days_so_far;  // those of them up to D
  };

  void count_certificates();
  void count_requests();
  void count_reminders();
  void count_notices();
  void count_kva();
  void count_kva_patients(Count count, std::span<const domain::KvaFact* const> records);

  void count_sjukfall();
  void find_chains(std::span<const SickLeaveFact> facts, std::vector<Chain>& chains) const;
  void count_active(const Chain& chain);
  void count_active_at(LevelSet levels, domain::CareUnitRef care_unit,
                       std::span<const SickLeaveFact* const> facts);
  void count_started(const Chain& chain);
  void count_ended(const Chain& chain);
  void count_spells();
  void count_state();
  void count_ongoing();
  struct Plan;
  Plan find_plan() const;
  void count_sick_listed(LevelSet levels, std::span<const SickLeaveFact* const> facts,
                         const Plan& plan);

  void add(Count count, PeriodSet periods, const Attribution& at, std::int64_t n = 1);
  void add_on(Count count, base::CivilDay day, const Attribution& at, std::int64_t n = 1);
  void add_state(Count count, LevelSet levels, const Attribution& at);
  void changes_on(base::CivilDay day) {
    if (day > calendar_->as_of()) next_change_ = std::min(next_change_, day);
  }
  Attribution attribution(const PatientView::CertificateView* certificate) const;
  static Attribution attribution(const domain::CertificateFact& certificate) {
    return {certificate.care_unit, certificate.diagnosis};
  }

  // Calls visit(levels, care_unit, items) once for each entity, at any level, of the items' units;
  // the items keep their order. At one unit alone that is one call for all levels.
  template <typename Item, typename UnitOf, typename Visit>
  void for_each_entity(std::span<const Item> items, UnitOf unit_of, Visit visit);

  const Catalogue* catalogue_;
  const domain::CareUnits* care_units_;
  const PeriodCalendar* calendar_ = nullptr;
  PatientView view_;
  std::vector<Contribution> contributions_;
  base::CivilDay next_change_ = kNever;

  // Memory kept from call to call.
  std::vector<SickLeaveFact> by_provider_;
  std::vector<Chain> provider_chains_;
  std::vector<Chain> person_chains_;
  std::vector<const SickLeaveFact*> chain_facts_;
  std::vector<const SickLeaveFact*> covering_;
  std::vector<const domain::KvaFact*> kva_of_code_;
};

}  // namespace sjukpuls::indicators
