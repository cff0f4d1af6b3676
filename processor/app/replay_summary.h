#pragma once

#include "processor/replay/replay.h"

namespace sjukpuls::app {

// What was folded and what was not, a line on standard error.
void print_summary(const replay::Summary& summary);

}  // namespace sjukpuls::app
