#include "processor/engine/table.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/fakes/chance.h"
#include "tests/fakes/days.h"

namespace sjukpuls::engine {
namespace {

using domain::Level;
using domain::UnitFactsVersion;
using fakes::operator""_day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr RowKey kUnitRow = {Level::kUnit, "UNIT-A", "28d"};

class TableTest : public ::testing::Test {
 protected:
  void put(int partition, const RowKey& key, const std::vector<Cell>& cells) {
    table_.put(partition, key, cells);
  }

  std::vector<std::pair<std::string, std::vector<Cell>>> rows() const {
    std::vector<std::pair<std::string, std::vector<Cell>>> rows;
    table_.for_each([&rows](const RowKey& key, std::span<const Cell> cells) {
      rows.emplace_back(std::string(key.period) + " " + std::string(name(key.level)) + " " +
                            std::string(key.entity),
                        std::vector<Cell>(cells.begin(), cells.end()));
    });
    return rows;
  }

  Table table_;
};

TEST_F(TableTest, ARowIsTheSumOverPartitions) {
  put(0, kUnitRow, {{1, 10}, {2, 1}});
  put(1, kUnitRow, {{1, 5}, {3, 7}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A",
                                       ElementsAre(Cell{1, 15}, Cell{2, 1}, Cell{3, 7}))));
}

TEST_F(TableTest, ARowPutAgainReplacesThatOfItsPartition) {
  put(0, kUnitRow, {{1, 10}, {2, 1}});
  put(1, kUnitRow, {{1, 5}});
  put(0, kUnitRow, {{1, 11}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A", ElementsAre(Cell{1, 16}))));
}

TEST_F(TableTest, PuttingTheSameRowTwiceLooksLikePuttingItOnce) {
  put(0, kUnitRow, {{1, 10}});
  put(0, kUnitRow, {{1, 10}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A", ElementsAre(Cell{1, 10}))));
}

TEST_F(TableTest, ARowWithoutCellsIsGoneFromItsPartition) {
  put(0, kUnitRow, {{1, 10}});
  put(1, kUnitRow, {{1, 5}});
  put(0, kUnitRow, {});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A", ElementsAre(Cell{1, 5}))));
  put(1, kUnitRow, {});
  EXPECT_THAT(rows(), IsEmpty());
  EXPECT_EQ(table_.rows(), 0U);
}

TEST_F(TableTest, ARowThatIsGoneTwiceOrNeverCameIsNoRow) {
  put(0, kUnitRow, {});
  put(0, kUnitRow, {});
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(TableTest, PartsThatCancelOutMakeNoCell) {
  put(0, kUnitRow, {{1, 10}, {2, 3}});
  put(1, kUnitRow, {{1, -10}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A", ElementsAre(Cell{2, 3}))));
  put(0, kUnitRow, {{1, 10}});
  EXPECT_THAT(rows(), IsEmpty());
}

TEST_F(TableTest, SumsBeyond32BitsAreExact) {
  put(0, kUnitRow, {{1, 6'000'000'000}});
  put(1, kUnitRow, {{1, 6'000'000'001}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A", ElementsAre(Cell{1, 12'000'000'001}))));
}

// Whatever is put in whichever order: parts come, change, shrink, go and come again.
TEST_F(TableTest, AfterAnyPutsARowIsTheSumOfWhatItsPartitionsPutLast) {
  fakes::Chance chance(1);
  std::map<int, std::vector<Cell>> parts;
  for (int round = 0; round < 5'000; ++round) {
    const int partition = static_cast<int>(chance.number_to(3));
    std::vector<Cell>& part = parts[partition];
    part.clear();
    for (std::uint32_t id = 1; id <= 6 && !chance.in_a_thousand(150); ++id) {
      if (chance.in_a_thousand(300)) continue;
      part.push_back({id, static_cast<std::int64_t>(chance.number_to(4)) - 2});
    }
    put(partition, kUnitRow, part);

    std::map<std::uint32_t, std::int64_t> numbers;
    for (const auto& [number, cells] : parts) {
      for (const Cell& cell : cells) numbers[cell.id] += cell.n;
    }
    std::vector<Cell> sum;
    for (const auto& [id, n] : numbers) {
      if (n != 0) sum.push_back({id, n});
    }
    const auto held = rows();
    ASSERT_EQ(held.empty() ? std::vector<Cell>() : held[0].second, sum) << "round " << round;
  }
}

TEST_F(TableTest, CellsThatWereHandedOutStayAsTheyWere) {
  put(0, kUnitRow, {{1, 10}});
  Table::SharedCells cells;
  table_.for_each_unsorted(Level::kUnit, [&](const RowKey& /*key*/,
                                             const Table::SharedCells& shared) { cells = shared; });
  put(0, kUnitRow, {{1, 11}});
  ASSERT_NE(cells, nullptr);
  EXPECT_THAT(*cells, ElementsAre(Cell{1, 10}));
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit UNIT-A", ElementsAre(Cell{1, 11}))));
}

TEST_F(TableTest, ABookThatWasHandedOutStaysAsItWas) {
  UnitFactsVersion version;
  version.event_id = "a";
  version.care_unit_id = "UNIT-A";
  table_.put(version);
  const auto book = table_.share_reference();
  version.event_id = "b";
  version.care_unit_id = "UNIT-B";
  table_.put(version);
  const auto units = [](const ReferenceBook& of) {
    std::vector<std::string> ids;
    of.for_each([&ids](const UnitFactsVersion& facts) { ids.push_back(facts.care_unit_id); });
    return ids;
  };
  EXPECT_THAT(units(*book), ElementsAre("UNIT-A"));
  EXPECT_THAT(units(table_.reference()), ElementsAre("UNIT-A", "UNIT-B"));
}

TEST_F(TableTest, EntitiesOfOneIdAtTwoLevelsAreTwoRows) {
  put(0, {Level::kUnit, "SAME", "28d"}, {{1, 1}});
  put(0, {Level::kProvider, "SAME", "28d"}, {{1, 2}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d provider SAME", ElementsAre(Cell{1, 2})),
                                  Pair("28d unit SAME", ElementsAre(Cell{1, 1}))));
}

TEST_F(TableTest, RowsComeInTheOrderOfTheText) {
  for (const std::string_view period : {"at", "7d", "2025-03", "28d", "2025", "my2025"}) {
    put(0, {Level::kUnit, "UNIT-B", period}, {{1, 1}});
    put(0, {Level::kUnit, "UNIT-A", period}, {{1, 1}});
    put(0, {Level::kRegion, "01", period}, {{1, 1}});
    put(0, {Level::kProvider, "PROVIDER-1", period}, {{1, 1}});
    put(0, {Level::kNation, "SE", period}, {{1, 1}});
  }
  std::vector<std::string> order;
  for (const auto& [key, cells] : rows()) order.push_back(key);
  EXPECT_EQ(order.size(), 30U);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST_F(TableTest, AnEntityIdMayHoldAnyCharacter) {
  put(0, {Level::kUnit, "A\nB,\"C\"", "28d"}, {{1, 1}});
  EXPECT_THAT(rows(), ElementsAre(Pair("28d unit A\nB,\"C\"", ElementsAre(Cell{1, 1}))));
}

TEST_F(TableTest, ReferenceFactsAreKeptByTheBook) {
  UnitFactsVersion version;
  version.care_unit_id = "UNIT-A";
  version.valid_from = "2025-01-01"_day;
  version.listed_patients = 500;
  table_.put(version);
  const indicators::Catalogue catalogue;
  EXPECT_THAT(table_.reference().counts(catalogue, "2024-12-31"_day), IsEmpty());
  EXPECT_THAT(table_.reference().counts(catalogue, "2025-01-01"_day),
              ::testing::Contains(::testing::Field(&ReferenceCount::n, 500)));
}

TEST_F(TableTest, ItKnowsWhichShardsAreOfItsDay) {
  table_.set_shards(3);
  table_.set_as_of("2025-03-31"_day);
  table_.put(0, ShardStatus{"2025-03-31"_day, base::EventTime{std::chrono::seconds{7}}});
  table_.put(1, ShardStatus{"2025-03-30"_day, base::EventTime{std::chrono::seconds{9}}});
  const Table::Shards shards = table_.shards();
  EXPECT_EQ(shards.all, 3);
  EXPECT_EQ(shards.known, 2);
  EXPECT_EQ(shards.live, 1);
  EXPECT_EQ(shards.last_event_at, base::EventTime{std::chrono::seconds{9}});
}

}  // namespace
}  // namespace sjukpuls::engine
