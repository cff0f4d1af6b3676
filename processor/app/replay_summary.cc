#include "processor/app/replay_summary.h"

#include <fmt/format.h>

#include <cstdio>

#include "processor/app/reject_counts.h"

namespace sjukpuls::app {

void print_summary(const replay::Summary& summary) {
  RejectCounts rejects;
  for (const auto& reject : summary.rejects) rejects.add(reject.reason);
  fmt::print(stderr, "{} events of {} patients; {} duplicates, {} conflicts; {}\n", summary.events,
             summary.patients, summary.duplicates, summary.conflicts, rejects.sentence());
}

}  // namespace sjukpuls::app
