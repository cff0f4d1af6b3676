#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "processor/domain/terms.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::indicators {

// The counts of docs/INDICATORS.md section 6, as places in the catalogue. The KVA counts follow the
// fixed ones, two for each code: records, then patients.
enum class Count : std::uint16_t {
  kCertificates,
  kCertificatesSent,
  kCertificatesRequested,
  kCertificatesReminded,
  kRequests,
  kRequestsReminded,
  kRequestsAnswered,
  kRequestAnswerDays,
  kRequestsOpen,
  kRequestsOverdue,
  kReminders,
  kRemindersUnlinked,
  kSjukfallOngoing,
  kSjukfallActive,
  kSjukfallStarted,
  kSjukfallEnded,
  kSjukfallEndedDays,
  kSjukfallEnded91To180,
  kSjukfallEnded181To365,
  kSjukfallEnded366,
  kSjukfallEndedShort,
  kSickListed,
  kSickListedWomen,
  kSickListedPartTime,
  kSickListedEmployed,
  kSickListedOver90,
  kSpellsEnded,
  kSpellsRelapsed,
  kSickListedWithPlan,
  kSickListedPlanFollowedUp,
  kSickListedEmployerInvolved,
  kSickListedOver90WithPlan,
  kRehabilitationNeedNotices,
  kListedPatients,
  kCoordinatorFteHundredths,
  kUnitsWithCoordinator,
  kUnits,
  kUnitsWithExpertPhysician,
  kUnitsOfferingTraining,
  kSurveyNumerator,
  kSurveyDenominator,
  kFirstKva,
};

// How a count splits at region and nation (section 7).
enum class Breakdown : std::uint8_t {
  kNone,         // reference and survey
  kSexAndLevel,  // sex, care level
  kAll,          // and diagnosis
};

// One row of the catalogue.
struct CountInfo {
  std::string name;      // as in CSV and, behind a prefix, in metrics
  std::uint32_t number;  // stable for ever: cell ids in topics are made of it
  PeriodSet periods;     // those of section 4 that the count knows; none for survey results
  Breakdown breakdown;
  std::optional<Count> sum_over;   // for sums of days: the count of cases that they are summed over
  std::string_view official_term;  // Swedish, of Socialstyrelsen or Inera where they have one
  std::string_view source;         // the measure that it serves (section 8)
  std::string_view help;           // one sentence, for HELP and documents
};

// Which cell of a count: the total, or one group of one dimension.
using Group = std::uint32_t;
inline constexpr Group kTotal = 0;
inline constexpr Group kFirstSex = 1;
inline constexpr Group kFirstCareLevel = kFirstSex + domain::kSexes;
inline constexpr Group kFirstDiagnosis = kFirstCareLevel + domain::kCareLevels;
inline constexpr Group kGroups = kFirstDiagnosis + domain::kDiagnosisChapters;
static_assert(kGroups == 32);

// "", "sex", "care_level" or "diagnosis", and the group's name within it, "" for the total.
std::string_view dimension_of(Group group);
std::string_view name_of(Group group);
// How many groups the counts of a breakdown have, from kTotal on.
Group groups_of(Breakdown breakdown);

// A count's cell, as topics carry it: the same number in every version and configuration.
class CellId {
 public:
  CellId(const CountInfo& count, Group group) : value_(count.number * kGroups + group) {}
  static CellId from_value(std::uint32_t value) { return CellId(value); }

  std::uint32_t value() const { return value_; }
  std::uint32_t count_number() const { return value_ / kGroups; }
  Group group() const { return value_ % kGroups; }

 private:
  explicit CellId(std::uint32_t value) : value_(value) {}
  std::uint32_t value_;
};

// The one table of counts, from which evaluation, CSV, metrics and documents take names, periods,
// breakdowns and terms. Immutable; the KVA codes are GC001, DV077, AW026, ZV506 and those
// configured.
class Catalogue {
 public:
  explicit Catalogue(std::span<const domain::KvaCode> more_kva_codes = {});

  std::span<const CountInfo> counts() const { return counts_; }
  const CountInfo& info(Count count) const { return counts_[static_cast<std::size_t>(count)]; }
  const CountInfo* find(std::string_view name) const;

  // The count of a stable number; also for KVA codes that are not in this catalogue.
  static std::string name_of_number(std::uint32_t number);
  const CountInfo* find_number(std::uint32_t number) const;

  // kva_records_<CODE>, for the codes of this catalogue; kva_patients_<CODE> is the next.
  std::optional<Count> kva_records(std::uint32_t code_number) const;

 private:
  std::vector<CountInfo> counts_;
  std::vector<std::uint32_t> kva_codes_;
};

inline Count next(Count count) { return static_cast<Count>(static_cast<std::uint16_t>(count) + 1); }

}  // namespace sjukpuls::indicators
