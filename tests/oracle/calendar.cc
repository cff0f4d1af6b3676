#include "tests/oracle/calendar.h"

#include <fmt/format.h>

#include <algorithm>

namespace sjukpuls::oracle {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::month;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

// The number that `text` is from `at`, `length` digits long; empty if any of them is no digit.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t length) {
  if (at + length > text.size()) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(at, length)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + (c - '0');
  }
  return number;
}

bool has(std::string_view text, std::size_t at, char c) {
  return at < text.size() && text[at] == c;
}

// 01:00 UTC on the last Sunday of a month.
sys_seconds clock_change(year y, month m) {
  sys_days sunday = sys_days(year_month_day_last(y, std::chrono::month_day_last(m)));
  while (std::chrono::weekday(sunday) != std::chrono::Sunday) sunday -= days{1};
  return sunday + hours{1};
}

// Seconds east of UTC that an RFC 3339 text says from `at` to its end.
std::optional<seconds> offset(std::string_view text, std::size_t at) {
  if (text.substr(at) == "Z") return seconds{0};
  if (text.size() != at + 6 || !has(text, at + 3, ':')) return std::nullopt;
  if (!has(text, at, '+') && !has(text, at, '-')) return std::nullopt;
  const auto h = digits(text, at + 1, 2);
  const auto m = digits(text, at + 4, 2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const seconds east = hours{*h} + minutes{*m};
  return text[at] == '-' ? -east : east;
}

std::int64_t to_count(sys_seconds t) { return t.time_since_epoch().count(); }

Period whole(std::string id, year_month from, year_month to, Day as_of) {
  const Day first = local_days(from / day{1});
  const Day last = local_days(to / std::chrono::last);
  return {std::move(id), first, std::min(last, as_of), Period::Kind::kCalendar};
}

}  // namespace

std::int64_t milliseconds(Instant instant) {
  return instant.seconds * 1000 + instant.nanos / 1'000'000;
}

Day stockholm_day(Instant instant) {
  const sys_seconds t{seconds{instant.seconds}};
  const year y = year_month_day(std::chrono::floor<days>(t)).year();
  const bool summer =
      t >= clock_change(y, std::chrono::March) && t < clock_change(y, std::chrono::October);
  const sys_seconds local = t + hours{summer ? 2 : 1};
  return Day(std::chrono::floor<days>(local).time_since_epoch());
}

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 0, 4);
  const auto m = digits(text, 5, 2);
  const auto d = digits(text, 8, 2);
  if (!y || !m || !d || *y == 0) return std::nullopt;
  const year_month_day date(year{*y}, month{static_cast<unsigned>(*m)},
                            day{static_cast<unsigned>(*d)});
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::string to_text(Day d) {
  const year_month_day date(d);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto date = parse_day(text.substr(0, 10));
  if (!date || !has(text, 10, 'T') || !has(text, 13, ':') || !has(text, 16, ':')) {
    return std::nullopt;
  }
  const auto h = digits(text, 11, 2);
  const auto m = digits(text, 14, 2);
  const auto s = digits(text, 17, 2);
  if (!h || !m || !s || *h > 23 || *m > 59 || *s > 59) return std::nullopt;
  std::size_t at = 19;
  std::int32_t nanos = 0;
  if (has(text, at, '.')) {
    std::int32_t worth = 100'000'000;
    for (++at; digits(text, at, 1); ++at, worth /= 10) nanos += worth * *digits(text, at, 1);
    if (at == 20 || at > 29) return std::nullopt;
  }
  const auto east = at < text.size() ? offset(text, at) : std::nullopt;
  if (!east) return std::nullopt;
  const sys_days utc_date(date->time_since_epoch());
  const std::int64_t count = to_count(utc_date + hours{*h} + minutes{*m} + seconds{*s} - *east);
  // Years 0001-9999 also after the offset.
  const std::int64_t least = to_count(sys_days(year{1} / 1 / 1));
  const std::int64_t end = to_count(sys_days(year{10000} / 1 / 1));
  if (count < least || count >= end) return std::nullopt;
  return Instant{count, nanos};
}

std::string to_text(Instant instant) {
  const sys_seconds t{seconds{instant.seconds}};
  const sys_days date = std::chrono::floor<days>(t);
  const std::chrono::hh_mm_ss clock(t - date);
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", to_text(Day(date.time_since_epoch())),
                  clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (instant.nanos % 1000 != 0) {
    text += fmt::format(".{:09}", instant.nanos);
  } else if (instant.nanos % 1'000'000 != 0) {
    text += fmt::format(".{:06}", instant.nanos / 1000);
  } else if (instant.nanos != 0) {
    text += fmt::format(".{:03}", instant.nanos / 1'000'000);
  }
  return text + "Z";
}

Day years_after(Day d, int years) {
  year_month_day date(d);
  date += std::chrono::years{years};
  if (!date.ok()) date = year_month_day(date.year() / date.month() / std::chrono::last);
  return Day(date);
}

std::vector<Period> periods_as_of(Day as_of) {
  std::vector<Period> periods;
  for (const int width : {7, 28, 90, 365}) {
    periods.push_back(
        {fmt::format("{}d", width), as_of - days{width - 1}, as_of, Period::Kind::kRolling});
  }
  const year_month_day today(as_of);
  const year_month this_month = today.year() / today.month();
  for (int back = 0; back < 24; ++back) {
    const year_month m = this_month - months{back};
    periods.push_back(whole(to_text(local_days(m / day{1})).substr(0, 7), m, m, as_of));
  }
  for (int back = 0; back < 3; ++back) {
    const year y = today.year() - std::chrono::years{back};
    periods.push_back(whole(fmt::format("{:04}", static_cast<int>(y)), y / 1, y / 12, as_of));
  }
  // A measure year bears the year of its 1 March.
  const year current =
      today.month() < std::chrono::March ? today.year() - std::chrono::years{1} : today.year();
  for (int back = 0; back < 3; ++back) {
    const year y = current - std::chrono::years{back};
    const year next = y + std::chrono::years{1};
    periods.push_back(whole(fmt::format("my{:04}", static_cast<int>(y)), y / 3, next / 2, as_of));
  }
  periods.push_back({"730d", as_of - days{729}, as_of, Period::Kind::kSpells});
  periods.push_back({"at", as_of, as_of, Period::Kind::kState});
  return periods;
}

}  // namespace sjukpuls::oracle
