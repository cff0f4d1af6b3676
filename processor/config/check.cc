#include "processor/config/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "processor/config/nearest.h"

namespace sjukpuls::config {
namespace {

using Checked = std::variant<Value, Fault>;

template <typename T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string quoted(const Setting& setting, std::string_view text) {
  return setting.secret ? "what is given" : fmt::format("\"{}\"", text);
}

template <typename T>
Checked check_within(const Setting& setting, const std::string& text) {
  const std::optional<T> value = parse<T>(text);

  if (value && *value >= static_cast<T>(setting.range.least) &&
      *value <= static_cast<T>(setting.range.greatest)) {
    return Value{*value};
  }
  return Fault{fmt::format("must be a number from {} to {}{}{}, not {}", setting.range.least,
                           setting.range.greatest, setting.unit.empty() ? "" : " ", setting.unit,
                           quoted(setting, text))};
}

Checked check_day(const Setting& setting, const std::string& text) {
  const auto part = [&text](std::size_t at, std::size_t size) {
    return parse<int>(std::string_view(text).substr(at, size)).value_or(-1);
  };
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const std::chrono::year_month_day date =
        std::chrono::year{part(0, 4)} / part(5, 2) / part(8, 2);
    if (part(0, 4) > 0 && date.ok()) return Value{base::CivilDay{date}};
  }
  return Fault{fmt::format("must be a day as YYYY-MM-DD, not {}", quoted(setting, text))};
}

// What is wrong with one text, if anything.
std::optional<Fault> check_text(const Setting& setting, const std::string& text) {
  if (!setting.choices.empty()) {
    const std::vector<std::string> choices = split(setting.choices, '|');
    if (std::ranges::find(choices, text) == choices.end()) {
      return Fault{fmt::format("must be one of {}, not {}{}", fmt::join(choices, ", "),
                               quoted(setting, text), suggestion(text, choices))};
    }
  }
  if (setting.form.fits != nullptr && !setting.form.fits(text)) {
    return Fault{fmt::format("must be {}, not {}", setting.form.wording, quoted(setting, text))};
  }
  if (text.empty()) return Fault{"must not be empty"};
  return std::nullopt;
}

Checked check_list(const Setting& setting, const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  for (const std::string& text : texts) {
    for (std::string& item : split(text, ',')) {
      if (std::optional<Fault> fault = check_text(setting, item)) return *fault;
      items.push_back(std::move(item));
    }
  }
  return Value{std::move(items)};
}

}  // namespace

std::variant<Value, Fault> checked(const Setting& setting, const std::vector<std::string>& texts) {
  if (setting.type == Type::kList) return check_list(setting, texts);
  if (texts.empty()) return Fault{"has no value"};
  if (texts.size() > 1) return Fault{"is set more than once"};
  const std::string& text = texts.front();
  switch (setting.type) {
    case Type::kInteger:
      return check_within<std::int64_t>(setting, text);
    case Type::kNumber:
      return check_within<double>(setting, text);
    case Type::kDay:
      return check_day(setting, text);
    case Type::kFlag:
      if (text == "true" || text == "false") return Value{text == "true"};
      return Fault{fmt::format("must be true or false, not {}", quoted(setting, text))};
    case Type::kText:
      if (std::optional<Fault> fault = check_text(setting, text)) return *fault;
      return Value{text};
    case Type::kProperties:
    case Type::kList:
      break;
  }
  return Value{text};
}

}  // namespace sjukpuls::config
