#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/text_hash.h"
#include "processor/domain/event.h"
#include "processor/domain/terms.h"

namespace sjukpuls::domain {

// A care unit as one event describes it: its unit, provider, region and care level together. The
// same unit under another provider is another CareUnitRef (docs/INDICATORS.md section 3: a fact's
// entities are those on its own event).
enum class CareUnitRef : std::uint32_t { kUnknown = 0 };

// The number of an entity within its level: 0 for the nation, the county code for regions, a
// running number for providers and units, where 0 is UNKNOWN.
using EntityNumber = std::uint32_t;

// Interns care units and their entities; only grows. Not thread-safe: one per patient store.
class CareUnits {
 public:
  CareUnits();

  // Missing parts are filed under UNKNOWN, region 00.
  CareUnitRef intern(const CareUnit& care_unit);

  // Interns every care unit of `other`; the result gives for each ref of `other` the ref here.
  std::vector<CareUnitRef> absorb(const CareUnits& other);

  EntityNumber entity(Level level, CareUnitRef ref) const {
    return entries_[static_cast<std::size_t>(ref)].entities[static_cast<std::size_t>(level)];
  }
  CareLevel care_level(CareUnitRef ref) const {
    return entries_[static_cast<std::size_t>(ref)].care_level;
  }
  std::string_view entity_id(Level level, EntityNumber number) const;

  // The entity's number at its level, new if it must be.
  EntityNumber intern_entity(Level level, std::string_view id);

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::array<EntityNumber, 4> entities;  // by Level
    CareLevel care_level;
  };
  struct Names {
    std::vector<std::string> ids;
    absl::flat_hash_map<std::string, EntityNumber, base::TextHash, std::equal_to<>> numbers;
    EntityNumber intern(std::string_view id);
  };

  CareUnitRef intern(const Entry& entry);

  std::vector<Entry> entries_;
  absl::flat_hash_map<std::array<std::uint32_t, 4>, CareUnitRef> refs_;
  Names providers_;
  Names units_;
};

}  // namespace sjukpuls::domain
