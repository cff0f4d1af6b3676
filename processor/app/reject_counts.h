#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "processor/codec/reject_reason.h"

namespace sjukpuls::app {

// How much was rejected, by reason, for summaries.
class RejectCounts {
 public:
  void add(codec::RejectReason reason, std::uint64_t times = 1) {
    counts_[static_cast<std::size_t>(reason)] += times;
  }

  // "3 rejected: 2 unparsable, 1 too_old; 4 single periods rejected (bad_period)".
  std::string sentence() const;

 private:
  std::array<std::uint64_t, codec::kRejectReasons> counts_{};
};

}  // namespace sjukpuls::app
