#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "processor/config/setting.h"

namespace sjukpuls::config {

// What one place says about one setting, not yet checked.
struct Entry {
  const Setting* setting = nullptr;
  std::string property;            // of a setting of properties
  std::vector<std::string> texts;  // several from a sequence or a repeated flag
  std::string where;               // for messages: file:line:column, variable or flag
};

// What a source holds, and what is wrong with it; a fault begins with its place and ends without a
// full stop.
struct Entries {
  std::vector<Entry> entries;
  std::vector<std::string> faults;
};

// Whether a dotted name means a setting, a property of one, or with `_file` the file of a secret.
bool is_known(const Table& table, std::string_view name);

// Requires is_known(). The text of `<secret>_file` is read from the file that it names.
void add_entry(const Table& table, std::string_view name, std::vector<std::string> texts,
               const std::string& where, Entries& to);

// Every key of the YAML, nested or dotted. Unknown and repeated keys are faults.
Entries read_yaml(const Table& table, const std::string& text, const std::string& file_name);

// Every variable that begins with the program's name in capitals. An empty one means not set; those
// that Kubernetes adds for a service of that name are passed over.
Entries read_environment(const Table& table, const std::map<std::string, std::string>& variables);

}  // namespace sjukpuls::config
