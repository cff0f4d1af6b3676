#pragma once

#include <memory>
#include <string>

#include "processor/base/clock.h"
#include "processor/base/result.h"
#include "processor/indicators/catalogue.h"
#include "processor/service/instance.h"
#include "sinks/disclosure/publication.h"
#include "sinks/snapshot/unit_ticks.h"

namespace sjukpuls::service {

struct EndpointsOptions {
  std::string version;  // of the program
  std::string listen;   // HOST:PORT
  disclosure::PublicationOptions publication;
  snapshot::TickOptions ticks;
};

// Everything that an instance answers over HTTP: /metrics and /metrics/units, /livez and /readyz,
// and, where it follows the table, /api/v1/. Serves until destroyed.
class Endpoints {
 public:
  // Borrows catalogue, instance and clock. An error when the address cannot be had.
  static base::Result<std::unique_ptr<Endpoints>> serve(const EndpointsOptions& options,
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

}  // namespace sjukpuls::service
