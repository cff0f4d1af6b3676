#include "processor/codec/time_text.h"

#include <chrono>

namespace sjukpuls::codec {
namespace {

constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kSecondsADay = 86400;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The value of `count` digits at `text[at]`, or -1 when one of them is none.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

void append_digits(int value, int count, std::string& out) {
  int place = 1;
  for (int i = 1; i < count; ++i) place *= 10;
  for (; place > 0; place /= 10) out += static_cast<char>('0' + value / place % 10);
}

// Seconds east of UTC of what follows the time: "Z" or "+hh:mm".
std::optional<int> parse_offset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const int hours = digits(text, 1, 2);
  const int minutes = digits(text, 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const int seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

// Takes a fraction of a second, ".5" and so on, off the front of `rest`; milliseconds, or nullopt.
std::optional<int> take_fraction(std::string_view& rest) {
  if (rest.empty() || rest.front() != '.') return 0;
  std::size_t end = 1;
  int milliseconds = 0;
  for (; end < rest.size() && is_digit(rest[end]); ++end) {
    if (end <= 3) milliseconds = milliseconds * 10 + (rest[end] - '0');
  }
  if (end == 1 || end > 10) return std::nullopt;
  for (std::size_t place = end; place <= 3; ++place) milliseconds *= 10;
  rest.remove_prefix(end);
  return milliseconds;
}

}  // namespace

std::optional<base::CivilDay> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return base::CivilDay{date};
}

void append_day(base::CivilDay day, std::string& out) {
  const std::chrono::year_month_day date{day};
  append_digits(static_cast<int>(date.year()), 4, out);
  out += '-';
  append_digits(static_cast<int>(static_cast<unsigned>(date.month())), 2, out);
  out += '-';
  append_digits(static_cast<int>(static_cast<unsigned>(date.day())), 2, out);
}

std::optional<UnixMilliseconds> parse_instant(std::string_view text) {
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const std::optional<base::CivilDay> day = parse_day(text.substr(0, 10));
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  std::string_view rest = text.substr(19);
  const std::optional<int> milliseconds = take_fraction(rest);
  const std::optional<int> offset = parse_offset(rest);
  if (!milliseconds || !offset) return std::nullopt;
  const int into_day = hour * 3600 + minute * 60 + second;
  const std::int64_t seconds = day->time_since_epoch().count() * kSecondsADay + into_day - *offset;
  if (seconds < kFirstSecond || seconds > kLastSecond) return std::nullopt;
  return seconds * 1000 + *milliseconds;
}

void append_instant(UnixMilliseconds instant, std::string& out) {
  using std::chrono::milliseconds;
  const milliseconds since_1970{instant};
  const auto day = std::chrono::floor<std::chrono::days>(since_1970);
  const auto in_day = static_cast<int>((since_1970 - day).count());
  append_day(base::CivilDay{day}, out);
  out += 'T';
  append_digits(in_day / 3'600'000, 2, out);
  out += ':';
  append_digits(in_day / 60'000 % 60, 2, out);
  out += ':';
  append_digits(in_day / 1000 % 60, 2, out);
  if (in_day % 1000 != 0) {
    out += '.';
    append_digits(in_day % 1000, 3, out);
  }
  out += 'Z';
}

std::optional<UnixMilliseconds> from_timestamp(std::int64_t seconds, std::int32_t nanos) {
  if (seconds < kFirstSecond || seconds > kLastSecond || nanos < 0 || nanos > 999'999'999) {
    return std::nullopt;
  }
  return seconds * 1000 + nanos / 1'000'000;
}

}  // namespace sjukpuls::codec
