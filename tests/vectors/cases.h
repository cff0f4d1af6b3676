#pragma once

#include "tests/vectors/golden_case.h"
#include "tests/vectors/tally.h"

namespace sjukpuls::vectors {

// Runs a case through the events and counts of the contract, and checks all of its expectations
// that they can express. A kind that they know nothing of leaves the tally empty.
Tally check(const Json& golden);

// The kinds, each beside its like.
void check_sjukfall(const Json& golden, Tally& tally);
void check_unit_sjukfall(const Json& golden, Tally& tally);
void check_patient_sjukfall(const Json& golden, Tally& tally);
void check_unit_preparation(const Json& golden, Tally& tally);
void check_certificate_state(const Json& golden, Tally& tally);
void check_length(const Json& golden, Tally& tally);
void check_chain(const Json& golden, Tally& tally);
void check_merge_intervals(const Json& golden, Tally& tally);
void check_covered_days(const Json& golden, Tally& tally);
void check_overlap(const Json& golden, Tally& tally);
void check_period_bounds(const Json& golden, Tally& tally);
void check_period_assignment(const Json& golden, Tally& tally);
void check_day_number(const Json& golden, Tally& tally);
void check_message_figures(const Json& golden, Tally& tally);
void check_message_validation(const Json& golden, Tally& tally);

}  // namespace sjukpuls::vectors
