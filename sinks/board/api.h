#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "processor/engine/table_source.h"
#include "processor/indicators/catalogue.h"
#include "sinks/alerts/alert_book.h"
#include "sinks/http/page.h"
#include "sinks/http/server.h"
#include "sinks/snapshot/current_numbers.h"
#include "sinks/snapshot/unit_ticks.h"

namespace sjukpuls::board {

// What the process says of itself.
struct ProcessStatus {
  std::string version;
  std::string role;
  bool is_ready = false;
};

// What the API answers from; all of it is borrowed.
struct ApiPorts {
  const indicators::Catalogue& catalogue;
  const engine::TableSource& table;
  const snapshot::CurrentNumbers& current;
  const snapshot::UnitTicks& units;
  std::function<ProcessStatus()> process;
  // Open alerts; none before the topic of alerts was read.
  std::function<std::optional<std::vector<alerts::Alert>>()> alerts;
};

// The pages under /api/v1/. Thread-safe.
class Api {
 public:
  explicit Api(ApiPorts ports) : ports_(std::move(ports)) {}

  http::Page status() const;
  http::Page catalogue() const;
  http::Page indicators(const http::Request& request) const;
  http::Page alerts() const;

  // Adds them all; the routes borrow this.
  void add_to(http::Routes& routes) const;

 private:
  ApiPorts ports_;
};

}  // namespace sjukpuls::board
