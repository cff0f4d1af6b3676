#include "tests/vectors/numbers.h"

#include <gtest/gtest.h>

#include "processor/codec/event_decoder.h"

namespace sjukpuls::vectors {

Numbers::Numbers(const Events& events, CivilDay as_of) : shard_(catalogue_, {}) {
  codec::EventDecoder decoder;
  for (const std::string& event : events) {
    const codec::Decoded decoded = decoder.decode(event, codec::Form::kJson);
    if (decoded.event == nullptr) {
      ADD_FAILURE() << name(decoded.reason) << ": " << event;
      continue;
    }
    shard_.fold(*decoded.event);
  }
  shard_.go_live(as_of);
  shard_.publish_all(*this);
}

void Numbers::turn_to(CivilDay day) {
  shard_.prepare(day, *this);
  shard_.committed();
}

std::int64_t Numbers::n(domain::Level level, const std::string& entity, const std::string& period,
                        std::string_view count, indicators::Group group) const {
  const auto row = rows_.find({level, entity, period});
  if (row == rows_.end()) return 0;
  const indicators::CellId id(*catalogue_.find(count), group);
  for (const engine::Cell& cell : row->second) {
    if (cell.id == id.value()) return cell.n;
  }
  return 0;
}

void Numbers::row(const engine::RowKey& key, std::span<const engine::Cell> cells) {
  rows_[{key.level, std::string(key.entity), std::string(key.period)}].assign(cells.begin(),
                                                                              cells.end());
}

indicators::Group group_of(domain::CareLevel level) {
  return indicators::kFirstCareLevel + static_cast<indicators::Group>(level);
}

indicators::Group group_of(domain::DiagnosisChapter chapter) {
  return indicators::kFirstDiagnosis + static_cast<indicators::Group>(chapter);
}

}  // namespace sjukpuls::vectors
