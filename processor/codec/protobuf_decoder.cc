#include "processor/codec/protobuf_decoder.h"

#include <simdjson.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "processor/codec/schema.h"
#include "processor/codec/time_text.h"

namespace sjukpuls::codec {
namespace {

enum WireType : std::uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kLengthDelimited = 2,
  kStartGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5,
};

// Groups are older than proto3 and may only come as unknown fields; protobuf's own bound.
constexpr int kMaxGroupDepth = 100;

// Takes values off the front of some bytes. What does not fit gives false.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes)
      : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool at_end() const { return next_ == end_; }

  bool take_varint(std::uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 70 && next_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*next_++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  // A field's number and wire type. Tags are varints of 32 bits, numbers begin at 1.
  bool take_tag(std::uint32_t& number, std::uint32_t& type) {
    std::uint64_t tag = 0;
    const char* const first = next_;
    if (!take_varint(tag) || tag > 0xffffffffU || next_ - first > 5) return false;
    number = static_cast<std::uint32_t>(tag) >> 3;
    type = static_cast<std::uint32_t>(tag) & 7;
    return number != 0;
  }

  bool take_bytes(std::string_view& bytes) {
    std::uint64_t size = 0;
    if (!take_varint(size) || size > static_cast<std::uint64_t>(end_ - next_)) return false;
    bytes = {next_, static_cast<std::size_t>(size)};
    next_ += size;
    return true;
  }

  template <typename Value>
  bool take_fixed(Value& value) {
    if (static_cast<std::size_t>(end_ - next_) < sizeof value) return false;
    std::memcpy(&value, next_, sizeof value);
    next_ += sizeof value;
    return true;
  }

  // The content of a field that is not ours.
  bool skip(std::uint32_t number, std::uint32_t type, int depth = 0) {
    std::uint64_t varint = 0;
    std::uint64_t fixed64 = 0;
    std::uint32_t fixed32 = 0;
    std::string_view bytes;
    switch (type) {
      case kVarint:
        return take_varint(varint);
      case kFixed64:
        return take_fixed(fixed64);
      case kLengthDelimited:
        return take_bytes(bytes);
      case kStartGroup:
        return depth < kMaxGroupDepth && skip_group(number, depth + 1);
      case kFixed32:
        return take_fixed(fixed32);
      default:
        return false;
    }
  }

 private:
  bool skip_group(std::uint32_t group, int depth) {
    std::uint32_t number = 0;
    std::uint32_t type = 0;
    while (take_tag(number, type)) {
      if (type == kEndGroup) return number == group;
      if (!skip(number, type, depth)) return false;
    }
    return false;
  }

  const char* next_;
  const char* end_;
};

bool is_ascii(std::string_view text) {
  std::uint64_t word = 0;
  std::uint64_t high_bits = 0;
  std::size_t i = 0;
  for (; i + sizeof word <= text.size(); i += sizeof word) {
    std::memcpy(&word, text.data() + i, sizeof word);
    high_bits |= word;
  }
  for (; i < text.size(); ++i) high_bits |= static_cast<unsigned char>(text[i]) & 0x80U;
  return (high_bits & 0x8080808080808080U) == 0;
}

bool is_utf8(std::string_view text) {
  return is_ascii(text) || simdjson::validate_utf8(text.data(), text.size());
}

// How a member of some type is written: its wire type, and reading it.

template <typename Value>
inline constexpr WireType kTypeOf = kVarint;
template <>
inline constexpr WireType kTypeOf<std::string_view> = kLengthDelimited;
template <>
inline constexpr WireType kTypeOf<std::optional<UnixMilliseconds>> = kLengthDelimited;
template <>
inline constexpr WireType kTypeOf<std::optional<double>> = kFixed64;

bool read(WireReader& reader, std::string_view& value) {
  return reader.take_bytes(value) && is_utf8(value);
}

bool read(WireReader& reader, bool& value) {
  std::uint64_t varint = 0;
  if (!reader.take_varint(varint)) return false;
  value = varint != 0;
  return true;
}

bool read(WireReader& reader, double& value) { return reader.take_fixed(value); }

// Wider varints lose their upper bits, as everywhere in protobuf.
template <typename Integer>
bool read_integer(WireReader& reader, Integer& value) {
  std::uint64_t varint = 0;
  if (!reader.take_varint(varint)) return false;
  value = static_cast<Integer>(varint);
  return true;
}

bool read(WireReader& reader, std::int32_t& value) { return read_integer(reader, value); }

bool read(WireReader& reader, std::int64_t& value) { return read_integer(reader, value); }

// A google.protobuf.Timestamp: seconds in field 1, nanoseconds in field 2. Read onto what an
// earlier occurrence of the same field left, as messages merge.
bool read(WireReader& reader, std::optional<UnixMilliseconds>& value) {
  std::string_view bytes;
  if (!reader.take_bytes(bytes)) return false;
  const std::int64_t before = value.value_or(0);
  const std::int64_t into_second = (before % 1000 + 1000) % 1000;
  std::int64_t seconds = (before - into_second) / 1000;
  auto nanos = static_cast<std::int32_t>(into_second * 1'000'000);
  WireReader fields(bytes);
  while (!fields.at_end()) {
    std::uint32_t number = 0;
    std::uint32_t type = 0;
    if (!fields.take_tag(number, type)) return false;
    bool taken = false;
    if (type == kVarint && number == 1) {
      taken = read(fields, seconds);
    } else if (type == kVarint && number == 2) {
      taken = read(fields, nanos);
    } else {
      taken = fields.skip(number, type);
    }
    if (!taken) return false;
  }
  value = from_timestamp(seconds, nanos);
  return value.has_value();
}

template <typename Value>
bool read(WireReader& reader, std::optional<Value>& value) {
  return read(reader, value.emplace());
}

bool read_enumerator(WireReader& reader, std::span<const std::string_view> names, int& value) {
  if (!read(reader, value)) return false;
  if (value < 0 || static_cast<std::size_t>(value) >= names.size()) value = 0;
  return true;
}

template <typename Message>
bool read_message(std::string_view bytes, typename Message::Holder& holder);

// Reading a field whose tag was taken. One that has another wire type than it should is unknown.

template <typename Holder, typename Member>
bool read_field(WireReader& reader, std::uint32_t type, const ScalarField<Holder, Member>& field,
                Holder& holder) {
  auto& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    if (type != kTypeOf<typename Member::value_type>) {
      return reader.skip(static_cast<std::uint32_t>(field.number), type);
    }
    return read(reader, member.emplace_back());
  } else {
    if (type != kTypeOf<Member>) return reader.skip(static_cast<std::uint32_t>(field.number), type);
    return read(reader, member);
  }
}

bool read_element(WireReader& reader, std::span<const std::string_view> names,
                  std::vector<int>& elements) {
  int value = 0;
  if (!read_enumerator(reader, names, value)) return false;
  if (value != 0) elements.push_back(value);
  return true;
}

template <typename Holder, typename Member>
bool read_field(WireReader& reader, std::uint32_t type, const EnumField<Holder, Member>& field,
                Holder& holder) {
  auto& member = holder.*field.member;
  if constexpr (kIsRepeated<Member>) {
    if (type == kLengthDelimited) {
      std::string_view packed;
      if (!reader.take_bytes(packed)) return false;
      WireReader elements(packed);
      while (!elements.at_end()) {
        if (!read_element(elements, field.names, member)) return false;
      }
      return true;
    }
    if (type == kVarint) return read_element(reader, field.names, member);
  } else {
    if (type == kVarint) return read_enumerator(reader, field.names, member);
  }
  return reader.skip(static_cast<std::uint32_t>(field.number), type);
}

template <typename Message, typename Holder, typename Member>
bool read_field(WireReader& reader, std::uint32_t type,
                const MessageField<Message, Holder, Member>& field, Holder& holder) {
  if (type != kLengthDelimited) return reader.skip(static_cast<std::uint32_t>(field.number), type);
  std::string_view bytes;
  if (!reader.take_bytes(bytes)) return false;
  if constexpr (kIsRepeated<Member>) {
    return read_message<Message>(bytes, (holder.*field.member).emplace_back());
  } else {
    return read_message<Message>(bytes, holder.*field.member);
  }
}

template <typename Message>
bool read_field(WireReader& reader, std::uint32_t type, const InlineField<Message>& field,
                typename Message::Holder& holder) {
  if (type != kLengthDelimited) return reader.skip(static_cast<std::uint32_t>(field.number), type);
  std::string_view bytes;
  return reader.take_bytes(bytes) && read_message<Message>(bytes, holder);
}

template <typename Message, typename Member>
bool read_field(WireReader& reader, std::uint32_t type, const PayloadField<Message, Member>& field,
                WireEvent& event) {
  if (type != kLengthDelimited) return reader.skip(static_cast<std::uint32_t>(field.number), type);
  if (event.payload != PayloadKind::kNone && event.payload != field.kind) return false;
  event.payload = field.kind;
  std::string_view bytes;
  return reader.take_bytes(bytes) && read_message<Message>(bytes, event.*field.member);
}

template <typename Message>
using FieldReader = bool (*)(WireReader&, std::uint32_t, typename Message::Holder&);

template <typename Message, std::size_t kIndex>
bool read_field_at(WireReader& reader, std::uint32_t type, typename Message::Holder& holder) {
  return read_field(reader, type, std::get<kIndex>(Message::kFields), holder);
}

template <typename Message, std::size_t... kIndexes>
constexpr std::array<FieldReader<Message>, sizeof...(kIndexes)> readers(
    std::index_sequence<kIndexes...>) {
  // Numbers count from 1 without gaps, so that they are indexes.
  static_assert(((std::get<kIndexes>(Message::kFields).number == int{kIndexes} + 1) && ...));
  return {&read_field_at<Message, kIndexes>...};
}

template <typename Message>
bool read_message(std::string_view bytes, typename Message::Holder& holder) {
  static constexpr auto kReaders =
      readers<Message>(std::make_index_sequence<kFieldCount<Message>>());
  WireReader reader(bytes);
  while (!reader.at_end()) {
    std::uint32_t number = 0;
    std::uint32_t type = 0;
    if (!reader.take_tag(number, type)) return false;
    const bool taken = number <= kReaders.size() ? kReaders[number - 1](reader, type, holder)
                                                 : reader.skip(number, type);
    if (!taken) return false;
  }
  return true;
}

}  // namespace

bool decode_protobuf(std::string_view bytes, WireEvent& event) {
  event.clear();
  return read_message<EventMessage>(bytes, event);
}

}  // namespace sjukpuls::codec
