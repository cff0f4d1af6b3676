#pragma once

#include <string_view>

#include "processor/codec/json_tokens.h"
#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// Reads an event from its canonical protobuf JSON: one object, names in lowerCamelCase or as in the
// .proto, null for unset, unknown fields and enumerators ignored. Left open by docs/INDICATORS.md
// section 2 and decided here: of a field that comes twice the later one holds (within repeated
// fields they add up); lone surrogates and unknown fields that nest deeper than
// JsonTokens::kMaxDepth make a line unparsable. Not thread-safe: one per thread, reused.
class JsonDecoder {
 public:
  // Fills `event`, whose views hold until the next call. False when the line is no JSON Event; the
  // event then holds anything.
  bool decode(std::string_view line, WireEvent& event);

 private:
  JsonTokens tokens_;
};

}  // namespace sjukpuls::codec
