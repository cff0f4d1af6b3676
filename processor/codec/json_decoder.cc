#include "processor/codec/json_decoder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "processor/codec/schema.h"
#include "processor/codec/time_text.h"

namespace sjukpuls::codec {
namespace {

// Finds a field by its name in the .proto or by its lowerCamelCase name: a table made by the
// compiler.
template <typename Message>
class FieldIndex {
 public:
  static constexpr std::size_t kNone = kFieldCount<Message>;

  constexpr FieldIndex() {
    std::size_t index = 0;
    for_each_field<Message>([&](const auto& field) {
      const JsonName camel(field.name);
      add(field.name, index);
      if (camel.view() != field.name) add(camel.view(), index);
      ++index;
    });
  }

  constexpr std::size_t find(std::string_view name) const {
    for (std::size_t slot = hash(name);; slot = (slot + 1) % kSlots) {
      const Name& candidate = names_[slot];
      if (candidate.size == 0) return kNone;
      if (candidate.view() == name) return indexes_[slot];
    }
  }

 private:
  // Twice as many as the longest message has names, so that a search always meets a free one.
  static constexpr std::size_t kSlots = 64;
  static_assert(kFieldCount<Message> * 4 <= kSlots);

  struct Name {
    std::array<char, 30> text{};
    std::uint8_t size = 0;

    constexpr std::string_view view() const { return {text.data(), size}; }
  };

  static constexpr std::size_t hash(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(name[i]));
    };
    return (name.size() * 5 + byte(name.size() / 2) * 3 + byte(name.size() - 1)) % kSlots;
  }

  constexpr void add(std::string_view name, std::size_t index) {
    std::size_t slot = hash(name);
    while (names_[slot].size != 0) slot = (slot + 1) % kSlots;
    std::copy(name.begin(), name.end(), names_[slot].text.begin());
    names_[slot].size = static_cast<std::uint8_t>(name.size());
    indexes_[slot] = static_cast<std::uint8_t>(index);
  }

  std::array<Name, kSlots> names_{};
  std::array<std::uint8_t, kSlots> indexes_{};
};

template <typename Message>
inline constexpr FieldIndex<Message> kFieldIndex{};

// Reading a value. Each returns false when the JSON is of a wrong kind or out of range.

bool read(JsonTokens& tokens, std::string_view& value) {
  const std::optional<std::string_view> text = tokens.take_string();
  if (!text) return false;
  value = *text;
  return true;
}

bool read(JsonTokens& tokens, bool& value) {
  const std::string_view text = tokens.take_scalar();
  value = text == "true";
  return value || text == "false";
}

// A finite double, where a number too small for one is 0.
bool parse_double(std::string_view text, double& value) {
  if (!is_json_number(text)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return std::isfinite(value);
  // Too large and too small are one error; only the too small have a negative exponent or begin
  // with 0, and then strtod's rounding to 0 is what everybody else reads.
  value = std::strtod(std::string(text).c_str(), nullptr);
  return std::isfinite(value);
}

bool read(JsonTokens& tokens, double& value) {
  if (tokens.peek() != '"') return parse_double(tokens.take_scalar(), value);
  const std::optional<std::string_view> text = tokens.take_string();
  if (!text) return false;
  using Limits = std::numeric_limits<double>;
  if (*text == "NaN") {
    value = Limits::quiet_NaN();
  } else if (*text == "Infinity") {
    value = Limits::infinity();
  } else if (*text == "-Infinity") {
    value = -Limits::infinity();
  } else {
    return parse_double(*text, value);
  }
  return true;
}

template <typename Integer>
bool parse_integer(std::string_view text, Integer& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && stop == end;
}

// Integers come as numbers or as strings; a number may have a fraction of 0 and an exponent.
template <typename Integer>
bool read_integer(JsonTokens& tokens, Integer& value) {
  if (tokens.peek() == '"') {
    const std::optional<std::string_view> text = tokens.take_string();
    return text && parse_integer(*text, value);
  }
  const std::string_view text = tokens.take_scalar();
  if (!is_json_number(text)) return false;
  if (parse_integer(text, value)) return true;
  double number = 0;
  if (!parse_double(text, number) || number != std::trunc(number)) return false;
  // The greatest Integer need not be a double, but one more is a power of two.
  constexpr Integer kHalfOfEnd = std::numeric_limits<Integer>::max() / 2 + 1;
  constexpr double kEnd = 2.0 * static_cast<double>(kHalfOfEnd);
  if (number < -kEnd || number >= kEnd) return false;
  value = static_cast<Integer>(number);
  return true;
}

bool read(JsonTokens& tokens, std::int32_t& value) { return read_integer(tokens, value); }

bool read(JsonTokens& tokens, std::int64_t& value) { return read_integer(tokens, value); }

// The only optional of its type is an instant.
bool read(JsonTokens& tokens, std::optional<UnixMilliseconds>& value) {
  const std::optional<std::string_view> text = tokens.take_string();
  if (!text) return false;
  value = parse_instant(*text);
  return value.has_value();
}

template <typename Value>
bool read(JsonTokens& tokens, std::optional<Value>& value) {
  return read(tokens, value.emplace());
}

// By name or number; 0 when unknown.
bool read_enumerator(JsonTokens& tokens, std::span<const std::string_view> names, int& value) {
  if (tokens.peek() == '"') {
    const std::optional<std::string_view> text = tokens.take_string();
    if (!text) return false;
    const auto name = std::find(names.begin(), names.end(), *text);
    if (name != names.end()) {
      value = static_cast<int>(name - names.begin());
    } else if (!parse_integer(*text, value)) {
      value = 0;
    }
  } else if (!read_integer(tokens, value)) {
    return false;
  }
  if (value < 0 || static_cast<std::size_t>(value) >= names.size()) value = 0;
  return true;
}

// Calls `read_element` for each element of an array.
template <typename ReadElement>
bool read_array(JsonTokens& tokens, ReadElement&& read_element) {
  if (!tokens.take('[')) return false;
  if (tokens.take(']')) return true;
  do {
    if (!read_element()) return false;
  } while (tokens.take(','));
  return tokens.take(']');
}

template <typename Message>
bool read_message(JsonTokens& tokens, typename Message::Holder& holder);

template <typename Holder, typename Member>
bool read_field(JsonTokens& tokens, const ScalarField<Holder, Member>& field, Holder& holder) {
  if constexpr (kIsRepeated<Member>) {
    auto& elements = holder.*field.member;
    return read_array(tokens, [&] { return read(tokens, elements.emplace_back()); });
  } else {
    return read(tokens, holder.*field.member);
  }
}

template <typename Holder, typename Member>
bool read_field(JsonTokens& tokens, const EnumField<Holder, Member>& field, Holder& holder) {
  if constexpr (kIsRepeated<Member>) {
    return read_array(tokens, [&] {
      int value = 0;
      if (!read_enumerator(tokens, field.names, value)) return false;
      if (value != 0) (holder.*field.member).push_back(value);
      return true;
    });
  } else {
    return read_enumerator(tokens, field.names, holder.*field.member);
  }
}

template <typename Message, typename Holder, typename Member>
bool read_field(JsonTokens& tokens, const MessageField<Message, Holder, Member>& field,
                Holder& holder) {
  if constexpr (kIsRepeated<Member>) {
    auto& elements = holder.*field.member;
    return read_array(tokens,
                      [&] { return read_message<Message>(tokens, elements.emplace_back()); });
  } else {
    return read_message<Message>(tokens, holder.*field.member);
  }
}

template <typename Message>
bool read_field(JsonTokens& tokens, const InlineField<Message>&, typename Message::Holder& holder) {
  return read_message<Message>(tokens, holder);
}

template <typename Message, typename Member>
bool read_field(JsonTokens& tokens, const PayloadField<Message, Member>& field, WireEvent& event) {
  if (event.payload != PayloadKind::kNone && event.payload != field.kind) return false;
  event.payload = field.kind;
  return read_message<Message>(tokens, event.*field.member);
}

template <typename Message, std::size_t kIndex>
bool read_field_at(JsonTokens& tokens, typename Message::Holder& holder) {
  return read_field(tokens, std::get<kIndex>(Message::kFields), holder);
}

template <typename Message>
using FieldReader = bool (*)(JsonTokens&, typename Message::Holder&);

template <typename Message, std::size_t... kIndexes>
constexpr std::array<FieldReader<Message>, sizeof...(kIndexes)> readers(
    std::index_sequence<kIndexes...>) {
  return {&read_field_at<Message, kIndexes>...};
}

template <typename Message>
bool read_member(JsonTokens& tokens, typename Message::Holder& holder) {
  static constexpr auto kReaders =
      readers<Message>(std::make_index_sequence<kFieldCount<Message>>());
  const std::optional<std::string_view> name = tokens.take_string();
  if (!name || !tokens.take(':')) return false;
  if (tokens.peek() == 'n') return tokens.take_scalar() == "null";
  const std::size_t index = kFieldIndex<Message>.find(*name);
  if (index == FieldIndex<Message>::kNone) return tokens.skip_value();
  return kReaders[index](tokens, holder);
}

template <typename Message>
bool read_message(JsonTokens& tokens, typename Message::Holder& holder) {
  if (!tokens.take('{')) return false;
  if (tokens.take('}')) return true;
  do {
    if (!read_member<Message>(tokens, holder)) return false;
  } while (tokens.take(','));
  return tokens.take('}');
}

}  // namespace

bool JsonDecoder::decode(std::string_view line, WireEvent& event) {
  event.clear();
  return tokens_.start(line) && read_message<EventMessage>(tokens_, event) && tokens_.at_end();
}

}  // namespace sjukpuls::codec
