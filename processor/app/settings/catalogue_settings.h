#pragma once

#include <string>
#include <vector>

#include "processor/config/settings.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::app {

// The catalogue with the KVA codes of the settings (kva_codes).
indicators::Catalogue catalogue_of(const config::Settings& settings);

// The periods that ids such as 28d and at, or the words month, year and measure_year, stand for.
indicators::PeriodSet periods_of(const std::vector<std::string>& words);

}  // namespace sjukpuls::app
