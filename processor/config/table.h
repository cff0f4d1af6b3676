#pragma once

#include "processor/config/setting.h"

namespace sjukpuls::config {

// Everything of sjukpuls that can be set. A room's options struct is filled from it by the app.
Table sjukpuls_table();

}  // namespace sjukpuls::config
