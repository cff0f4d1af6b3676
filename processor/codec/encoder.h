#pragma once

#include <string>

#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// Writes events, behind what `out` already holds. Texts must be UTF-8; what is not set is left out,
// the payload is written even when empty. Instants must lie in the years 0001 to 9999. Thread-safe.

// One line of canonical protobuf JSON, without its line end.
void append_json(const WireEvent& event, std::string& out);

// The bytes of proto sjukpuls.v1.Event.
void append_protobuf(const WireEvent& event, std::string& out);

}  // namespace sjukpuls::codec
