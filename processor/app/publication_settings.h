#pragma once

#include "processor/config/settings.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::app {

// What may be seen, by the metrics.* and privacy.* settings.
disclosure::PublicationOptions publication_options(const config::Settings& settings);

}  // namespace sjukpuls::app
