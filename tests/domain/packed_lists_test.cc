#include "processor/domain/packed_lists.h"

#include <gmock/gmock.h>

#include <array>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace sjukpuls::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

struct Pair {
  std::int64_t a = 0;
  std::int64_t b = 0;
  friend bool operator==(const Pair&, const Pair&) = default;
};

using Lists = PackedLists<std::int64_t, Pair, std::uint64_t>;

TEST(PackedListsTest, EmptyListsTakeNoBlock) {
  const Lists lists;
  EXPECT_THAT(lists.list<std::int64_t>(), IsEmpty());
  EXPECT_THAT(lists.list<Pair>(), IsEmpty());
  EXPECT_EQ(lists.bytes(), 0U);
  EXPECT_EQ(sizeof(lists), 8U);
}

TEST(PackedListsTest, ValuesGoBeforeTheElementAtThePosition) {
  Lists lists;
  lists.insert<std::int64_t>(0, 2);
  lists.insert<std::int64_t>(0, 1);
  lists.insert<std::int64_t>(2, 4);
  lists.insert<std::int64_t>(2, 3);
  EXPECT_THAT(lists.list<std::int64_t>(), ElementsAre(1, 2, 3, 4));
}

TEST(PackedListsTest, GrowingOneListLeavesTheOthersAsTheyWere) {
  Lists lists;
  lists.insert<std::uint64_t>(0, 9U);
  lists.insert<Pair>(0, Pair{1, 2});
  lists.insert<std::int64_t>(0, 7);
  EXPECT_THAT(lists.list<std::int64_t>(), ElementsAre(7));
  EXPECT_THAT(lists.list<Pair>(), ElementsAre(Pair{1, 2}));
  EXPECT_THAT(lists.list<std::uint64_t>(), ElementsAre(9U));
}

TEST(PackedListsTest, ErasingTakesOutACountFromAPosition) {
  Lists lists;
  const std::array<std::int64_t, 5> values = {1, 2, 3, 4, 5};
  lists.insert(0, std::span<const std::int64_t>(values));
  lists.insert<Pair>(0, Pair{1, 2});
  lists.erase<std::int64_t>(1, 3);
  EXPECT_THAT(lists.list<std::int64_t>(), ElementsAre(1, 5));
  lists.erase<std::int64_t>(1, 0);
  EXPECT_THAT(lists.list<std::int64_t>(), ElementsAre(1, 5));
  EXPECT_THAT(lists.list<Pair>(), ElementsAre(Pair{1, 2}));
}

TEST(PackedListsTest, ACopyIsAValueOfItsOwn) {
  Lists lists;
  lists.insert<std::int64_t>(0, 1);
  Lists copy = lists;
  copy.mutable_list<std::int64_t>()[0] = 2;
  copy.insert<std::int64_t>(1, 3);
  EXPECT_THAT(lists.list<std::int64_t>(), ElementsAre(1));
  EXPECT_THAT(copy.list<std::int64_t>(), ElementsAre(2, 3));
  lists = copy;
  copy = Lists();
  EXPECT_THAT(lists.list<std::int64_t>(), ElementsAre(2, 3));
}

TEST(PackedListsTest, MovingHandsTheBlockOver) {
  Lists lists;
  lists.insert<std::int64_t>(0, 1);
  Lists moved = std::move(lists);
  EXPECT_THAT(moved.list<std::int64_t>(), ElementsAre(1));
  moved = std::move(moved);  // NOLINT(bugprone-use-after-move): a value survives its own assignment
  EXPECT_THAT(moved.list<std::int64_t>(), ElementsAre(1));
}

TEST(PackedListsTest, ManyRandomChangesLeaveWhatThreeVectorsWouldHold) {
  constexpr unsigned kSeed = 7;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  Lists lists;
  std::vector<std::int64_t> numbers;
  std::vector<Pair> pairs;
  const auto change = [&](auto& model) {
    using Value = typename std::decay_t<decltype(model)>::value_type;
    const std::size_t position = random() % (model.size() + 1);
    const auto at = model.begin() + static_cast<std::ptrdiff_t>(position);
    if (random() % 3 != 0) {
      const Value value{static_cast<std::int64_t>(random())};
      model.insert(at, value);
      lists.insert<Value>(position, value);
      return;
    }
    const std::size_t count = random() % (model.size() - position + 1);
    model.erase(at, at + static_cast<std::ptrdiff_t>(count));
    lists.erase<Value>(position, count);
  };
  for (int step = 0; step < 2000; ++step) {
    if (random() % 2 == 0) {
      change(numbers);
    } else {
      change(pairs);
    }
    ASSERT_THAT(lists.list<std::int64_t>(), ElementsAreArray(numbers)) << step;
    ASSERT_THAT(lists.list<Pair>(), ElementsAreArray(pairs)) << step;
  }
}

}  // namespace
}  // namespace sjukpuls::domain
