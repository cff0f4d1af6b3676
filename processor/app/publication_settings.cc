#include "processor/app/publication_settings.h"

#include "processor/app/catalogue_settings.h"

namespace sjukpuls::app {

disclosure::PublicationOptions publication_options(const config::Settings& settings) {
  using indicators::PeriodSet;
  disclosure::PublicationOptions options;
  options.min_count = settings.integer("privacy.min_count");
  options.periods = periods_of(settings.list("metrics.periods")) & disclosure::kPublishable;
  options.breakdown_periods =
      options.periods & (PeriodSet::of(indicators::kRolling365) |
                         PeriodSet::of(indicators::kRolling730) | PeriodSet::of(indicators::kAt));
  options.unit_periods = options.periods & periods_of(settings.list("units.periods"));
  return options;
}

}  // namespace sjukpuls::app
