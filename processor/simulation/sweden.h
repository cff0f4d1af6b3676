#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "processor/simulation/random.h"

namespace sjukpuls::simulation {

// As in the events: primary, specialised, psychiatric and other care.
enum class CareKind : std::uint8_t { kPrimary, kSpecialised, kPsychiatry, kOther };
inline constexpr std::size_t kCareKinds = 4;

// An invented care unit and how it goes about sick leave. Rates are times in ten thousand.
struct Unit {
  std::string id;
  std::string provider_id;
  std::string name;
  std::string_view region;  // two digits
  CareKind care = CareKind::kPrimary;
  std::uint32_t size = 0;          // patients it meets, against other units of the region
  std::uint16_t request_rate = 0;  // certificates that Forsakringskassan wants completed
  std::uint16_t plan_rate = 0;     // longer sjukfall with a registered plan
  std::uint16_t coordinator_fte_hundredths = 0;
  bool answers_late = false;
};

// The care units of an invented Sweden: the 21 regions with their own codes and populations, each
// with the region's own provider, private ones and a few chains that work in several regions. Sizes
// are lognormal. Immutable; the same for the same seed and number of units.
class Sweden {
 public:
  // At least two units in each region, whatever is asked for.
  Sweden(std::uint64_t seed, std::uint32_t units);

  const std::vector<Unit>& units() const { return units_; }
  // A unit, by the populations of the regions and the sizes of the units.
  std::uint32_t draw_unit(Random& random) const;

 private:
  void add_region(std::size_t region, std::uint32_t units);
  Unit make_unit(std::size_t region, std::uint32_t number);

  Random random_;
  std::vector<Unit> units_;
  std::vector<std::uint32_t> first_unit_;     // by region, and one past the last
  std::vector<std::uint64_t> sizes_through_;  // by unit: its size and those before it in the region
};

// The county codes in order, as in the events.
inline constexpr std::size_t kRegions = 21;
std::string_view region_code(std::size_t region);

// How many units care for so many sick-listed in two years.
std::uint32_t usual_units(std::uint32_t patients);

}  // namespace sjukpuls::simulation
