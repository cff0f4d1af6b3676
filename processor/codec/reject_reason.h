#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sjukpuls::codec {

// Why an event, or one period of its certificate, cannot be used: the reasons of docs/INDICATORS.md
// section 2. Bounded, so that they index arrays of counters and serve as a label.
enum class RejectReason : std::uint8_t {
  kUnparsable,
  kNoPayload,
  kMissingField,
  kIdTooLong,
  kTooOld,
  kInFuture,
  kBadDate,
  kBadCode,
  kBadValue,
  kBadPeriod,  // a single period; the rest of its certificate stands
};

inline constexpr std::array kRejectReasonNames = {
    std::string_view{"unparsable"},    std::string_view{"no_payload"},
    std::string_view{"missing_field"}, std::string_view{"id_too_long"},
    std::string_view{"too_old"},       std::string_view{"in_future"},
    std::string_view{"bad_date"},      std::string_view{"bad_code"},
    std::string_view{"bad_value"},     std::string_view{"bad_period"}};
inline constexpr std::size_t kRejectReasons = kRejectReasonNames.size();

// The contract's word for it.
constexpr std::string_view name(RejectReason reason) {
  return kRejectReasonNames[static_cast<std::size_t>(reason)];
}

}  // namespace sjukpuls::codec
