#include "tests/oracle/random_values.h"

#include <fmt/format.h>

#include <vector>

namespace sjukpuls::oracle {
namespace {

using std::chrono::days;
using std::chrono::year;
using std::chrono::year_month_day;
using Text = const char*;

Day date(int y, unsigned m, unsigned d) {
  return Day(year_month_day(year{y}, std::chrono::month{m}, std::chrono::day{d}));
}

Day last_sunday(int y, unsigned m) {
  Day day = Day(year_month_day(year{y} / static_cast<int>(m) / std::chrono::last));
  while (std::chrono::weekday(day) != std::chrono::Sunday) day -= days{1};
  return day;
}

std::string hex(Random& random, std::size_t length) {
  std::string text;
  while (text.size() < length) text += "0123456789abcdef"[random.below(16)];
  return text;
}

// A UUID as it is usually written; `version` and `variant` are the digits that say its kind.
std::string uuid(Random& random, char version, char variant) {
  std::string text = hex(random, 32);
  text[12] = version;
  text[16] = variant;
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, "-");
  return text;
}

}  // namespace

int edge(Random& random) {
  static const std::vector<int> offsets{0,    0,    0,    1,    -1,   2,    7,    30,   -5,   -6,
                                        -7,   -8,   -13,  -14,  -15,  -27,  -28,  -29,  -34,  -35,
                                        -88,  -89,  -90,  -91,  -96,  -97,  -180, -181, -182, -364,
                                        -365, -366, -371, -372, -728, -729, -730, -731, -736, -737};
  return random.pick(offsets);
}

int length_of_leave(Random& random) {
  static const std::vector<int> in_days{1,   1,   2,   3,   7,   7,   8,   9,   13, 14,  15,
                                        16,  20,  28,  30,  60,  89,  90,  91,  92, 100, 179,
                                        180, 181, 182, 200, 300, 364, 365, 366, 367};
  return random.pick(in_days);
}

Day turning_day(Random& random, int y) {
  const bool leap = year{y}.is_leap();
  const auto month = static_cast<unsigned>(random.between(1, 12));
  switch (random.below(8)) {
    case 0:
      return date(y, month, 1);
    case 1:
      return Day(year_month_day(year{y} / static_cast<int>(month) / std::chrono::last));
    case 2:
      return date(y, 2, leap ? 29 : 28);
    case 3:
      return date(y, 2, 28);
    case 4:
      return date(y, 3, 1);
    case 5:
      return random.chance(50) ? date(y, 12, 31) : date(y, 1, 1);
    case 6:
      return last_sunday(y, 3) - days{random.between(0, 1)};
    default:
      return last_sunday(y, 10) - days{random.between(0, 1)};
  }
}

Day choose_as_of(Random& random) {
  const int y = random.between(2020, 2030);
  if (random.chance(15)) return date(random.pick({2020, 2024, 2028}), 2, 29);
  if (random.chance(55)) return turning_day(random, y);
  return date(y, 1, 1) + days{random.between(0, 364)};
}

Instant instant_on(Random& random, Day day) {
  static constexpr std::int64_t kTimes[] = {
      12 * 3600, 8 * 3600 + 1234, -2 * 3600,     -2 * 3600 - 1,    -3600,           -3600 - 1,
      -1800,     -5400,           22 * 3600 - 1, 22 * 3600,        23 * 3600 - 1,   23 * 3600,
      0,         3600 - 1,        3600,          22 * 3600 + 1800, 23 * 3600 + 1800};
  Instant instant;
  const std::int64_t midnight = day.time_since_epoch().count() * 86400;
  instant.seconds = midnight + (random.chance(40) ? random.pick({28800, 43200, 50000})
                                                  : kTimes[random.below(std::size(kTimes))]);
  instant.nanos = random.pick(
      {0, 0, 0, 250'000'000, 123'456'000, 123'456'789, 123'000'000, 999'999'999, 999'000'000, 1});
  return instant;
}

std::string upper(std::string text) {
  for (char& c : text) c = 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string some_id(Random& random) {
  switch (random.below(13)) {
    case 0:
    case 1:
    case 2:
      return uuid(random, '4', "89ab"[random.below(4)]);
    case 3:
      return upper(uuid(random, '4', "89ab"[random.below(4)]));
    case 4: {
      const char version = "0123567f"[random.below(8)];
      return uuid(random, version, "0123456789abcdef"[random.below(16)]);
    }
    case 5:
      return random.pick<Text>(
          {"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
           "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "7fffffff-ffff-4fff-bfff-ffffffffffff",
           "80000000-0000-4000-8000-000000000000"});
    case 6: {
      std::string nearly = uuid(random, '4', '8');
      const std::size_t at = random.below(nearly.size());
      nearly[at] = "gG-x "[random.below(5)];
      return nearly;
    }
    case 7:
      return random.chance(50) ? hex(random, 32) : "{" + uuid(random, '4', 'a') + "}";
    case 8:
      return random.pick<Text>({"a", "B", "b", "z10", "z9", "Z", "å", "ä", "\xF0\x9F\x98\x80",
                                "\xEF\xBF\xBD", "0", "~", " ", "a,b", "a\"b", "a|b", "-"});
    case 9: {
      const std::string start(static_cast<std::size_t>(random.between(14, 63)), 'i');
      return start + "0123456789"[random.below(10)];
    }
    case 10: {
      std::string long_id;
      for (int i = 0; i < 32; ++i) long_id += random.chance(50) ? "å" : "ö";
      return long_id;
    }
    case 11:
      return fmt::format("c-{}", random.between(1, 12));
    default:
      return fmt::format("{:016}", random.between(1, 1'000'000));
  }
}

std::string some_diagnosis(Random& random) {
  static const std::vector<std::string> codes{
      "",     "F432", "F43.8A", "f329", "M545", "m54", "A00",  "B99", "C00", "D48",  "D49",
      "D50",  "D89",  "D90",    "E00",  "E90",  "E91", "G560", "H59", "H60", "H95",  "H96",
      "I21",  "J069", "K93",    "K94",  "L99",  "N00", "O80",  "P96", "P97", "Q650", "R53",
      "S525", "T98",  "T99",    "V00",  "V01",  "W19", "X59",  "Y98", "Y99", "Z733", "U071",
      "F4",   "F",    " F43",   "F 43", "Å10",  "FÅ3", "1F4",  "[10", "`10", "F-1",  "F43,\"x"};
  return random.chance(40) ? random.pick<Text>({"F432", "M545"}) : random.pick(codes);
}

std::string some_garbage(Random& random) {
  static const std::vector<std::string> lines{
      "",
      " ",
      "no event",
      "[]",
      "\"text\"",
      "{\"eventId\": 17}",
      "{\"eventId\":\"x\"",
      "{\"occurredAt\":\"yesterday\"}",
      "\xFF\xFE",
      "{\"patient\":[]}",
      R"({"eventId":"two","occurredAt":"2025-01-01T00:00:00Z","patient":{"id":"p"},)"
      R"("certificateRevoked":{"certificateId":"c"},"kvaRecordRemoved":{"recordId":"r"}})"};
  return random.pick(lines);
}

}  // namespace sjukpuls::oracle
