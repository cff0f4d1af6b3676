#include "sinks/disclosure/publication.h"

#include <gmock/gmock.h>

#include <chrono>

namespace sjukpuls::disclosure {
namespace {

using domain::Level;
using engine::Cell;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

class PublicationTest : public testing::Test {
 protected:
  void row(Level level, std::string_view entity, std::string_view period,
           std::initializer_list<std::pair<std::string_view, std::int64_t>> counts) {
    std::vector<Cell> cells;
    for (const auto& [name, n] : counts) {
      cells.push_back({indicators::CellId(*catalogue_.find(name), 0).value(), n});
    }
    std::ranges::sort(cells, {}, &Cell::id);
    table_.put(0, {level, entity, period}, cells);
    table_.set_as_of(base::CivilDay{2025y / 3 / 31});
  }

  std::vector<std::string> shown(Scope scope = Scope::kAll) const {
    std::vector<std::string> lines;
    for (const PublishedRow& row : publish(table_, catalogue_, options_, scope).rows) {
      for (const Cell& cell : row.cells) {
        const auto id = indicators::CellId::from_value(cell.id);
        lines.push_back(row.entity + " " + row.period + " " +
                        catalogue_.find_number(id.count_number())->name + " " +
                        std::to_string(cell.n));
      }
    }
    return lines;
  }

  indicators::Catalogue catalogue_;
  PublicationOptions options_;
  engine::Table table_;
};

TEST_F(PublicationTest, CountsOfOneToFourAreAbsent) {
  row(Level::kNation, "SE", "28d", {{"certificates_sent", 5}, {"certificates_requested", 4}});
  EXPECT_THAT(shown(), testing::ElementsAre("SE 28d certificates_sent 5"));
}

}  // namespace
}  // namespace sjukpuls::disclosure
