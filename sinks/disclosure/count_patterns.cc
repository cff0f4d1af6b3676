#include "sinks/disclosure/count_patterns.h"

namespace sjukpuls::disclosure {
namespace {

using indicators::Count;

// The count that a pattern is named after.
Count leader_of(const indicators::Catalogue& catalogue, Count count) {
  if (count == Count::kSjukfallOngoing) return Count::kSickListed;
  return catalogue.info(count).sum_over.value_or(count);
}

}  // namespace

CountPatterns::CountPatterns(const indicators::Catalogue& catalogue)
    : size_(catalogue.counts().size()) {
  const auto counts = catalogue.counts();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto pattern = static_cast<std::size_t>(leader_of(catalogue, static_cast<Count>(i)));
    members_.emplace(counts[i].number, Member{pattern, counts[i].sum_over.has_value()});
  }
}

}  // namespace sjukpuls::disclosure
