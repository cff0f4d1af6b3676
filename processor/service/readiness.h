#pragma once

#include <string>
#include <vector>

#include "processor/service/instance.h"
#include "sinks/http/page.h"

namespace sjukpuls::service {

// Whether a process does what it is there for.
struct Readiness {
  struct Check {
    std::string name;
    bool is_passed;
    std::string detail;
  };
  std::vector<Check> checks;

  bool is_ready() const;
};

// A process that serves has read all committed rows; one that processes has joined its group and
// all its shards are live. So a rolling update waits for one instance's restore before it ends the
// next.
Readiness readiness(const Instance& instance);

// /readyz: 200 or 503; with ?verbose the checks as JSON.
http::Page readiness_page(const Readiness& readiness, const http::Request& request);

// /livez: 200 until a thread has ended with an error. Knows nothing of Kafka, and of no restore.
http::Page liveness_page(const Instance& instance);

}  // namespace sjukpuls::service
