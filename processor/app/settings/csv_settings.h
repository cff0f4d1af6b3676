#pragma once

#include <optional>
#include <string>

#include "processor/base/time.h"
#include "processor/config/settings.h"
#include "processor/engine/csv.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::app {

// What is wrong with the csv.* settings beyond their form, in a sentence: a count that does not
// exist.
std::optional<std::string> selection_fault(const config::Settings& settings,
                                           const indicators::Catalogue& catalogue);

// Which lines the csv.* settings ask for, as of a day.
engine::CsvSelection selection_of(const config::Settings& settings, base::CivilDay as_of);

}  // namespace sjukpuls::app
