#include "processor/codec/encoder.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <optional>
#include <string_view>
#include <type_traits>

#include "processor/codec/schema.h"
#include "processor/codec/time_text.h"

namespace sjukpuls::codec {
namespace {

// Whether a field is written: proto3 leaves out what is 0 or empty, but for `optional` fields.

template <typename Message>
bool is_set_message(const typename Message::Holder& holder);

template <typename Value>
bool is_set(const Value& value) {
  if constexpr (std::is_same_v<Value, double>) {
    return value != 0 || std::signbit(value);
  } else if constexpr (std::is_arithmetic_v<Value>) {
    return value != Value{};
  } else if constexpr (std::is_same_v<Value, std::string_view> || kIsRepeated<Value>) {
    return !value.empty();
  } else {
    return value.has_value();
  }
}

template <typename Holder, typename Member>
bool is_set(const ScalarField<Holder, Member>& field, const Holder& holder) {
  return is_set(holder.*field.member);
}

template <typename Holder, typename Member>
bool is_set(const EnumField<Holder, Member>& field, const Holder& holder) {
  return is_set(holder.*field.member);
}

template <typename Message, typename Holder, typename Member>
bool is_set(const MessageField<Message, Holder, Member>& field, const Holder& holder) {
  if constexpr (kIsRepeated<Member>) {
    return !(holder.*field.member).empty();
  } else {
    return is_set_message<Message>(holder.*field.member);
  }
}

template <typename Message>
bool is_set(const InlineField<Message>&, const typename Message::Holder& holder) {
  return is_set_message<Message>(holder);
}

template <typename Message, typename Member>
bool is_set(const PayloadField<Message, Member>& field, const WireEvent& event) {
  return event.payload == field.kind;
}

template <typename Message>
bool is_set_message(const typename Message::Holder& holder) {
  bool any = false;
  for_each_field<Message>([&](const auto& field) { any = any || is_set(field, holder); });
  return any;
}

// JSON. Each value is followed by a comma, which the end of its object or array takes back.

void close(char bracket, std::string& out) {
  if (out.back() == ',') out.pop_back();
  out += bracket;
}

bool needs_escape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

void append_escaped(char c, std::string& out) {
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(c));
  }
}

void append_json_value(std::string_view text, std::string& out) {
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!needs_escape(text[i])) continue;
    out.append(text, written, i - written);
    append_escaped(text[i], out);
    written = i + 1;
  }
  out.append(text, written);
  out += '"';
}

void append_json_value(bool value, std::string& out) { out += value ? "true" : "false"; }

void append_json_value(std::int32_t value, std::string& out) {
  const fmt::format_int digits(value);
  out.append(digits.data(), digits.size());
}

// 64 bits are more than every reader of JSON holds in a number, so they go as a string.
void append_json_value(std::int64_t value, std::string& out) {
  const fmt::format_int digits(value);
  out += '"';
  out.append(digits.data(), digits.size());
  out += '"';
}

void append_json_value(double value, std::string& out) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
}

void append_json_value(const std::optional<UnixMilliseconds>& instant, std::string& out) {
  out += '"';
  append_instant(*instant, out);
  out += '"';
}

template <typename Value>
void append_json_value(const std::optional<Value>& value, std::string& out) {
  append_json_value(*value, out);
}

void append_json_enumerator(int number, std::span<const std::string_view> names, std::string& out) {
  if (number >= 0 && static_cast<std::size_t>(number) < names.size()) {
    append_json_value(names[static_cast<std::size_t>(number)], out);
  } else {
    append_json_value(number, out);
  }
}

template <typename Elements, typename AppendElement>
void append_json_array(const Elements& elements, AppendElement&& append_element, std::string& out) {
  out += '[';
  for (const auto& element : elements) {
    append_element(element);
    out += ',';
  }
  close(']', out);
}

template <typename Message>
void append_json_message(const typename Message::Holder& holder, std::string& out);

template <typename Holder, typename Member>
void append_json_field(const ScalarField<Holder, Member>& field, const Holder& holder,
                       std::string& out) {
  const Member& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    append_json_array(
        member, [&](const auto& element) { append_json_value(element, out); }, out);
  } else {
    append_json_value(member, out);
  }
}

template <typename Holder, typename Member>
void append_json_field(const EnumField<Holder, Member>& field, const Holder& holder,
                       std::string& out) {
  const Member& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    append_json_array(
        member, [&](int number) { append_json_enumerator(number, field.names, out); }, out);
  } else {
    append_json_enumerator(member, field.names, out);
  }
}

template <typename Message, typename Holder, typename Member>
void append_json_field(const MessageField<Message, Holder, Member>& field, const Holder& holder,
                       std::string& out) {
  const Member& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    append_json_array(
        member, [&](const auto& element) { append_json_message<Message>(element, out); }, out);
  } else {
    append_json_message<Message>(member, out);
  }
}

template <typename Message>
void append_json_field(const InlineField<Message>&, const typename Message::Holder& holder,
                       std::string& out) {
  append_json_message<Message>(holder, out);
}

template <typename Message, typename Member>
void append_json_field(const PayloadField<Message, Member>& field, const WireEvent& event,
                       std::string& out) {
  append_json_message<Message>(event.*field.member, out);
}

template <typename Message>
void append_json_message(const typename Message::Holder& holder, std::string& out) {
  out += '{';
  for_each_field<Message>([&](const auto& field) {
    if (!is_set(field, holder)) return;
    out += '"';
    out += JsonName(field.name).view();
    out += "\":";
    append_json_field(field, holder, out);
    out += ',';
  });
  close('}', out);
}

// Protobuf.

constexpr std::uint32_t kVarint = 0;
constexpr std::uint32_t kFixed64 = 1;
constexpr std::uint32_t kLengthDelimited = 2;

void append_varint(std::uint64_t value, std::string& out) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void append_tag(int number, std::uint32_t type, std::string& out) {
  append_varint(static_cast<std::uint32_t>(number) << 3 | type, out);
}

// A message or packed list: tag, length, and what `append_content` writes. Nearly all are shorter
// than 128 bytes, so room for a length of one byte is left, and made wider in the rare case.
template <typename AppendContent>
void append_delimited(int number, std::string& out, AppendContent&& append_content) {
  append_tag(number, kLengthDelimited, out);
  const std::size_t length_at = out.size();
  out += '\0';
  append_content();
  const std::size_t length = out.size() - length_at - 1;
  if (length < 0x80) {
    out[length_at] = static_cast<char>(length);
    return;
  }
  std::string varint;
  append_varint(length, varint);
  out.replace(length_at, 1, varint);
}

void append_value(int number, std::string_view text, std::string& out) {
  append_tag(number, kLengthDelimited, out);
  append_varint(text.size(), out);
  out += text;
}

void append_value(int number, bool value, std::string& out) {
  append_tag(number, kVarint, out);
  out += value ? '\1' : '\0';
}

// A negative int32 goes sign-extended to 64 bits.
void append_value(int number, std::int64_t value, std::string& out) {
  append_tag(number, kVarint, out);
  append_varint(static_cast<std::uint64_t>(value), out);
}

void append_value(int number, std::int32_t value, std::string& out) {
  append_value(number, std::int64_t{value}, out);
}

void append_value(int number, double value, std::string& out) {
  append_tag(number, kFixed64, out);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  out.append(bytes, sizeof value);
}

void append_value(int number, const std::optional<UnixMilliseconds>& instant, std::string& out) {
  const std::int64_t into_second = (*instant % 1000 + 1000) % 1000;
  const std::int64_t seconds = (*instant - into_second) / 1000;
  append_delimited(number, out, [&] {
    if (seconds != 0) append_value(1, seconds, out);
    if (into_second != 0) append_value(2, into_second * 1'000'000, out);
  });
}

template <typename Value>
void append_value(int number, const std::optional<Value>& value, std::string& out) {
  append_value(number, *value, out);
}

template <typename Message>
void append_message(const typename Message::Holder& holder, std::string& out);

template <typename Holder, typename Member>
void append_field(const ScalarField<Holder, Member>& field, const Holder& holder,
                  std::string& out) {
  const Member& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    for (const auto& element : member) append_value(field.number, element, out);
  } else {
    append_value(field.number, member, out);
  }
}

template <typename Holder, typename Member>
void append_field(const EnumField<Holder, Member>& field, const Holder& holder, std::string& out) {
  const Member& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    append_delimited(field.number, out, [&] {
      for (const int number : member) append_varint(static_cast<std::uint64_t>(number), out);
    });
  } else {
    append_value(field.number, member, out);
  }
}

template <typename Message, typename Holder, typename Member>
void append_field(const MessageField<Message, Holder, Member>& field, const Holder& holder,
                  std::string& out) {
  const Member& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    for (const auto& element : member) {
      append_delimited(field.number, out, [&] { append_message<Message>(element, out); });
    }
  } else {
    append_delimited(field.number, out, [&] { append_message<Message>(member, out); });
  }
}

template <typename Message>
void append_field(const InlineField<Message>& field, const typename Message::Holder& holder,
                  std::string& out) {
  append_delimited(field.number, out, [&] { append_message<Message>(holder, out); });
}

template <typename Message, typename Member>
void append_field(const PayloadField<Message, Member>& field, const WireEvent& event,
                  std::string& out) {
  append_delimited(field.number, out, [&] { append_message<Message>(event.*field.member, out); });
}

template <typename Message>
void append_message(const typename Message::Holder& holder, std::string& out) {
  for_each_field<Message>([&](const auto& field) {
    if (is_set(field, holder)) append_field(field, holder, out);
  });
}

}  // namespace

void append_json(const WireEvent& event, std::string& out) {
  append_json_message<EventMessage>(event, out);
}

void append_protobuf(const WireEvent& event, std::string& out) {
  append_message<EventMessage>(event, out);
}

}  // namespace sjukpuls::codec
