#pragma once

#include <span>
#include <string>

#include "processor/base/time.h"
#include "processor/engine/reference_book.h"
#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::topics {

// A published row as one line of JSON, the same bytes for the same row:
//
//   {"as_of":"2025-03-31","level":"region","entity":"01","period":"28d","preliminary":true,
//    "counts":{"certificates_sent":37},"by":{"sex":{"certificates_sent":{"FEMALE":20}}}}
//
// A number that is not there is 0 or withheld; "by" is only there when a breakdown is. Preliminary:
// completion and reminder shares of the period may still change.
//
// `reference` are counts of reference of the same entity and period, which stand among the others;
// survey results by measure: "by":{"measure":{"survey_numerator":{"2024-7":75}}}.
std::string row_json(const disclosure::PublishedRow& row, const indicators::Catalogue& catalogue,
                     base::CivilDay as_of,
                     std::span<const engine::ReferenceCount* const> reference = {});

}  // namespace sjukpuls::topics
