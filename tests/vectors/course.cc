#include "tests/vectors/course.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "processor/domain/day_text.h"
#include "tests/vectors/numbers.h"

namespace sjukpuls::vectors {
namespace {

using domain::Level;
using std::chrono::days;

// What comes to a count on a day, from its seven-day sums; nothing on days that are not asked
// about.
class Daily {
 public:
  std::int64_t add(CivilDay day, std::int64_t week) {
    std::int64_t& fresh = of_day_[day];
    fresh = week;
    for (int ago = 1; ago < 7; ++ago) {
      const auto earlier = of_day_.find(day - days{ago});
      if (earlier != of_day_.end()) fresh -= earlier->second;
    }
    return fresh;
  }

 private:
  std::map<CivilDay, std::int64_t> of_day_;
};

struct LengthCount {
  const char* count;
  std::int64_t from;
  std::int64_t to;
};
constexpr std::array<LengthCount, 5> kLengthCounts = {{
    {"sjukfall_ended_short", 0, 14},
    {"sjukfall_ended", 15, INT64_MAX},
    {"sjukfall_ended_91_180", 91, 180},
    {"sjukfall_ended_181_365", 181, 365},
    {"sjukfall_ended_366", 366, INT64_MAX},
}};

class Observer {
 public:
  Observer(const Events& events, std::string provider, CivilDay first_day)
      : numbers_(events, first_day - days{1}), provider_(std::move(provider)) {}

  void pass(CivilDay day) {
    numbers_.turn_to(day);
    pass_state(day);
    if (started_.add(day, n("7d", "sjukfall_started")) != 0) {
      course_.chains.push_back({day, day, 0});
    }
    const std::int64_t ended_days = ended_days_.add(day, n("7d", "sjukfall_ended_days"));
    std::array<std::int64_t, kLengthCounts.size()> ended{};
    for (std::size_t i = 0; i < ended.size(); ++i) {
      ended[i] = ended_[i].add(day, n("7d", kLengthCounts[i].count));
    }
    if (ended[0] + ended[1] != 0) end_chain(day - days{7}, ended, ended_days);
  }

  Course course() { return course_; }

 private:
  std::int64_t n(const std::string& period, const char* count) const {
    return numbers_.n(Level::kProvider, provider_, period, count);
  }

  // Days that were skipped are as those before and after them.
  void pass_state(CivilDay day) {
    const bool ongoing = n("at", "sjukfall_ongoing") != 0;
    const CivilDay first = last_passed_ ? *last_passed_ + days{1} : day;
    if (first != day) {
      const bool before = !course_.days.empty() && course_.days.back() == *last_passed_;
      EXPECT_EQ(ongoing, before) << domain::day_text(day);
    }
    for (CivilDay it = first; ongoing && it <= day; it += days{1}) course_.days.push_back(it);
    last_passed_ = day;
  }

  void end_chain(CivilDay last_day, const std::array<std::int64_t, kLengthCounts.size()>& ended,
                 std::int64_t ended_days) {
    const auto open = std::ranges::find(course_.chains, 0, &Chain::days);
    ASSERT_NE(open, course_.chains.end());
    open->last_day = last_day;
    open->days = course_.days_within(open->first_day, last_day);
    SCOPED_TRACE(testing::Message() << *open);
    for (std::size_t i = 0; i < ended.size(); ++i) {
      const LengthCount& length = kLengthCounts[i];
      EXPECT_EQ(ended[i], length.from <= open->days && open->days <= length.to) << length.count;
    }
    EXPECT_EQ(ended_days, open->days >= 15 ? open->days : 0);
  }

  Numbers numbers_;
  std::string provider_;
  Course course_;
  std::optional<CivilDay> last_passed_;
  Daily started_;
  Daily ended_days_;
  std::array<Daily, kLengthCounts.size()> ended_;
};

// The days on which something may change, with their neighbours; on a sick leave of years the
// others have nothing to tell.
std::set<CivilDay> days_around(std::span<const Certificate> certificates) {
  std::set<CivilDay> around;
  for (const Certificate& certificate : certificates) {
    for (const SickLeave& period : certificate.periods) {
      for (int day = -2; day <= 2; ++day) around.insert(period.first_day + days{day});
      for (int day = -2; day <= 9; ++day) around.insert(period.last_day + days{day});
    }
  }
  return around;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Chain& chain) {
  return out << domain::day_text(chain.first_day) << ".." << domain::day_text(chain.last_day)
             << " of " << chain.days << " days";
}

std::int64_t Course::days_within(CivilDay from, CivilDay to) const {
  return std::ranges::count_if(days, [&](CivilDay day) { return from <= day && day <= to; });
}

Course observe(std::span<const Certificate> certificates, const std::string& care_provider) {
  const std::set<CivilDay> days_to_pass = days_around(certificates);
  if (days_to_pass.empty()) return {};
  Observer observer(events_of(certificates), entity_of(care_provider), *days_to_pass.begin());
  for (const CivilDay day : days_to_pass) observer.pass(day);
  return observer.course();
}

Course observe(std::span<const Certificate> certificates) {
  return certificates.empty() ? Course{}
                              : observe(certificates, certificates.front().care_provider);
}

}  // namespace sjukpuls::vectors
