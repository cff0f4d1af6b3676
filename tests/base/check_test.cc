#include "processor/base/check.h"

#include <gmock/gmock.h>

namespace sjukpuls::base {
namespace {

TEST(CheckTest, APromiseThatHoldsCostsNothingButTheLook) { check(1 + 1 == 2, "sums are right"); }

// Runs in the build that is shipped too.
TEST(CheckTest, ABrokenPromiseEndsTheProcessWithItsSentenceAndPlace) {
  EXPECT_DEATH(check(1 + 1 == 3, "sums are right"),
               "check_test.cc:[0-9]+: broken promise: sums are right");
}

static_assert([] {
  check(true, "a check may stand in what is worked out when compiling");
  return true;
}());

}  // namespace
}  // namespace sjukpuls::base
