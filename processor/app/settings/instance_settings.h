#pragma once

#include "processor/config/settings.h"
#include "processor/service/endpoints.h"
#include "processor/service/instance.h"

namespace sjukpuls::app {

// The instance, and its pages, that the settings of `run` ask for.
service::InstanceOptions instance_options(const config::Settings& settings);
service::EndpointsOptions endpoints_options(const config::Settings& settings);

}  // namespace sjukpuls::app
