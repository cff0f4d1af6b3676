#include "processor/runtime/dead_letter.h"

#include <gmock/gmock.h>

namespace sjukpuls::runtime {
namespace {

TEST(CircuitBreakerTest, OneInAHundredPassesAndOneMoreDoesNot) {
  CircuitBreaker breaker;
  for (int i = 0; i < 990; ++i) breaker.accepted();
  for (int i = 0; i < 10; ++i) breaker.rejected();
  EXPECT_FALSE(breaker.open());
  breaker.rejected();
  EXPECT_TRUE(breaker.open());
}

TEST(CircuitBreakerTest, FewRecordsTellNothing) {
  CircuitBreaker breaker;
  for (int i = 0; i < 999; ++i) breaker.rejected();
  EXPECT_FALSE(breaker.open());
  breaker.rejected();
  EXPECT_TRUE(breaker.open());
}

TEST(CircuitBreakerTest, AThousandInARowOpenItAfterAnyNumberOfGoodOnes) {
  CircuitBreaker breaker;
  for (int i = 0; i < 1'000'000; ++i) breaker.accepted();
  int rejects = 0;
  while (!breaker.open()) {
    breaker.rejected();
    ++rejects;
  }
  EXPECT_LE(rejects, 1'000);
}

TEST(DeadLetterTest, ATombstoneStaysATombstone) {
  const stream::Record record{{0, 3}, 12, {}, "key", std::nullopt};
  const DeadLetter letter =
      DeadLetter::of(record, "topic", {}, codec::RejectReason::kNoPayload, "sjukpuls");
  const stream::OutputRecord output = letter.output("dead-letters");
  EXPECT_EQ(output.key, "key");
  EXPECT_FALSE(output.value);
  EXPECT_FALSE(output.partition);
}

}  // namespace
}  // namespace sjukpuls::runtime
