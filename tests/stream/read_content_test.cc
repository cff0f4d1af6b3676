#include "processor/stream/read_content.h"

#include <gmock/gmock.h>

#include "tests/fakes/sim_broker.h"

namespace sjukpuls::stream {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

class ReadContentTest : public testing::Test, protected RecordHandler {
 protected:
  ReadContentTest() {
    broker_.create_topic("sums", 2);
    broker_.create_topic("input", 1);
    broker_.keep_transactions_open();
    reader_ = broker_.reader("sums");
  }

  void record(const Record& /*record*/) override { ++read_on_; }
  void end_of_partition(TopicPartition /*source*/, Offset /*next*/) override {}

  void put(Transaction& transaction, std::string_view key) {
    ASSERT_TRUE(transaction.put(
        {.topic = "sums", .partition = 1, .key = key, .value = "1", .headers = {}}));
  }

  fakes::SimBroker broker_;
  std::unique_ptr<TopicReader> reader_;
  int read_on_ = 0;
};

TEST_F(ReadContentTest, HoldsTheLastValueOfEachKeyThatIsStillThere) {
  broker_.append("sums", 1, "a", "1");
  broker_.append("sums", 1, "b", "1");
  broker_.append("sums", 1, "a", "2");
  broker_.append("sums", 1, "b", std::nullopt);
  broker_.append("sums", 0, "c", "1");
  ContentReading reading(*reader_, "sums", 1);
  const auto is_read = reading.step();
  ASSERT_TRUE(is_read);
  EXPECT_TRUE(*is_read);
  EXPECT_THAT(reading.take(), UnorderedElementsAre(Pair("a", "2")));
}

TEST_F(ReadContentTest, AnEmptyPartitionIsReadAtOnce) {
  ContentReading reading(*reader_, "sums", 1);
  const auto is_read = reading.step();
  ASSERT_TRUE(is_read);
  EXPECT_TRUE(*is_read);
  EXPECT_TRUE(reading.take().empty());
}

TEST_F(ReadContentTest, AnOpenTransactionIsWaitedForByComingBack) {
  const auto log = broker_.open_log({"input"}, "a");
  const auto source = broker_.transactions("a", *log);
  const auto transaction = source->open();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE((*transaction)->begin());
  put(**transaction, "a");
  ContentReading reading(*reader_, "sums", 1);
  for (int i = 0; i < 3; ++i) {
    const auto is_read = reading.step();
    ASSERT_TRUE(is_read);
    EXPECT_FALSE(*is_read);
  }
  EXPECT_EQ(reading.progress(), "sums [1]: 0 of 1 offsets read");
  ASSERT_TRUE((*transaction)->abort());
  const auto is_read = reading.step();
  ASSERT_TRUE(is_read);
  EXPECT_TRUE(*is_read);
}

TEST_F(ReadContentTest, AfterwardsTheReaderReadsNothingAlsoWhenNotAllWasRead) {
  const auto log = broker_.open_log({"input"}, "a");
  const auto source = broker_.transactions("a", *log);
  const auto transaction = source->open();
  ASSERT_TRUE(transaction);
  ASSERT_TRUE((*transaction)->begin());
  put(**transaction, "a");
  {
    ContentReading reading(*reader_, "sums", 1);
    ASSERT_TRUE(reading.step());
  }
  ASSERT_TRUE((*transaction)->abort());
  broker_.append("sums", 1, "b", "1");
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(reader_->poll({}, *this));
  EXPECT_EQ(read_on_, 0);
}

}  // namespace
}  // namespace sjukpuls::stream
