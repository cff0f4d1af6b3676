#pragma once

#include <prometheus/collectable.h>

#include <memory>
#include <string>

#include "processor/base/result.h"

namespace prometheus {
class Exposer;
}

namespace sjukpuls::prometheus_sink {

// Serves collectables over HTTP in Prometheus' text format. Listens from start() until destroyed;
// its threads call Collect(). Thread: owner's own.
class MetricsServer {
 public:
  // `listen` is HOST:PORT. kStop when the address cannot be had, saying which.
  static base::Result<MetricsServer> start(const std::string& listen);

  MetricsServer(MetricsServer&&) noexcept;
  MetricsServer& operator=(MetricsServer&&) noexcept;
  ~MetricsServer();

  // Shows the collectable at this path, such as "/metrics", for as long as someone else owns it.
  void show(const std::shared_ptr<::prometheus::Collectable>& collectable, const std::string& path);

 private:
  explicit MetricsServer(std::unique_ptr<::prometheus::Exposer> exposer);

  std::unique_ptr<::prometheus::Exposer> exposer_;
};

}  // namespace sjukpuls::prometheus_sink
