#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "processor/base/time.h"
#include "processor/simulation/draft.h"
#include "processor/simulation/sweden.h"

namespace sjukpuls::simulation {

// Which sick-leave spell of which patient; both count from 0.
struct Onset {
  std::uint32_t patient = 0;
  std::uint8_t spell = 0;
};

// Tells what comes of a patient who falls ill: certificates and renewals, what is sent, asked for,
// answered and reminded of, KVÅ records, notices. A spell's story depends on the seed, the onset
// and the day alone, never on other patients.
class Story {
 public:
  // Borrows `sweden`. The newer form FK7804 takes over from LISJP in the months before `last_day`.
  Story(std::uint64_t seed, const Sweden& sweden, base::CivilDay last_day);

  // Appends the spell's events, none before `first_visit`, in no order. The answer is the day on
  // which the patient is seen for a next spell, if ever.
  std::optional<base::CivilDay> tell(Onset onset, base::CivilDay first_visit,
                                     std::vector<Draft>& drafts) const;

 private:
  std::uint64_t seed_;
  const Sweden& sweden_;
  base::CivilDay last_day_;
};

// What all events of a patient, or of one spell, take their ids from.
std::uint64_t patient_key(std::uint64_t seed, std::uint32_t patient);
std::uint64_t spell_key(std::uint64_t seed, std::uint32_t patient, std::uint8_t spell);

// A time of the day, in milliseconds since midnight, when care units write.
std::uint32_t draw_office_time(Random& random);

}  // namespace sjukpuls::simulation
