#include "sinks/topics/row_json.h"

#include <nlohmann/json.hpp>

#include "processor/domain/day_text.h"
#include "processor/indicators/measures.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::topics {
namespace {

using Json = nlohmann::ordered_json;
using indicators::CellId;

}  // namespace

std::string row_json(const disclosure::PublishedRow& row, const indicators::Catalogue& catalogue,
                     base::CivilDay as_of,
                     std::span<const engine::ReferenceCount* const> reference) {
  Json counts = Json::object();
  Json by = Json::object();
  for (const engine::Cell& cell : row.cells) {
    const CellId id = CellId::from_value(cell.id);
    const indicators::CountInfo* count = catalogue.find_number(id.count_number());
    if (count == nullptr) continue;  // a KVA code of another instance's configuration
    const std::string_view dimension = indicators::dimension_of(id.group());
    if (dimension.empty()) {
      counts[count->name] = cell.n;
    } else {
      by[std::string(dimension)][count->name][std::string(indicators::name_of(id.group()))] =
          cell.n;
    }
  }
  for (const engine::ReferenceCount* count : reference) {
    const std::string& name = count->count->name;
    if (count->measure.empty()) {
      counts[name] = count->n;
    } else {
      by["measure"][name][count->measure] = count->n;
    }
  }
  Json json = {{"as_of", domain::day_text(as_of)},
               {"level", domain::name(row.level)},
               {"entity", row.entity},
               {"period", row.period},
               {"preliminary", indicators::has_preliminary_shares(row.period, as_of)},
               {"counts", std::move(counts)}};
  if (!by.empty()) json["by"] = std::move(by);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sjukpuls::topics
