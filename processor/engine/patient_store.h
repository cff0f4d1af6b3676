#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "processor/base/id.h"
#include "processor/domain/care_units.h"
#include "processor/domain/event.h"
#include "processor/domain/patient_record.h"

namespace sjukpuls::engine {

// A patient's place in its store; 0, 1, 2, … in order of first event.
using PatientIndex = std::uint32_t;

// The records of many patients, with the ids and care units that they share. Folding is all it
// does: an event becomes a fact of its patient's record. Not thread-safe; not copyable.
class PatientStore {
 public:
  PatientIndex find_or_add(std::string_view patient_id);

  // Puts the event's fact into the patient's record. Requires an event that is not of reference.
  // How many of a set of events are new, duplicates, conflicts and corrections does not depend on
  // their order: the first of each content is the fact or its conflict, any other a duplicate.
  domain::FoldOutcome fold(PatientIndex patient, const domain::Event& event);

  // The same for many events, in their order, each into its patient's record; outcomes are as many.
  // Records lie anywhere in memory, and waiting for it is most of what folding costs: this waits
  // for many at once.
  void fold(std::span<const domain::Event* const> events, std::span<domain::FoldOutcome> outcomes);

  const domain::PatientRecord& record(PatientIndex patient) const { return records_[patient]; }
  // Puts an earlier record of the patient back in place.
  void put_back(PatientIndex patient, domain::PatientRecord record) {
    record_bytes_ += record.bytes() - records_[patient].bytes();
    records_[patient] = std::move(record);
  }
  std::size_t size() const { return records_.size(); }
  const domain::CareUnits& care_units() const { return care_units_; }

  // What records, ids and the index hold, for measuring. Costs nothing: it is kept as it changes.
  std::size_t bytes() const;

 private:
  struct Hash {
    std::size_t operator()(const domain::PatientId& id) const { return id.hash(); }
  };

  PatientIndex find_or_add(const domain::PatientId& id);

  base::IdPool ids_;
  domain::CareUnits care_units_;
  absl::flat_hash_map<domain::PatientId, PatientIndex, Hash> patients_;
  std::vector<domain::PatientRecord> records_;
  std::size_t record_bytes_ = 0;  // sum over records_
  // Contents that have come and do not hold, by patient and hash; few, since conflicts are.
  absl::flat_hash_set<std::uint64_t> set_aside_;

  std::vector<domain::PatientId> batch_ids_;  // memory kept from call to call
  std::vector<PatientIndex> batch_;
};

}  // namespace sjukpuls::engine
