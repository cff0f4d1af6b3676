#include "processor/app/warning_count.h"

#include <spdlog/spdlog.h>

namespace sjukpuls::app {

std::shared_ptr<const WarningCount> count_warnings() {
  auto warnings = std::make_shared<WarningCount>();
  spdlog::default_logger()->sinks().push_back(warnings);
  return warnings;
}

}  // namespace sjukpuls::app
