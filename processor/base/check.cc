#include "processor/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace sjukpuls::base {

// With stdio alone: the state of anything larger is not to be trusted any more.
void broken(const char* promise, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, promise);
  std::abort();
}

}  // namespace sjukpuls::base
