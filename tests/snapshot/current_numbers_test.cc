#include "sinks/snapshot/current_numbers.h"

#include <gmock/gmock.h>

#include "tests/fakes/days.h"
#include "tests/fakes/held_table.h"

namespace sjukpuls::snapshot {
namespace {

using domain::Level;
using fakes::operator""_day;

TEST(CurrentNumbersTest, AreMadeAnewOnlyWhenTheTableHasChanged) {
  const indicators::Catalogue catalogue;
  fakes::HeldTable table(catalogue);
  table.set_day("2025-03-31"_day);
  table.put(Level::kNation, "SE", "28d", {{"requests", 50}});
  const CurrentNumbers numbers(table, [&table] { return table.changes(); }, catalogue, {});
  const auto first = numbers.read();
  ASSERT_EQ(first->rows.size(), 1U);
  EXPECT_EQ(numbers.read(), first);
  table.put(Level::kNation, "SE", "28d", {{"requests", 51}});
  EXPECT_EQ(numbers.read()->rows[0].cells[0].n, 51);
}

TEST(CurrentNumbersTest, BeforeAnythingIsCommittedThereAreNone) {
  const indicators::Catalogue catalogue;
  const fakes::HeldTable table(catalogue);
  const CurrentNumbers numbers(table, [&table] { return table.changes(); }, catalogue, {});
  EXPECT_EQ(numbers.read()->as_of, std::nullopt);
}

}  // namespace
}  // namespace sjukpuls::snapshot
