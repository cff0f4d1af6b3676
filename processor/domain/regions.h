#pragma once

#include <span>
#include <string_view>

#include "processor/domain/terms.h"

namespace sjukpuls::domain {

// One of Sweden's 21 regions by its county code.
struct RegionName {
  std::string_view code;  // two digits
  std::string_view name;  // short: Skåne, Västra Götaland
};

// All of them, in order of code.
std::span<const RegionName> regions();

// The name of a region, "okänd" for 00 and for codes that no region has.
std::string_view region_name(std::string_view code);

}  // namespace sjukpuls::domain
