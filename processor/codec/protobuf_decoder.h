#pragma once

#include <string_view>

#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// Reads an event from the bytes of proto sjukpuls.v1.Event, as protobuf's generated class does,
// without copying a text. Stricter in three things, so that both forms know the same events: two
// payloads, Timestamps outside the years 0001 to 9999, and unknown enumerators, which are unset.
// Fills `event`, whose views borrow from `bytes`; false when the bytes are no Event, and the event
// then holds anything. Thread-safe.
bool decode_protobuf(std::string_view bytes, WireEvent& event);

}  // namespace sjukpuls::codec
