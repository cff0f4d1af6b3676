#include <fmt/format.h>

#include "processor/app/commands.h"
#include "processor/app/settings/catalogue_settings.h"
#include "sinks/board/catalogue_json.h"

namespace sjukpuls::app {

ExitCode catalogue(const config::Invocation& invocation) {
  fmt::print("{}\n", board::catalogue_json(catalogue_of(invocation.settings)));
  return kOk;
}

}  // namespace sjukpuls::app
