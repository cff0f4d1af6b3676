#include "processor/stream/read_to_end.h"

#include <gmock/gmock.h>

#include "tests/fakes/sim_broker.h"

namespace sjukpuls::stream {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class ReadToEndTest : public testing::Test {
 protected:
  ReadToEndTest() {
    broker_.create_topic("events", 3);  // of which one stays empty
    reader_ = broker_.reader("events");
  }
  void append(int partition, std::string value) {
    broker_.append("events", partition, "", std::move(value));
  }
  base::Status read(const std::vector<Offset>& ends, bool is_stopped = false) {
    return read_to_end(
        *reader_, ends, [this](const Record& record) { values_.emplace_back(*record.value); },
        [is_stopped] { return is_stopped; });
  }

  fakes::SimBroker broker_;
  std::unique_ptr<TopicReader> reader_;
  std::vector<std::string> values_;
};

TEST_F(ReadToEndTest, HandsOverWhatWasThereAndNothingThatCameLater) {
  append(0, "a");
  append(2, "b");
  const auto ends = ends_of(*reader_);
  ASSERT_TRUE(ends);
  EXPECT_THAT(*ends, ElementsAre(1, 0, 1));
  append(0, "later");
  append(1, "later");
  ASSERT_TRUE(read(*ends));
  EXPECT_THAT(values_, UnorderedElementsAre("a", "b"));
}

TEST_F(ReadToEndTest, AnEmptyTopicIsReadAtOnce) {
  ASSERT_TRUE(read({0, 0, 0}));
  EXPECT_THAT(values_, testing::IsEmpty());
}

TEST_F(ReadToEndTest, AStopEndsTheReadingWithAnError) {
  append(0, "a");
  EXPECT_FALSE(read({5, 0, 0}, true));
}

}  // namespace
}  // namespace sjukpuls::stream
