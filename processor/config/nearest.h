#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sjukpuls::config {

// The name that was probably meant: the one with fewest letters added, dropped, changed or swapped,
// or one that ends in the same level. Empty when none is near.
std::string nearest(std::string_view typed, std::span<const std::string> names);

// "; did you mean X?", or nothing.
std::string suggestion(std::string_view typed, std::span<const std::string> names);

}  // namespace sjukpuls::config
