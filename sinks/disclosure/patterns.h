#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "processor/indicators/catalogue.h"

namespace sjukpuls::disclosure {

// Which groups of a count are withheld, a bit a Group; the total is bit kTotal.
using GroupMask = std::uint32_t;
inline constexpr GroupMask kTotalBit = GroupMask{1} << indicators::kTotal;

// One count of the nation or a region in one period: its total and groups, 0 where there is
// nothing.
struct EntityNumbers {
  std::array<std::int64_t, indicators::kGroups> values{};
  GroupMask withheld = 0;

  bool total_withheld() const { return (withheld & kTotalBit) != 0; }
};

// Adds to the small numbers that are withheld what else must be, so that none of them follows from
// sums: over regions, and over the groups of sex, care level and diagnosis. `entities` has the
// nation first, then regions. An entity whose total is withheld is withheld whole.
void protect_nation_and_regions(std::span<EntityNumbers> entities, std::int64_t min_count);

// One count in one period below the regions. Places are indices of the caller's.
struct UnitNumber {
  std::uint32_t region;    // into the regions
  std::uint32_t provider;  // into the providers
  std::int64_t value;
  bool withheld;
};
struct ProviderNumber {
  std::int64_t value = 0;  // 0: there is none
  bool withheld = false;
};
struct RegionNumber {
  std::int64_t value = 0;
  bool withheld = false;
};

// Likewise for sums of units to their region and provider, and of providers to the nation. What is
// withheld of nation and regions stands as it is.
void protect_units(std::span<UnitNumber> units, std::span<ProviderNumber> providers,
                   std::span<const RegionNumber> regions, const RegionNumber& nation);

}  // namespace sjukpuls::disclosure
