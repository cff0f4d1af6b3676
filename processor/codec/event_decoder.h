#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "processor/base/time.h"
#include "processor/codec/json_decoder.h"
#include "processor/codec/reject_reason.h"
#include "processor/codec/validate.h"
#include "processor/codec/wire_event.h"
#include "processor/domain/event.h"

namespace sjukpuls::codec {

// The two forms in which an event is written.
enum class Form : std::uint8_t { kJson, kProtobuf };

// What became of some bytes.
struct Decoded {
  // Null when the event is rejected, for `reason`.
  const domain::Event* event = nullptr;
  RejectReason reason = RejectReason::kUnparsable;
  // Periods rejected alone, each to be counted as kBadPeriod; the event stands.
  std::uint32_t bad_periods = 0;
};

// The way in: bytes to an event that the fold may take, or to the reason why not. Not thread-safe:
// one per thread, reused for every event.
class EventDecoder {
 public:
  // `recorded_at` is the record's timestamp in Kafka; files have none. The event, and everything it
  // views, holds until the next call and while `bytes` do.
  Decoded decode(std::string_view bytes, Form form,
                 std::optional<base::ProcessingTime> recorded_at = std::nullopt);

  // The last event as it was written, HSA-ids cleaned if it passed; for who sends it on.
  const WireEvent& wire() const { return wire_; }

 private:
  JsonDecoder json_;
  WireEvent wire_;
  Validator validator_;
};

}  // namespace sjukpuls::codec
