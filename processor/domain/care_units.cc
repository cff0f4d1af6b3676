#include "processor/domain/care_units.h"

namespace sjukpuls::domain {
namespace {

constexpr std::size_t kRegions = 100;

const std::array<std::string, kRegions>& region_codes() {
  static const auto kCodes = [] {
    std::array<std::string, kRegions> codes;
    for (std::size_t i = 0; i < kRegions; ++i) {
      codes[i] = {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
    }
    return codes;
  }();
  return kCodes;
}

}  // namespace

EntityNumber CareUnits::Names::intern(std::string_view id) {
  const auto known = numbers.find(id);
  if (known != numbers.end()) return known->second;
  const auto number = static_cast<EntityNumber>(ids.size());
  ids.emplace_back(id);
  numbers.emplace(ids.back(), number);
  return number;
}

CareUnits::CareUnits() {
  providers_.intern(kUnknownId);
  units_.intern(kUnknownId);
  intern(Entry{{0, 0, 0, 0}, CareLevel::kUnknown});
}

CareUnitRef CareUnits::intern(const CareUnit& care_unit) {
  const auto id_or_unknown = [](std::string_view id) { return id.empty() ? kUnknownId : id; };
  return intern(Entry{
      {0, care_unit.region.number(), providers_.intern(id_or_unknown(care_unit.care_provider_id)),
       units_.intern(id_or_unknown(care_unit.id))},
      care_unit.care_level});
}

CareUnitRef CareUnits::intern(const Entry& entry) {
  const std::array<std::uint32_t, 4> key = {entry.entities[1], entry.entities[2], entry.entities[3],
                                            static_cast<std::uint32_t>(entry.care_level)};
  const auto next = static_cast<CareUnitRef>(entries_.size());
  const auto [place, added] = refs_.emplace(key, next);
  if (added) entries_.push_back(entry);
  return place->second;
}

std::vector<CareUnitRef> CareUnits::absorb(const CareUnits& other) {
  std::vector<CareUnitRef> refs;
  refs.reserve(other.entries_.size());
  for (const Entry& entry : other.entries_) {
    refs.push_back(intern(
        Entry{{0, entry.entities[1], providers_.intern(other.providers_.ids[entry.entities[2]]),
               units_.intern(other.units_.ids[entry.entities[3]])},
              entry.care_level}));
  }
  return refs;
}

std::string_view CareUnits::entity_id(Level level, EntityNumber number) const {
  switch (level) {
    case Level::kNation:
      return kNationId;
    case Level::kRegion:
      return region_codes()[number];
    case Level::kProvider:
      return providers_.ids[number];
    case Level::kUnit:
      return units_.ids[number];
  }
  return {};
}

EntityNumber CareUnits::intern_entity(Level level, std::string_view id) {
  switch (level) {
    case Level::kNation:
      return 0;
    case Level::kRegion:
      return Region::parse(id).value_or(Region()).number();
    case Level::kProvider:
      return providers_.intern(id);
    case Level::kUnit:
      return units_.intern(id);
  }
  return 0;
}

}  // namespace sjukpuls::domain
