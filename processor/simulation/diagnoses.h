#pragma once

#include <cstdint>
#include <string_view>

#include "processor/simulation/random.h"
#include "processor/simulation/sweden.h"

namespace sjukpuls::simulation {

// How long a diagnosis keeps people from work, as a rule.
enum class Course : std::uint8_t { kShort, kMiddling, kLong };

struct Diagnosis {
  std::string_view code;  // ICD-10-SE without a point
  Course course;
};

const Diagnosis& diagnosis(std::uint8_t number);

// A diagnosis number: mental disorders lead among women, then the musculoskeletal; men have more
// injuries and hearts; psychiatric units see chapter F alone.
std::uint8_t draw_diagnosis(Random& random, bool woman, CareKind care);

}  // namespace sjukpuls::simulation
