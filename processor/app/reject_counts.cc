#include "processor/app/reject_counts.h"

#include <fmt/format.h>

namespace sjukpuls::app {

std::string RejectCounts::sentence() const {
  std::uint64_t events = 0;
  std::string reasons;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto reason = static_cast<codec::RejectReason>(i);
    if (counts_[i] == 0 || reason == codec::RejectReason::kBadPeriod) continue;
    events += counts_[i];
    reasons += fmt::format("{}{} {}", reasons.empty() ? ": " : ", ", counts_[i], name(reason));
  }
  std::string sentence = fmt::format("{} rejected{}", events, reasons);
  const auto bad_periods = counts_[static_cast<std::size_t>(codec::RejectReason::kBadPeriod)];
  if (bad_periods > 0) {
    sentence += fmt::format("; {} single periods rejected (bad_period)", bad_periods);
  }
  return sentence;
}

}  // namespace sjukpuls::app
