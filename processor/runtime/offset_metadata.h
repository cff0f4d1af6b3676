#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "processor/base/time.h"

namespace sjukpuls::runtime {

// What is committed beside each offset: the day for which the shard's rows were published, as text
// (`v1;day=2025-03-31`), since librdkafka 2.0.2 cuts metadata at a zero byte.
std::string offset_metadata(base::CivilDay day);

// The day, or nullopt for what this version did not write.
std::optional<base::CivilDay> day_of(std::string_view metadata);

}  // namespace sjukpuls::runtime
