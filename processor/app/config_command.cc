#include <fmt/format.h>

#include "processor/app/commands.h"

namespace sjukpuls::app {

ExitCode show_config(const config::Invocation& invocation) {
  fmt::print("{}", invocation.settings.effective());
  return kOk;
}

}  // namespace sjukpuls::app
