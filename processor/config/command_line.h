#pragma once

#include <map>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "processor/config/setting.h"
#include "processor/config/settings.h"

namespace sjukpuls::config {

// What the settings may depend on beside the command line. Handed in, so that tests have their own.
struct Surroundings {
  std::map<std::string, std::string> environment;
  std::string host_name;
  unsigned cores = 1;
};
// Those of this process; `environment` as in main(), ends with a null.
Surroundings surroundings(const char* const* environment);

// What the user wants done.
struct Invocation {
  std::string command;
  std::vector<std::string> arguments;  // after the flags
  Settings settings;
};

// Nothing to do but print and leave: help and version with code 0, for standard output; faults, all
// of them at once, with code 2, for standard error.
struct Exit {
  int code = 0;
  std::string text;
};

// Reads the command with its flags, the environment and the file; the first of these that sets
// something wins, then the table's default. `arguments` without the program's name.
std::variant<Invocation, Exit> read_command_line(const Table& table,
                                                 std::span<const std::string> arguments,
                                                 const Surroundings& surroundings);

}  // namespace sjukpuls::config
