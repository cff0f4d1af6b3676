#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "processor/domain/terms.h"
#include "processor/engine/shard.h"
#include "processor/indicators/catalogue.h"
#include "tests/vectors/event_text.h"

namespace sjukpuls::vectors {

// What a shard publishes for some events, as of a day that only moves on.
class Numbers final : private engine::PartialSink {
 public:
  // Reports a test failure for an event that is rejected.
  Numbers(const Events& events, CivilDay as_of);

  void turn_to(CivilDay day);

  // `entity` as in text output; zero where nothing is published.
  std::int64_t n(domain::Level level, const std::string& entity, const std::string& period,
                 std::string_view count, indicators::Group group = indicators::kTotal) const;

 private:
  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override;
  void unit_facts(const domain::UnitFactsVersion&) override {}
  void survey(const domain::SurveyVersion&) override {}
  void shard_status(const engine::ShardStatus&) override {}

  indicators::Catalogue catalogue_;
  engine::Shard shard_;
  std::map<std::tuple<domain::Level, std::string, std::string>, std::vector<engine::Cell>> rows_;
};

indicators::Group group_of(domain::CareLevel level);
indicators::Group group_of(domain::DiagnosisChapter chapter);

}  // namespace sjukpuls::vectors
