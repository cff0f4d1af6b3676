#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::engine {

// The latest instant of a shard's events on each day, so that it is known up to any day: events
// after D are folded, but the rows of D do not hold them. What was added since commit() can be
// undone.
class LatestEvents {
 public:
  void add(base::EventTime instant) {
    const base::CivilDay day = domain::civil_day(instant);
    const auto [place, is_new] = by_day_.try_emplace(day, instant);
    if (is_new) {
      undo_.emplace_back(day, std::nullopt);
    } else if (place->second < instant) {
      undo_.emplace_back(day, place->second);
      place->second = instant;
    }
  }

  // None when no event happened on the day or before.
  std::optional<base::EventTime> up_to(base::CivilDay day) const {
    const auto after = by_day_.upper_bound(day);
    if (after == by_day_.begin()) return std::nullopt;
    return std::prev(after)->second;
  }

  void commit() { undo_.clear(); }
  void rollback() {
    for (auto entry = undo_.rbegin(); entry != undo_.rend(); ++entry) {
      if (entry->second) {
        by_day_[entry->first] = *entry->second;
      } else {
        by_day_.erase(entry->first);
      }
    }
    undo_.clear();
  }

 private:
  std::map<base::CivilDay, base::EventTime> by_day_;
  std::vector<std::pair<base::CivilDay, std::optional<base::EventTime>>> undo_;
};

}  // namespace sjukpuls::engine
