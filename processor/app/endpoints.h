#pragma once

#include <memory>

#include "processor/app/instance.h"
#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/config/settings.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::app {

// Everything that an instance answers over HTTP: /metrics and /metrics/units, /livez and /readyz,
// and, where it follows the table, /api/v1/. Serves until destroyed.
class Endpoints {
 public:
  // Borrows catalogue, instance and clock. An error when the address cannot be had.
  static base::Result<std::unique_ptr<Endpoints>> serve(const config::Settings& settings,
                                                        const indicators::Catalogue& catalogue,
                                                        Instance& instance,
                                                        const base::Clock& clock);
  ~Endpoints();
  Endpoints(const Endpoints&) = delete;
  Endpoints& operator=(const Endpoints&) = delete;

 private:
  struct State;
  explicit Endpoints(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sjukpuls::app
