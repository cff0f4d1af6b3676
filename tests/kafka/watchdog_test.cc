#include "processor/kafka/watchdog.h"

#include <gtest/gtest.h>

#include <thread>

namespace sjukpuls::kafka {
namespace {

TEST(WatchdogDeathTest, ACallThatDoesNotComeBackEndsTheProcess) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(
      {
        Watchdog watchdog(std::chrono::milliseconds{20});
        const Watchdog::Watch watch(watchdog, "commit transaction");
        for (;;) std::this_thread::yield();
      },
      "");
}

TEST(WatchdogTest, ACallThatComesBackIsForgotten) {
  Watchdog watchdog(std::chrono::milliseconds{20});
  { const Watchdog::Watch watch(watchdog, "commit transaction"); }
  std::this_thread::sleep_for(std::chrono::milliseconds{60});
}

}  // namespace
}  // namespace sjukpuls::kafka
