#pragma once

#include <memory>
#include <string>

#include "processor/app/instance.h"
#include "processor/base/result.h"
#include "processor/config/settings.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::app {

// The metrics endpoints of an instance: /metrics with the process' own numbers, the nation's and
// the regions'; /metrics/units with those of units and providers. Serves until destroyed.
class Metrics {
 public:
  // Borrows catalogue and instance.
  static base::Result<std::unique_ptr<Metrics>> serve(const config::Settings& settings,
                                                      const indicators::Catalogue& catalogue,
                                                      const Instance& instance);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

 private:
  struct State;
  explicit Metrics(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sjukpuls::app
