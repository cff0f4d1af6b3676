#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace sjukpuls::codec {

// The tokens of one JSON text, taken from left to right. simdjson's first stage finds where they
// begin, checks UTF-8 and refuses control characters within strings; this class checks what stands
// between. Its two ready-made second stages do not serve here: the DOM refuses a text for a large
// number in a field we ignore, and On-Demand does not look into what it skips. Reused from text to
// text.
class JsonTokens {
 public:
  JsonTokens();
  JsonTokens(const JsonTokens&) = delete;
  JsonTokens& operator=(const JsonTokens&) = delete;
  ~JsonTokens();

  // Begins a text, which stays borrowed until the next one. False when it is blank, is no UTF-8 or
  // has a string that does not end.
  bool start(std::string_view text);

  // The first character of the next token; '\0' at the end.
  char peek() const { return *next_ < size_ ? text_[*next_] : '\0'; }
  bool at_end() const { return *next_ >= size_; }

  // Takes the next token if it is this character of []{},: .
  bool take(char structural) {
    if (peek() != structural) return false;
    ++next_;
    return true;
  }

  // Takes a string and gives its value; nullopt when the next token is none or has a wrong escape.
  // The view borrows from the text, or until the next text from here where escapes were replaced.
  std::optional<std::string_view> take_string();

  // Takes a number or literal and gives its text, unchecked; for other tokens the text is not one.
  std::string_view take_scalar();

  // Takes the next value, whatever it is. False when it is no JSON or nests deeper than kMaxDepth.
  bool skip_value();

  static constexpr int kMaxDepth = 100;

 private:
  std::string_view token() const;
  std::optional<std::string_view> unescape(std::string_view escaped);
  bool skip_value(int depth);
  bool skip_object(int depth);
  bool skip_array(int depth);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> indexer_;
  std::vector<char> padded_;  // the text, with the room behind it that simdjson reads in
  std::vector<char> unescaped_;
  std::size_t unescaped_used_ = 0;
  const char* text_ = nullptr;
  std::uint32_t size_ = 0;
  bool has_escapes_ = false;
  const std::uint32_t* next_ = nullptr;  // begins of tokens; what follows the last is size_
};

// Whether the text is a number by the grammar of JSON.
bool is_json_number(std::string_view text);

}  // namespace sjukpuls::codec
