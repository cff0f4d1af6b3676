#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// The topics that events come on (docs/INDICATORS.md section 2).
enum class InputTopic : std::uint8_t {
  kCertificates,
  kCompletionRequests,
  kReminders,
  kKva,
  kReference,  // compacted
};

inline constexpr std::array kInputTopicNames = {
    std::string_view{"sjukpuls.certificates"}, std::string_view{"sjukpuls.completion-requests"},
    std::string_view{"sjukpuls.reminders"}, std::string_view{"sjukpuls.kva"},
    std::string_view{"sjukpuls.reference"}};
inline constexpr std::size_t kInputTopics = kInputTopicNames.size();

constexpr std::string_view name(InputTopic topic) {
  return kInputTopicNames[static_cast<std::size_t>(topic)];
}

// Where an event belongs. Requires a payload.
InputTopic topic_of(PayloadKind kind);

// Appends the key of an event's record, so that all of a patient lands on one partition and
// reference events replace their earlier versions: patient.id, or the identity of the reference
// event in parts separated by '|'. The level is spelled as in the event. Take the event from
// EventDecoder::wire(), where HSA-ids are clean, or write it clean.
void append_key(const WireEvent& event, std::string& out);

}  // namespace sjukpuls::codec
