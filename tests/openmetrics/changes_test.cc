#include "sinks/openmetrics/changes.h"

#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <random>
#include <utility>
#include <vector>

namespace sjukpuls::openmetrics {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<std::pair<std::uint32_t, std::int64_t>> read(const Changes& changes,
                                                         std::uint32_t days) {
  std::vector<std::pair<std::uint32_t, std::int64_t>> all;
  changes.for_each(days, [&](std::uint32_t day, std::int64_t n) { all.emplace_back(day, n); });
  return all;
}

TEST(ChangesTest, ADayWithoutANumberHasNone) {
  Changes changes;
  changes.add(1, 7);
  changes.add(2, 7);
  changes.add(4, 7);
  EXPECT_THAT(read(changes, 6), ElementsAre(Pair(1, 7), Pair(2, 7), Pair(4, 7)));
}

TEST(ChangesTest, NothingAddedIsNothingRead) { EXPECT_THAT(read(Changes(), 10), IsEmpty()); }

TEST(ChangesTest, TheGreatestNumberIsKept) {
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  Changes changes;
  changes.add(0, kGreatest);
  changes.add(1, 1);
  EXPECT_THAT(read(changes, 2), ElementsAre(Pair(0, kGreatest), Pair(1, 1)));
}

TEST(ChangesTest, ReadsWhatWasAdded) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 1'000; ++round) {
    std::map<std::uint32_t, std::int64_t> expected;
    Changes changes;
    std::int64_t n = 5;
    for (std::uint32_t day = 0; day < 400; ++day) {
      if (random() % 3 == 0) n = static_cast<std::int64_t>(random() >> (1 + random() % 62)) + 1;
      if (random() % 5 == 0) continue;
      changes.add(day, n);
      expected.emplace(day, n);
    }
    const auto actual = read(changes, 400);
    ASSERT_THAT(actual, testing::ElementsAreArray(expected)) << "round " << round;
  }
}

TEST(ChangesTest, ANumberThatStaysTakesNoMoreBytes) {
  Changes changes;
  for (std::uint32_t day = 0; day < 365; ++day) changes.add(day, 1'000);
  EXPECT_LE(changes.bytes(), 15U);
}

}  // namespace
}  // namespace sjukpuls::openmetrics
