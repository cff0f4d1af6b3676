#pragma once

#include <span>
#include <string>
#include <vector>

#include "tests/vectors/golden_case.h"

namespace sjukpuls::vectors {

// Events as lines of NDJSON (docs/INDICATORS.md section 2).
using Events = std::vector<std::string>;

// The certificate, its being sent and revoked.
void add_events(const Certificate& certificate, Events& events);
// A completion request or a reminder; other subjects are no events of the contract.
void add_events(const Message& message, Events& events);

Events events_of(std::span<const Certificate> certificates);

}  // namespace sjukpuls::vectors
