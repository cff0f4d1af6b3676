#pragma once

#include <deque>
#include <vector>

#include "processor/base/time.h"
#include "processor/simulation/draft.h"
#include "processor/simulation/story.h"

namespace sjukpuls::simulation {

// What is to come, a bucket a day, so that only days ahead take memory.
class Agenda {
 public:
  struct Day {
    std::vector<Draft> drafts;
    std::vector<Onset> onsets;
  };

  explicit Agenda(base::CivilDay first_day) : next_day_(first_day) {}

  base::CivilDay next_day() const { return next_day_; }

  // Both require next_day() <= day.
  void add(const Draft& draft, base::CivilDay day) { bucket(day).drafts.push_back(draft); }
  void add(Onset onset, base::CivilDay day) { bucket(day).onsets.push_back(onset); }

  // Those who fall ill on the next day; what they bring may still be added to it.
  std::vector<Onset> take_onsets() { return std::move(bucket(next_day_).onsets); }
  // All of the next day, in the order in which it was added, and goes on to the day after.
  std::vector<Draft> take_day() {
    std::vector<Draft> drafts = std::move(bucket(next_day_).drafts);
    days_.pop_front();
    next_day_ += std::chrono::days{1};
    return drafts;
  }

 private:
  Day& bucket(base::CivilDay day) {
    const auto ahead = static_cast<std::size_t>((day - next_day_).count());
    if (ahead >= days_.size()) days_.resize(ahead + 1);
    return days_[ahead];
  }

  base::CivilDay next_day_;
  std::deque<Day> days_;
};

}  // namespace sjukpuls::simulation
