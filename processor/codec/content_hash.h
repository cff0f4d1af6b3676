#pragma once

#include <cstdint>
#include <vector>

#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// Hashes what docs/INDICATORS.md calls the content of an event: payload, patient and care unit.
// Equal for equal content whether it came as JSON or protobuf and in any order of fields. Reused.
class ContentHasher {
 public:
  std::uint32_t hash(const WireEvent& event);

 private:
  std::vector<char> bytes_;
};

}  // namespace sjukpuls::codec
