#pragma once

#include <functional>
#include <thread>
#include <vector>

namespace sjukpuls::replay {

// Runs the same work on so many threads and waits for all.
inline void on_threads(unsigned threads, const std::function<void(unsigned)>& work) {
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work, i);
  work(0);
}

}  // namespace sjukpuls::replay
