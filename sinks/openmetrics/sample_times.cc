#include "sinks/openmetrics/sample_times.h"

#include "processor/domain/stockholm.h"

namespace sjukpuls::openmetrics {
namespace {

std::int64_t last_second(base::CivilDay day) {
  const base::EventTime over = domain::start_of(day + std::chrono::days{1});
  return std::chrono::floor<std::chrono::seconds>(over.time_since_epoch()).count() - 1;
}

}  // namespace

std::vector<std::int64_t> sample_times(base::CivilDay day, Step step, bool is_last) {
  const std::int64_t first = last_second(day);
  std::vector<std::int64_t> times = {first};
  if (is_last || step >= kOneADay) return times;
  const std::int64_t end = last_second(day + std::chrono::days{1});
  for (std::int64_t time = first + step.count(); time < end; time += step.count()) {
    times.push_back(time);
  }
  return times;
}

}  // namespace sjukpuls::openmetrics
