#include "processor/indicators/catalogue.h"

#include <algorithm>
#include <array>

namespace sjukpuls::indicators {
namespace {

using domain::KvaCode;

constexpr PeriodSet kAtOnly = PeriodSet::of(kAt);
constexpr PeriodSet k730Only = PeriodSet::of(kRolling730);

struct FixedCount {
  Count count;
  std::uint32_t number;
  std::string_view name;
  PeriodSet periods;
  Breakdown breakdown;
  std::string_view official_term;
  std::string_view source;
  std::string_view help;
};

// Numbers are never reused and never change; a new count takes the next free one below
// kFirstKvaNumber.
constexpr std::array<FixedCount, static_cast<std::size_t>(Count::kFirstKva)> kFixedCounts = {{
    {Count::kCertificates, 1, "certificates", kAllP, Breakdown::kAll, "Läkarintyg för sjukpenning",
     "new", "sick-leave certificates signed, not revoked"},
    {Count::kCertificatesSent, 2, "certificates_sent", kAllP, Breakdown::kAll,
     "Läkarintyg skickade till Försäkringskassan", "Socialstyrelsen 2020: 1.1",
     "certificates signed and sent to Försäkringskassan"},
    {Count::kCertificatesRequested, 3, "certificates_requested", kAllP, Breakdown::kAll,
     "Läkarintyg med begäran om komplettering", "Socialstyrelsen 2020: 1.1, 1.2",
     "certificates sent for which at least one completion was requested"},
    {Count::kCertificatesReminded, 4, "certificates_reminded", kAllP, Breakdown::kAll,
     "Läkarintyg med påminnelse om komplettering", "Socialstyrelsen 2020: 1.2",
     "certificates with a completion request that was reminded of"},
    {Count::kRequests, 5, "requests", kAllP, Breakdown::kAll, "Begäran om komplettering",
     "regions' survey", "completion requests sent"},
    {Count::kRequestsReminded, 6, "requests_reminded", kAllP, Breakdown::kAll,
     "Begäran om komplettering med påminnelse", "regions' survey",
     "completion requests that were reminded of"},
    {Count::kRequestsAnswered, 7, "requests_answered", kAllP, Breakdown::kAll,
     "Besvarade kompletteringar", "new", "completion requests answered"},
    {Count::kRequestAnswerDays, 8, "request_answer_days", kAllP, Breakdown::kAll,
     "Dagar till svar på komplettering", "new",
     "days from request to answer, summed over completion requests answered"},
    {Count::kRequestsOpen, 9, "requests_open", kAtOnly, Breakdown::kAll,
     "Obesvarade kompletteringar", "new", "completion requests not answered"},
    {Count::kRequestsOverdue, 10, "requests_overdue", kAtOnly, Breakdown::kAll,
     "Obesvarade kompletteringar efter sista svarsdag", "new",
     "completion requests not answered whose last day to answer has passed"},
    {Count::kReminders, 11, "reminders", kAllP, Breakdown::kAll, "Påminnelser", "regions' survey",
     "reminders of completion requests"},
    {Count::kRemindersUnlinked, 12, "reminders_unlinked", kAllP, Breakdown::kAll,
     "Påminnelser utan känd begäran om komplettering", "new",
     "reminders that refer to no known completion request"},
    {Count::kSjukfallOngoing, 13, "sjukfall_ongoing", kAtOnly, Breakdown::kAll, "Pågående sjukfall",
     "Socialstyrelsen 2020: 2.1a", "patients on sick leave, counted once for each care provider"},
    {Count::kSjukfallActive, 14, "sjukfall_active", kAllP, Breakdown::kAll, "Sjukfall, totalt",
     "Socialstyrelsen 2020: 2.2, 5.2; regions' survey",
     "sjukfall with a day of sick leave in the period"},
    {Count::kSjukfallStarted, 15, "sjukfall_started", kAllP, Breakdown::kAll, "Startade sjukfall",
     "new", "sjukfall that began"},
    {Count::kSjukfallEnded, 16, "sjukfall_ended", kAllP, Breakdown::kAll, "Avslutade sjukfall",
     "Socialstyrelsen 2020: 7.1, 7.2", "sjukfall of 15 days or more that ended"},
    {Count::kSjukfallEndedDays, 17, "sjukfall_ended_days", kAllP, Breakdown::kAll,
     "Sjukskrivningsdagar i avslutade sjukfall", "Socialstyrelsen 2020: 7.1",
     "days of sick leave, summed over sjukfall of 15 days or more that ended"},
    {Count::kSjukfallEnded91To180, 18, "sjukfall_ended_91_180", kAllP, Breakdown::kAll,
     "Avslutade sjukfall, 91–180 dagar", "Socialstyrelsen 2020: 7.2a",
     "sjukfall of 91 to 180 days that ended"},
    {Count::kSjukfallEnded181To365, 19, "sjukfall_ended_181_365", kAllP, Breakdown::kAll,
     "Avslutade sjukfall, 181–365 dagar", "Socialstyrelsen 2020: 7.2b",
     "sjukfall of 181 to 365 days that ended"},
    {Count::kSjukfallEnded366, 20, "sjukfall_ended_366", kAllP, Breakdown::kAll,
     "Avslutade sjukfall, 366 dagar eller mer", "Socialstyrelsen 2020: 7.2c",
     "sjukfall of 366 days or more that ended"},
    {Count::kSjukfallEndedShort, 21, "sjukfall_ended_short", kAllP, Breakdown::kAll,
     "Avslutade sjukfall, under 15 dagar", "new", "sjukfall of under 15 days that ended"},
    {Count::kSickListed, 22, "sick_listed", kAtOnly, Breakdown::kAll, "Sjukskrivna patienter",
     "Socialstyrelsen 2020: 4.1, 5.1, 7.3, 7.4", "patients on sick leave"},
    {Count::kSickListedWomen, 23, "sick_listed_women", kAtOnly, Breakdown::kAll,
     "Sjukskrivna kvinnor", "Socialstyrelsen 2020: 7.3", "women on sick leave"},
    {Count::kSickListedPartTime, 24, "sick_listed_part_time", kAtOnly, Breakdown::kAll,
     "Sjukskrivna på deltid", "Socialstyrelsen 2020: 7.4", "patients on part-time sick leave"},
    {Count::kSickListedEmployed, 25, "sick_listed_employed", kAtOnly, Breakdown::kAll,
     "Sjukskrivna med anställning", "Socialstyrelsen 2020: 5.1",
     "patients on sick leave from their current work"},
    {Count::kSickListedOver90, 26, "sick_listed_over_90", kAtOnly, Breakdown::kAll,
     "Sjukskrivna i mer än 90 dagar", "regions' survey",
     "patients on sick leave for more than 90 days"},
    {Count::kSpellsEnded, 27, "spells_ended", k730Only, Breakdown::kAll,
     "Avslutade sjukfall per person", "Socialstyrelsen 2020: 7.5",
     "spells of 15 days or more that ended, over all care providers"},
    {Count::kSpellsRelapsed, 28, "spells_relapsed", k730Only, Breakdown::kAll,
     "Återsjukskrivning inom två år", "Socialstyrelsen 2020: 7.5",
     "ended spells that were followed by a new one within two years"},
    {Count::kSickListedWithPlan, 29, "sick_listed_with_plan", kAtOnly, Breakdown::kAll,
     "Sjukskrivna med plan för återgång i arbete", "Socialstyrelsen 2020: 4.1",
     "patients on sick leave with a rehabilitation plan (DV077)"},
    {Count::kSickListedPlanFollowedUp, 30, "sick_listed_plan_followed_up", kAtOnly, Breakdown::kAll,
     "Sjukskrivna med uppföljd plan för återgång i arbete", "Socialstyrelsen 2020: 4.1",
     "patients on sick leave whose rehabilitation plan was followed up (AW026)"},
    {Count::kSickListedEmployerInvolved, 31, "sick_listed_employer_involved", kAtOnly,
     Breakdown::kAll, "Sjukskrivna med arbetsgivarkontakt", "Socialstyrelsen 2020: 5.1",
     "patients on sick leave from their current work whose employer was involved (ZV506)"},
    {Count::kSickListedOver90WithPlan, 32, "sick_listed_over_90_with_plan", kAtOnly,
     Breakdown::kAll, "Sjukskrivna i mer än 90 dagar med plan för återgång i arbete",
     "regions' survey", "patients on sick leave for more than 90 days with a rehabilitation plan"},
    {Count::kRehabilitationNeedNotices, 33, "rehabilitation_need_notices", kAllP,
     Breakdown::kSexAndLevel,
     "Meddelanden till Försäkringskassan om behov av rehabiliteringsåtgärder",
     "Socialstyrelsen 2020: 5.2", "notices of a need of rehabilitation measures sent"},
    {Count::kListedPatients, 34, "listed_patients", kAtOnly, Breakdown::kNone, "Listade patienter",
     "regions' survey", "patients listed at the care units"},
    {Count::kCoordinatorFteHundredths, 35, "coordinator_fte_hundredths", kAtOnly, Breakdown::kNone,
     "Rehabiliteringskoordinatorer, årsarbetskrafter", "Socialstyrelsen 2020: 2.1a",
     "full-time equivalents of coordinators, in hundredths"},
    {Count::kUnitsWithCoordinator, 36, "units_with_coordinator", kAtOnly, Breakdown::kNone,
     "Enheter med rehabiliteringskoordinator", "Socialstyrelsen 2020: 2.1b",
     "care units with a coordinator"},
    {Count::kUnits, 37, "units", kAtOnly, Breakdown::kNone, "Vårdenheter",
     "Socialstyrelsen 2020: 2.1b, 3.1, 3.2", "care units"},
    {Count::kUnitsWithExpertPhysician, 38, "units_with_expert_physician", kAtOnly, Breakdown::kNone,
     "Enheter med tillgång till försäkringsmedicinskt kompetent läkare",
     "Socialstyrelsen 2020: 3.1", "care units with access to an expert physician"},
    {Count::kUnitsOfferingTraining, 39, "units_offering_training", kAtOnly, Breakdown::kNone,
     "Enheter som erbjuder utbildning i försäkringsmedicin", "Socialstyrelsen 2020: 3.2",
     "care units that offer training in insurance medicine"},
    {Count::kSurveyNumerator, 40, "survey_numerator", PeriodSet(), Breakdown::kNone,
     "Enkätresultat, täljare", "Socialstyrelsen 2020: 6.1, 6.2; 2024: 1–10, 13",
     "survey result, numerator"},
    {Count::kSurveyDenominator, 41, "survey_denominator", PeriodSet(), Breakdown::kNone,
     "Enkätresultat, nämnare", "Socialstyrelsen 2020: 6.1, 6.2; 2024: 1–10, 13",
     "survey result, denominator"},
}};

constexpr bool stand_in_order() {
  for (std::size_t i = 0; i < kFixedCounts.size(); ++i) {
    if (kFixedCounts[i].count != static_cast<Count>(i)) return false;
  }
  return true;
}
static_assert(stand_in_order());

// KVA counts have two numbers for every code that there can be.
constexpr std::uint32_t kFirstKvaNumber = 64;

struct KvaTerm {
  std::string_view code;
  std::string_view term;
  std::string_view source;
};
constexpr std::array<KvaTerm, 4> kKvaTerms = {{
    {"GC001", "Koordinering av rehabiliteringsinsatser (GC001)", "Socialstyrelsen 2020: 2.2"},
    {"DV077", "Upprättande av plan för återgång i arbete (DV077)",
     "Socialstyrelsen 2020: 4.1; 2024: 11, 12"},
    {"AW026", "Uppföljning av plan för återgång i arbete (AW026)", "Socialstyrelsen 2020: 4.1"},
    {"ZV506", "Kontakt med arbetsgivare (ZV506)", "Socialstyrelsen 2020: 5.1"},
}};
constexpr KvaTerm kConfiguredCode = {"", "KVÅ-kod enligt konfiguration", "configuration"};

constexpr std::string_view kRecordsPrefix = "kva_records_";
constexpr std::string_view kPatientsPrefix = "kva_patients_";

std::optional<Count> sum_over(Count count) {
  if (count == Count::kRequestAnswerDays) return Count::kRequestsAnswered;
  if (count == Count::kSjukfallEndedDays) return Count::kSjukfallEnded;
  return std::nullopt;
}

const KvaTerm& term_of(std::string_view code) {
  const auto* const known = std::ranges::find(kKvaTerms, code, &KvaTerm::code);
  return known == kKvaTerms.end() ? kConfiguredCode : *known;
}

}  // namespace

std::string_view dimension_of(Group group) {
  if (group >= kFirstDiagnosis) return "diagnosis";
  if (group >= kFirstCareLevel) return "care_level";
  return group == kTotal ? "" : "sex";
}

std::string_view name_of(Group group) {
  if (group >= kFirstDiagnosis) {
    return name(static_cast<domain::DiagnosisChapter>(group - kFirstDiagnosis));
  }
  if (group >= kFirstCareLevel) {
    return name(static_cast<domain::CareLevel>(group - kFirstCareLevel));
  }
  return group == kTotal ? "" : name(static_cast<domain::Sex>(group - kFirstSex));
}

Group groups_of(Breakdown breakdown) {
  switch (breakdown) {
    case Breakdown::kNone:
      return 1;
    case Breakdown::kSexAndLevel:
      return kFirstDiagnosis;
    case Breakdown::kAll:
      return kGroups;
  }
  return 1;
}

Catalogue::Catalogue(std::span<const KvaCode> more_kva_codes) {
  for (const FixedCount& count : kFixedCounts) {
    counts_.push_back({std::string(count.name), count.number, count.periods, count.breakdown,
                       sum_over(count.count), count.official_term, count.source, count.help});
  }
  for (const KvaTerm& term : kKvaTerms) {
    kva_codes_.push_back(KvaCode::parse(term.code)->number());
  }
  for (const KvaCode& code : more_kva_codes) {
    if (!kva_records(code.number())) kva_codes_.push_back(code.number());
  }
  for (const std::uint32_t code : kva_codes_) {
    const KvaTerm& term = term_of(KvaCode::from_number(code).text());
    const std::uint32_t number = kFirstKvaNumber + 2 * code;
    counts_.push_back({name_of_number(number),
                       number,
                       kAllP,
                       Breakdown::kSexAndLevel,
                       {},
                       term.term,
                       term.source,
                       "records of the KVÅ code performed"});
    counts_.push_back({name_of_number(number + 1),
                       number + 1,
                       kAllP,
                       Breakdown::kSexAndLevel,
                       {},
                       term.term,
                       term.source,
                       "patients with a record of the KVÅ code"});
  }
}

const CountInfo* Catalogue::find(std::string_view name) const {
  const auto known = std::ranges::find(counts_, name, &CountInfo::name);
  return known == counts_.end() ? nullptr : &*known;
}

const CountInfo* Catalogue::find_number(std::uint32_t number) const {
  const auto known = std::ranges::find(counts_, number, &CountInfo::number);
  return known == counts_.end() ? nullptr : &*known;
}

std::string Catalogue::name_of_number(std::uint32_t number) {
  if (number >= kFirstKvaNumber) {
    const std::uint32_t kva = number - kFirstKvaNumber;
    return std::string(kva % 2 == 0 ? kRecordsPrefix : kPatientsPrefix) +
           KvaCode::from_number(kva / 2).text();
  }
  const auto* const known = std::ranges::find(kFixedCounts, number, &FixedCount::number);
  return known == kFixedCounts.end() ? std::string() : std::string(known->name);
}

std::optional<Count> Catalogue::kva_records(std::uint32_t code_number) const {
  const auto known = std::ranges::find(kva_codes_, code_number);
  if (known == kva_codes_.end()) return std::nullopt;
  const auto place = static_cast<std::uint32_t>(known - kva_codes_.begin());
  return static_cast<Count>(static_cast<std::uint32_t>(Count::kFirstKva) + 2 * place);
}

}  // namespace sjukpuls::indicators
