#pragma once

#include <string>

#include "processor/indicators/catalogue.h"

namespace sjukpuls::board {

// The counts, measures and regions with their names, terms and sources, as JSON for people and for
// the programs that make rules and boards of them.
std::string catalogue_json(const indicators::Catalogue& catalogue);

}  // namespace sjukpuls::board
