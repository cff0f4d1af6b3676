#include "processor/app/commands.h"

#include <fmt/format.h>

#include <cstdio>

namespace sjukpuls::app {

ExitCode fail(std::string_view command, std::string_view what, ExitCode code) {
  fmt::print(stderr, "sjukpuls {}: {}\n", command, what);
  return code;
}

}  // namespace sjukpuls::app
