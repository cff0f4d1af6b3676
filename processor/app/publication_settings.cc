#include "processor/app/publication_settings.h"

#include "processor/app/catalogue_settings.h"

namespace sjukpuls::app {

disclosure::PublicationOptions publication_options(const config::Settings& settings) {
  disclosure::PublicationOptions options;
  options.min_count = settings.integer("privacy.min_count");
  options.periods = periods_of(settings.list("metrics.periods"));
  options.unit_periods = periods_of(settings.list("units.periods"));
  return options;
}

}  // namespace sjukpuls::app
