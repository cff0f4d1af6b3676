#include "processor/codec/event_decoder.h"

#include "processor/codec/protobuf_decoder.h"

namespace sjukpuls::codec {

Decoded EventDecoder::decode(std::string_view bytes, Form form,
                             std::optional<base::ProcessingTime> recorded_at) {
  const bool parsed =
      form == Form::kJson ? json_.decode(bytes, wire_) : decode_protobuf(bytes, wire_);
  if (!parsed) return {};
  if (const auto reason = validator_.validate(wire_, recorded_at)) return {.reason = *reason};
  return {.event = &validator_.event(), .bad_periods = validator_.bad_periods()};
}

}  // namespace sjukpuls::codec
