#include "processor/app/settings/catalogue_settings.h"

#include <array>
#include <string_view>
#include <utility>

namespace sjukpuls::app {
namespace {

using indicators::PeriodSet;

constexpr PeriodSet slots(indicators::PeriodSlot first, indicators::PeriodSlot end) {
  return PeriodSet((std::uint64_t{1} << end) - (std::uint64_t{1} << first));
}

constexpr std::array<std::pair<std::string_view, PeriodSet>, 9> kPeriodWords = {{
    {"7d", PeriodSet::of(indicators::kRolling7)},
    {"28d", PeriodSet::of(indicators::kRolling28)},
    {"90d", PeriodSet::of(indicators::kRolling90)},
    {"365d", PeriodSet::of(indicators::kRolling365)},
    {"730d", PeriodSet::of(indicators::kRolling730)},
    {"at", PeriodSet::of(indicators::kAt)},
    {"month", slots(indicators::kFirstMonth, indicators::kFirstYear)},
    {"year", slots(indicators::kFirstYear, indicators::kFirstMeasureYear)},
    {"measure_year", slots(indicators::kFirstMeasureYear, indicators::kPeriodSlots)},
}};

}  // namespace

indicators::Catalogue catalogue_of(const config::Settings& settings) {
  std::vector<domain::KvaCode> codes;
  for (const std::string& text : settings.list("kva_codes")) {
    if (const auto code = domain::KvaCode::parse(text)) codes.push_back(*code);
  }
  return indicators::Catalogue(codes);
}

PeriodSet periods_of(const std::vector<std::string>& words) {
  PeriodSet periods;
  for (const std::string& word : words) {
    for (const auto& [known, set] : kPeriodWords) {
      if (word == known) periods |= set;
    }
  }
  return periods;
}

}  // namespace sjukpuls::app
