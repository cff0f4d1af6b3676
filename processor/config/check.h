#pragma once

#include <string>
#include <variant>
#include <vector>

#include "processor/config/settings.h"

namespace sjukpuls::config {

// What is wrong with a value, as the end of a sentence that begins with the setting's name.
struct Fault {
  std::string what;
};

// The texts as a value of the setting's type, if they are within its range, choices and form. For
// properties the text itself. Does not repeat the texts of secrets.
std::variant<Value, Fault> checked(const Setting& setting, const std::vector<std::string>& texts);

}  // namespace sjukpuls::config
