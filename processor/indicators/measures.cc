#include "processor/indicators/measures.h"

#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace sjukpuls::indicators {
namespace {

using Unit = MeasureUnit;
using Periods = MeasurePeriods;

constexpr std::string_view kAllCare;
constexpr bool kCohort = true;
constexpr bool kSettled = false;

constexpr std::array kMeasures = {
    Measure{"completion", "certificates_requested", "certificates_sent", Unit::kShare, 1,
            Periods::kOfP, kAllCare, kCohort, "Andel intyg som ska kompletteras",
            "Share of certificates to be completed", "Socialstyrelsen 2020: 1.1"},
    Measure{"reminder", "certificates_reminded", "certificates_requested", Unit::kShare, 1,
            Periods::kOfP, kAllCare, kCohort, "Andel kompletteringar med påminnelse",
            "Share of completions with a reminder", "Socialstyrelsen 2020: 1.2"},
    Measure{"operational_reminder", "requests_reminded", "requests", Unit::kShare, 1, Periods::kOfP,
            kAllCare, kCohort, "Andel begäranden med påminnelse",
            "Share of requests with a reminder", "regions' survey"},
    Measure{"answer_days", "request_answer_days", "requests_answered", Unit::kDays, 1,
            Periods::kOfP, kAllCare, kSettled, "Dagar till svar på komplettering",
            "Days to answer a completion request", "new"},
    Measure{"coordinators", "coordinator_fte_hundredths", "sjukfall_ongoing", Unit::kPerThousand,
            10, Periods::kState, kAllCare, kSettled, "Koordinatorer per 1000 sjukfall",
            "Coordinators per 1000 sjukfall", "Socialstyrelsen 2020: 2.1a"},
    Measure{"coordinator_units", "units_with_coordinator", "units", Unit::kShare, 1,
            Periods::kState, kAllCare, kSettled, "Andel enheter med koordinator",
            "Share of units with a coordinator", "Socialstyrelsen 2020: 2.1b"},
    Measure{"coordination_primary_care", "kva_patients_GC001", "sjukfall_active", Unit::kShare, 1,
            Periods::kOfP, "PRIMARY", kSettled, "Koordinering i primärvården",
            "Coordination in primary care", "Socialstyrelsen 2020: 2.2"},
    Measure{"expert_physician", "units_with_expert_physician", "units", Unit::kShare, 1,
            Periods::kState, kAllCare, kSettled,
            "Tillgång till försäkringsmedicinskt kompetent läkare", "Access to an expert physician",
            "Socialstyrelsen 2020: 3.1"},
    Measure{"training", "units_offering_training", "units", Unit::kShare, 1, Periods::kState,
            kAllCare, kSettled, "Utbildning i försäkringsmedicin", "Training in insurance medicine",
            "Socialstyrelsen 2020: 3.2"},
    Measure{"plan", "sick_listed_with_plan", "sick_listed", Unit::kShare, 1, Periods::kState,
            kAllCare, kSettled, "Andel med plan för återgång i arbete",
            "Share with a plan for the return to work", "Socialstyrelsen 2020: 4.1"},
    Measure{"plan_follow_up", "sick_listed_plan_followed_up", "sick_listed_with_plan", Unit::kShare,
            1, Periods::kState, kAllCare, kSettled, "Andel planer som följts upp",
            "Share of plans followed up", "Socialstyrelsen 2020: 4.1"},
    Measure{"plan_over_90", "sick_listed_over_90_with_plan", "sick_listed_over_90", Unit::kShare, 1,
            Periods::kState, kAllCare, kSettled, "Andel med plan efter 90 dagar",
            "Share with a plan after 90 days", "regions' survey"},
    Measure{"employer", "sick_listed_employer_involved", "sick_listed_employed", Unit::kShare, 1,
            Periods::kState, kAllCare, kSettled, "Andel med arbetsgivarkontakt",
            "Share with the employer involved", "Socialstyrelsen 2020: 5.1"},
    Measure{"notices", "rehabilitation_need_notices", "sjukfall_active", Unit::kShare, 1,
            Periods::kOnly365Days, kAllCare, kSettled,
            "Meddelanden om behov av rehabilitering per sjukfall",
            "Notices of a need of rehabilitation per sjukfall", "Socialstyrelsen 2020: 5.2"},
    Measure{"ended_days", "sjukfall_ended_days", "sjukfall_ended", Unit::kDays, 1, Periods::kOfP,
            kAllCare, kSettled, "Dagar per avslutat sjukfall", "Days per ended sjukfall",
            "Socialstyrelsen 2020: 7.1"},
    Measure{"long_91_180", "sjukfall_ended_91_180", "sjukfall_ended", Unit::kShare, 1,
            Periods::kOfP, kAllCare, kSettled, "Avslutade sjukfall, 91–180 dagar",
            "Ended sjukfall of 91–180 days", "Socialstyrelsen 2020: 7.2a"},
    Measure{"long_181_365", "sjukfall_ended_181_365", "sjukfall_ended", Unit::kShare, 1,
            Periods::kOfP, kAllCare, kSettled, "Avslutade sjukfall, 181–365 dagar",
            "Ended sjukfall of 181–365 days", "Socialstyrelsen 2020: 7.2b"},
    Measure{"long_366", "sjukfall_ended_366", "sjukfall_ended", Unit::kShare, 1, Periods::kOfP,
            kAllCare, kSettled, "Avslutade sjukfall, 366 dagar eller mer",
            "Ended sjukfall of 366 days or more", "Socialstyrelsen 2020: 7.2c"},
    Measure{"women", "sick_listed_women", "sick_listed", Unit::kShare, 1, Periods::kState, kAllCare,
            kSettled, "Andel kvinnor bland sjukskrivna", "Share of women among the sick-listed",
            "Socialstyrelsen 2020: 7.3"},
    Measure{"part_time", "sick_listed_part_time", "sick_listed", Unit::kShare, 1, Periods::kState,
            kAllCare, kSettled, "Andel sjukskrivna på deltid", "Share on part-time sick leave",
            "Socialstyrelsen 2020: 7.4"},
    Measure{"relapse", "spells_relapsed", "spells_ended", Unit::kShare, 1, Periods::kOnly730Days,
            kAllCare, kSettled, "Återsjukskrivning inom två år", "Relapse within two years",
            "Socialstyrelsen 2020: 7.5"},
    Measure{"sjukfall_listed", "sjukfall_active", "listed_patients", Unit::kPerThousand, 1000,
            Periods::kOnly365Days, kAllCare, kSettled, "Sjukfall per 1000 listade",
            "Sjukfall per 1000 listed patients", "regions' survey"},
};

constexpr std::chrono::days kAnswerTime{90};

// The number that the whole text is.
std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The last day of a period of P, not cut at D. From the id alone: a calendar is dear to make, and
// this is asked for each row.
std::optional<base::CivilDay> last_day_of(std::string_view id, base::CivilDay as_of) {
  using std::chrono::last;
  using std::chrono::year;
  for (const std::string_view rolling : {"7d", "28d", "90d", "365d"}) {
    if (id == rolling) return as_of;
  }
  const bool is_measure_year = id.starts_with("my");
  const auto of_year = number(id.substr(is_measure_year ? 2 : 0, 4));
  if (!of_year) return std::nullopt;
  if (is_measure_year) return base::CivilDay{year{*of_year + 1} / std::chrono::February / last};
  if (id.size() == 4) return base::CivilDay{year{*of_year} / std::chrono::December / last};
  if (id.size() != 7) return std::nullopt;
  const auto month = number(id.substr(5));
  if (!month) return std::nullopt;
  return base::CivilDay{year{*of_year} / std::chrono::month{static_cast<unsigned>(*month)} / last};
}

}  // namespace

std::string_view name(MeasureUnit unit) {
  switch (unit) {
    case MeasureUnit::kShare:
      return "share";
    case MeasureUnit::kDays:
      return "days";
    case MeasureUnit::kPerThousand:
      return "per_thousand";
  }
  return "";
}

std::string_view name(MeasurePeriods periods) {
  switch (periods) {
    case MeasurePeriods::kOfP:
      return "P";
    case MeasurePeriods::kState:
      return "at";
    case MeasurePeriods::kOnly365Days:
      return "365d";
    case MeasurePeriods::kOnly730Days:
      return "730d";
  }
  return "";
}

std::span<const Measure> measures() { return kMeasures; }

bool is_preliminary(base::CivilDay last_day, base::CivilDay as_of) {
  return as_of - last_day < kAnswerTime;
}

bool has_preliminary_shares(std::string_view period_id, base::CivilDay as_of) {
  const std::optional<base::CivilDay> last_day = last_day_of(period_id, as_of);
  return last_day && is_preliminary(*last_day, as_of);
}

}  // namespace sjukpuls::indicators
