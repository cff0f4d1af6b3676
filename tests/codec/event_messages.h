#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/util/message_differencer.h>

#include <optional>
#include <string>
#include <string_view>

#include "processor/codec/encoder.h"
#include "processor/codec/wire_event.h"
#include "sjukpuls/v1/event.pb.h"

namespace sjukpuls::codec {

// Between WireEvent and protobuf's generated class, which the decoders are compared with.

// Brings a message to what a WireEvent can say: instants in milliseconds, no unknown fields or
// enumerators, no empty messages but the payload. False for an instant that is out of range.
inline bool reduce(google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  reflection.MutableUnknownFields(&message)->Clear();
  if (message.GetTypeName() == "google.protobuf.Timestamp") {
    auto& timestamp = static_cast<google::protobuf::Timestamp&>(message);
    if (timestamp.seconds() < -62135596800 || timestamp.seconds() > 253402300799 ||
        timestamp.nanos() < 0 || timestamp.nanos() > 999999999) {
      return false;
    }
    timestamp.set_nanos(timestamp.nanos() / 1000000 * 1000000);
    return true;
  }
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    using Field = google::protobuf::FieldDescriptor;
    if (field->cpp_type() == Field::CPPTYPE_ENUM) {
      const auto known = [&](int number) {
        return number != 0 && field->enum_type()->FindValueByNumber(number) != nullptr;
      };
      if (!field->is_repeated()) {
        if (!known(reflection.GetEnumValue(message, field))) {
          reflection.ClearField(&message, field);
        }
        continue;
      }
      std::vector<int> kept;
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        const int number = reflection.GetRepeatedEnumValue(message, field, i);
        if (known(number)) kept.push_back(number);
      }
      reflection.ClearField(&message, field);
      for (const int number : kept) reflection.AddEnumValue(&message, field, number);
    } else if (field->cpp_type() == Field::CPPTYPE_MESSAGE && field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        if (!reduce(*reflection.MutableRepeatedMessage(&message, field, i))) return false;
      }
    } else if (field->cpp_type() == Field::CPPTYPE_MESSAGE) {
      google::protobuf::Message& inner = *reflection.MutableMessage(&message, field);
      if (!reduce(inner)) return false;
      const bool is_timestamp = inner.GetTypeName() == "google.protobuf.Timestamp";
      if (inner.ByteSizeLong() == 0 && !is_timestamp && field->containing_oneof() == nullptr) {
        reflection.ClearField(&message, field);
      }
    }
  }
  return true;
}

inline v1::Event message_of(const WireEvent& event) {
  std::string bytes;
  append_protobuf(event, bytes);
  v1::Event message;
  if (!message.ParseFromString(bytes)) message.set_event_id("append_protobuf wrote no Event");
  return message;
}

// Empty when they say the same, else the difference.
inline std::string difference(const v1::Event& expected, const WireEvent& event) {
  std::string report;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  return differencer.Compare(expected, message_of(event)) ? std::string() : "difference: " + report;
}

}  // namespace sjukpuls::codec
