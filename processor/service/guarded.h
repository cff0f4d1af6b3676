#pragma once

#include <exception>

#include "processor/base/result.h"

namespace sjukpuls::service {

// Runs a thread's work; what it throws is an error like any other, so that nothing passes from
// thread to thread.
template <typename Work>
base::Status guarded(Work work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return base::Error{base::Remedy::kStop, error.what()};
  }
}

}  // namespace sjukpuls::service
