#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

namespace sjukpuls::base {

// Lets tables keyed by std::string be searched with a string_view; pair it with std::equal_to<>.
struct TextHash {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard's name
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace sjukpuls::base
