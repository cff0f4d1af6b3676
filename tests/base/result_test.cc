#include "processor/base/result.h"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

namespace sjukpuls::base {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return Error{Remedy::kDeadLetter, "odd"};
  return n / 2;
}

TEST(ResultTest, ASuccessHoldsItsValue) {
  const Result<int> result = half(4);
  ASSERT_TRUE(result);
  EXPECT_TRUE(result.has_value());
  EXPECT_EQ(*result, 2);
  EXPECT_EQ(result.value(), 2);
}

TEST(ResultTest, AFailureSaysWhatToDoAndWhy) {
  const Result<int> result = half(3);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().remedy, Remedy::kDeadLetter);
  EXPECT_EQ(result.error().what, "odd");
}

TEST(ResultTest, AValueThatOnlyMovesCanBeTakenOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

TEST(ResultTest, TheValueCanBeChangedInPlace) {
  Result<std::string> result(std::string("a"));
  result->append("b");
  *result += "c";
  EXPECT_EQ(result->size(), 3U);
  EXPECT_EQ(*result, "abc");
}

TEST(ResultTest, AStatusIsDoneOrAnError) {
  const Status done = Done{};
  const Status stopped = Error{Remedy::kStop, "disk full"};
  EXPECT_TRUE(done);
  EXPECT_EQ(stopped.error().remedy, Remedy::kStop);
}

TEST(ResultTest, AnErrorCanBePassedOnAsAnErrorOfAnotherType) {
  Result<int> number = half(3);
  const Result<std::string> text(std::move(number).error());
  EXPECT_EQ(text.error().what, "odd");
}

}  // namespace
}  // namespace sjukpuls::base
