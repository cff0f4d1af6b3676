#include "processor/codec/json_tokens.h"

#include <simdjson.h>

#include <cstring>
#include <limits>
#include <new>

namespace sjukpuls::codec {
namespace {

constexpr std::size_t kFirstCapacity = std::size_t{1} << 14;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The value of four hexadecimal digits, or nullopt.
std::optional<std::uint32_t> hex4(std::string_view digits) {
  if (digits.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : digits.substr(0, 4)) {
    std::uint32_t digit = 0;
    if (is_digit(c)) {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<std::uint32_t>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<std::uint32_t>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value << 4 | digit;
  }
  return value;
}

char* append_utf8(char* out, std::uint32_t code_point) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
  if (code_point < 0x80) {
    *out++ = byte(code_point);
  } else if (code_point < 0x800) {
    *out++ = byte(0xc0 | code_point >> 6);
    *out++ = byte(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    *out++ = byte(0xe0 | code_point >> 12);
    *out++ = byte(0x80 | (code_point >> 6 & 0x3f));
    *out++ = byte(0x80 | (code_point & 0x3f));
  } else {
    *out++ = byte(0xf0 | code_point >> 18);
    *out++ = byte(0x80 | (code_point >> 12 & 0x3f));
    *out++ = byte(0x80 | (code_point >> 6 & 0x3f));
    *out++ = byte(0x80 | (code_point & 0x3f));
  }
  return out;
}

// Reads the escape after "\u", a surrogate pair as one code point, and moves `rest` behind it. A
// surrogate without its partner is no character, so no escape.
std::optional<std::uint32_t> take_unicode_escape(std::string_view& rest) {
  const std::optional<std::uint32_t> unit = hex4(rest);
  if (!unit) return std::nullopt;
  rest.remove_prefix(4);
  if (*unit < 0xd800 || *unit > 0xdfff) return unit;
  if (*unit > 0xdbff || !rest.starts_with("\\u")) return std::nullopt;
  const std::optional<std::uint32_t> low = hex4(rest.substr(2));
  if (!low || *low < 0xdc00 || *low > 0xdfff) return std::nullopt;
  rest.remove_prefix(6);
  return 0x10000 + ((*unit - 0xd800) << 10 | (*low - 0xdc00));
}

// What a one-letter escape stands for, or '\0'.
char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

}  // namespace

bool is_json_number(std::string_view text) {
  std::size_t i = 0;
  const auto at = [&](char c) { return i < text.size() && text[i] == c; };
  const auto digits = [&] {
    const std::size_t first = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > first;
  };
  if (at('-')) ++i;
  if (at('0')) {
    ++i;
  } else if (!digits()) {
    return false;
  }
  if (at('.')) {
    ++i;
    if (!digits()) return false;
  }
  if (at('e') || at('E')) {
    ++i;
    if (at('+') || at('-')) ++i;
    if (!digits()) return false;
  }
  return i == text.size();
}

JsonTokens::JsonTokens() {
  // The second argument is for the stage that is not used.
  if (simdjson::get_active_implementation()->create_dom_parser_implementation(
          kFirstCapacity, 1, indexer_) != simdjson::SUCCESS) {
    throw std::bad_alloc();
  }
  padded_.resize(kFirstCapacity + simdjson::SIMDJSON_PADDING);
}

JsonTokens::~JsonTokens() = default;

bool JsonTokens::start(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max() - simdjson::SIMDJSON_PADDING) {
    return false;
  }
  if (text.size() + simdjson::SIMDJSON_PADDING > padded_.size()) {
    padded_.resize(text.size() * 2 + simdjson::SIMDJSON_PADDING);
  }
  if (text.size() > indexer_->capacity() &&
      indexer_->set_capacity(text.size() * 2) != simdjson::SUCCESS) {
    throw std::bad_alloc();
  }
  if (!text.empty()) std::memcpy(padded_.data(), text.data(), text.size());
  text_ = padded_.data();
  size_ = static_cast<std::uint32_t>(text.size());
  if (indexer_->stage1(reinterpret_cast<const std::uint8_t*>(text_), size_,
                       simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
    return false;
  }
  next_ = indexer_->structural_indexes.get();
  indexer_->structural_indexes[indexer_->n_structural_indexes] = size_;
  has_escapes_ = std::memchr(text_, '\\', size_) != nullptr;
  unescaped_used_ = 0;
  return true;
}

// From its begin to that of the next one, less the blanks between.
std::string_view JsonTokens::token() const {
  const std::uint32_t first = *next_;
  std::uint32_t end = next_[1];
  while (end > first && is_blank(text_[end - 1])) --end;
  return {text_ + first, end - first};
}

std::optional<std::string_view> JsonTokens::take_string() {
  if (peek() != '"') return std::nullopt;
  const std::string_view quoted = token();
  ++next_;
  const std::string_view content = quoted.substr(1, quoted.size() - 2);
  if (has_escapes_ && content.find('\\') != std::string_view::npos) return unescape(content);
  return content;
}

std::optional<std::string_view> JsonTokens::unescape(std::string_view escaped) {
  // Sized once a text, so that views of earlier strings stay: a value is never longer than its
  // escape.
  if (unescaped_.size() < size_) unescaped_.resize(size_);
  char* const first = unescaped_.data() + unescaped_used_;
  char* out = first;
  while (!escaped.empty()) {
    const char c = escaped.front();
    escaped.remove_prefix(1);
    if (c != '\\') {
      *out++ = c;
      continue;
    }
    if (escaped.empty()) return std::nullopt;
    const char kind = escaped.front();
    escaped.remove_prefix(1);
    if (kind == 'u') {
      const std::optional<std::uint32_t> code_point = take_unicode_escape(escaped);
      if (!code_point) return std::nullopt;
      out = append_utf8(out, *code_point);
    } else if (const char plain = simple_escape(kind); plain != '\0') {
      *out++ = plain;
    } else {
      return std::nullopt;
    }
  }
  const auto length = static_cast<std::size_t>(out - first);
  unescaped_used_ += length;
  return std::string_view(first, length);
}

std::string_view JsonTokens::take_scalar() {
  if (at_end()) return {};
  const std::string_view text = token();
  ++next_;
  return text;
}

bool JsonTokens::skip_value() { return skip_value(0); }

bool JsonTokens::skip_value(int depth) {
  switch (peek()) {
    case '{':
      return depth < kMaxDepth && skip_object(depth + 1);
    case '[':
      return depth < kMaxDepth && skip_array(depth + 1);
    case '"':
      return take_string().has_value();
    case 't':
      return take_scalar() == "true";
    case 'f':
      return take_scalar() == "false";
    case 'n':
      return take_scalar() == "null";
    default:
      return is_json_number(take_scalar());
  }
}

bool JsonTokens::skip_object(int depth) {
  take('{');
  if (take('}')) return true;
  do {
    if (!take_string() || !take(':') || !skip_value(depth)) return false;
  } while (take(','));
  return take('}');
}

bool JsonTokens::skip_array(int depth) {
  take('[');
  if (take(']')) return true;
  do {
    if (!skip_value(depth)) return false;
  } while (take(','));
  return take(']');
}

}  // namespace sjukpuls::codec
