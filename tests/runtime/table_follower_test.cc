#include "processor/runtime/table_follower.h"

#include <gmock/gmock.h>

#include "processor/runtime/partials.h"
#include "tests/fakes/sim_broker.h"

namespace sjukpuls::runtime {
namespace {

constexpr base::CivilDay kDay{std::chrono::local_days{std::chrono::year{2025} / 3 / 31}};
constexpr engine::RowKey kNation{domain::Level::kNation, "SE", "28d"};
constexpr std::uint32_t kCell = 32;

class TableFollowerTest : public testing::Test {
 protected:
  TableFollowerTest() {
    broker_.create_topic("partials", 2);
    reader_ = broker_.reader("partials");
    follower_ = std::make_unique<TableFollower>(*reader_);
  }

  void row(int partition, std::int64_t n, base::CivilDay day = kDay) {
    const engine::Cell cell{kCell, n};
    std::string value;
    codec::PartialCodec().encode(wire_of(day, {&cell, 1}), value);
    broker_.append("partials", partition, partial_key(kNation, partition), value,
                   base::ProcessingTime{std::chrono::seconds{++written_}});
  }
  void tombstone(int partition) {
    broker_.append("partials", partition, partial_key(kNation, partition), std::nullopt);
  }

  void status(int partition, base::CivilDay day, std::optional<base::EventTime> last_event_at) {
    std::string value;
    codec::PartialCodec().encode(wire_of(engine::ShardStatus{day, last_event_at}), value);
    broker_.append("partials", partition, status_key(partition), value,
                   base::ProcessingTime{std::chrono::seconds{++written_}});
  }

  void follow() {
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(follower_->step(std::chrono::milliseconds{0}));
  }
  // The nation's one number; 0 without a row.
  std::int64_t nation() const {
    std::int64_t n = 0;
    follower_->read([&](const engine::Table& table) {
      table.for_each(
          [&](const engine::RowKey&, std::span<const engine::Cell> cells) { n = cells[0].n; });
    });
    return n;
  }

  std::optional<base::CivilDay> as_of() const {
    std::optional<base::CivilDay> day;
    follower_->read([&](const engine::Table& table) { day = table.as_of(); });
    return day;
  }

  fakes::SimBroker broker_;
  std::unique_ptr<stream::TopicReader> reader_;
  std::unique_ptr<TableFollower> follower_;
  int written_ = 0;
};

TEST_F(TableFollowerTest, PartitionsAddUpAndTheLastRowOfEachCounts) {
  row(0, 10);
  row(1, 5);
  row(0, 7);
  ASSERT_TRUE(follower_->start());
  follow();
  EXPECT_EQ(nation(), 12);
  tombstone(1);
  follow();
  EXPECT_EQ(nation(), 7);
}

TEST_F(TableFollowerTest, ItIsCompleteOnceEveryPartitionWasReadToItsEnd) {
  row(0, 1);
  row(1, 1);
  ASSERT_TRUE(follower_->start());
  EXPECT_FALSE(follower_->complete());
  ASSERT_TRUE(follower_->step(std::chrono::milliseconds{0}));
  EXPECT_FALSE(follower_->complete());
  follow();
  EXPECT_TRUE(follower_->complete());
  row(0, 2);
  EXPECT_TRUE(follower_->complete());
}

TEST_F(TableFollowerTest, ItsDayIsThatOfTheYoungestRow) {
  ASSERT_TRUE(follower_->start());
  follow();
  EXPECT_EQ(as_of(), std::nullopt);
  row(1, 1, kDay);
  row(0, 1, kDay + std::chrono::days{1});
  follow();
  EXPECT_EQ(as_of(), kDay + std::chrono::days{1});
}

TEST_F(TableFollowerTest, EveryChangeCounts) {
  ASSERT_TRUE(follower_->start());
  follow();
  EXPECT_EQ(follower_->changes(), 0U);
  row(0, 1);
  row(0, 2);
  follow();
  EXPECT_EQ(follower_->changes(), 2U);
}

TEST_F(TableFollowerTest, ARecordThatCannotBeReadHarmsNoOther) {
  broker_.append("partials", 0, partial_key(kNation, 0), "\xff\xff");
  row(0, 3);
  ASSERT_TRUE(follower_->start());
  follow();
  EXPECT_EQ(nation(), 3);
}

TEST_F(TableFollowerTest, ItKnowsHowFreshItsNumbersAre) {
  const base::EventTime instant{std::chrono::seconds{1'743'000'000}};
  ASSERT_TRUE(follower_->start());
  status(0, kDay, instant);
  status(1, kDay, std::nullopt);
  row(1, 1, kDay + std::chrono::days{1});
  status(1, kDay + std::chrono::days{1}, instant - std::chrono::hours{1});
  follow();
  follower_->read([&](const engine::Table& table) {
    EXPECT_EQ(table.as_of(), kDay + std::chrono::days{1});
    EXPECT_EQ(table.committed_at(), base::ProcessingTime{std::chrono::seconds{4}});
    const engine::Table::Shards shards = table.shards();
    EXPECT_EQ(shards.all, 2);
    EXPECT_EQ(shards.known, 2);
    EXPECT_EQ(shards.live, 1);
    EXPECT_EQ(shards.last_event_at, instant);
  });
}

}  // namespace
}  // namespace sjukpuls::runtime
