#pragma once

#include <cstdint>

#include "processor/simulation/agenda.h"

namespace sjukpuls::simulation {

// How often the world sends what it should not, as shares of all events, 0 to 1. None of it changes
// a count but those of duplicates, conflicts and rejects: copies and bad events come beside the
// true ones, and late ones come in the end.
struct DisorderRates {
  double duplicates =
      0;            // the same again: half as the same event, half under an event id of its own
  double late = 0;  // delivered up to 30 days after they occurred
  double conflicts =
      0;           // other content under the id of a certificate or request that already holds
  double bad = 0;  // what must be rejected, whole or in one period
};

// Puts drafts on the agenda, some of them late, twice, in conflict with themselves or spoiled. What
// it does to an event depends on the seed and the event alone.
class Disorder {
 public:
  Disorder(std::uint64_t seed, const DisorderRates& rates, base::CivilDay last_day);

  // What occurred by `last_day` is due by then too.
  void add(Draft draft, Agenda& agenda) const;

 private:
  base::CivilDay due(const Draft& draft, std::uint32_t days_late) const;
  void add_duplicate(const Draft& draft, Random& random, Agenda& agenda) const;
  void add_conflict(const Draft& draft, Agenda& agenda) const;

  std::uint64_t key_;
  std::uint32_t duplicates_, late_, conflicts_, bad_;  // of a million
  base::CivilDay last_day_;
};

}  // namespace sjukpuls::simulation
