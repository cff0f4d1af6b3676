#include "sinks/prometheus/metrics_server.h"

#include <fmt/format.h>
#include <prometheus/exposer.h>

#include <exception>
#include <utility>

namespace sjukpuls::prometheus_sink {

base::Result<MetricsServer> MetricsServer::start(const std::string& listen) {
  constexpr std::size_t kThreads = 2;
  try {
    return MetricsServer(std::make_unique<::prometheus::Exposer>(listen, kThreads));
  } catch (const std::exception& error) {
    return base::Error{base::Remedy::kStop,
                       fmt::format("cannot listen on {}: {}; is the port taken? choose another "
                                   "with --listen HOST:PORT",
                                   listen, error.what())};
  }
}

MetricsServer::MetricsServer(std::unique_ptr<::prometheus::Exposer> exposer)
    : exposer_(std::move(exposer)) {}
MetricsServer::MetricsServer(MetricsServer&&) noexcept = default;
MetricsServer& MetricsServer::operator=(MetricsServer&&) noexcept = default;
MetricsServer::~MetricsServer() = default;

void MetricsServer::show(const std::shared_ptr<::prometheus::Collectable>& collectable,
                         const std::string& path) {
  exposer_->RegisterCollectable(collectable, path);
}

}  // namespace sjukpuls::prometheus_sink
