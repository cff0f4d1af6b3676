#pragma once

#include "processor/config/settings.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::app {

// What the settings let be seen (metrics.*, units.*, privacy.*): the same for every surface, so
// that none shows what another withholds.
disclosure::PublicationOptions publication_options(const config::Settings& settings);

}  // namespace sjukpuls::app
