#include "processor/runtime/offset_metadata.h"

#include "processor/domain/day_text.h"

namespace sjukpuls::runtime {
namespace {

constexpr std::string_view kPrefix = "v1;day=";

}  // namespace

std::string offset_metadata(base::CivilDay day) {
  return std::string(kPrefix) + domain::day_text(day);
}

std::optional<base::CivilDay> day_of(std::string_view metadata) {
  if (!metadata.starts_with(kPrefix)) return std::nullopt;
  return domain::parse_day(metadata.substr(kPrefix.size()));
}

}  // namespace sjukpuls::runtime
