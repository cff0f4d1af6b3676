#pragma once

#include <string>

#include "processor/base/result.h"
#include "processor/codec/partial.h"
#include "processor/engine/shard.h"
#include "processor/runtime/partials.h"
#include "processor/stream/read_content.h"

namespace sjukpuls::runtime {

// Writes only where what a shard publishes differs from what its partition holds already, so that
// a restart is silent and a changed fold corrects itself. The day for which a row was written makes
// no difference. Call close() after the shard has published all: what it did not name is gone.
class ReconcilingSink final : public engine::PartialSink {
 public:
  ReconcilingSink(stream::PartitionContent content, PartialWriter& writer,
                  codec::PartialCodec& codec, int partition, base::CivilDay as_of);

  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override;
  void unit_facts(const domain::UnitFactsVersion& version) override;
  void survey(const domain::SurveyVersion& version) override;
  void shard_status(const engine::ShardStatus& status) override;
  void close();

 private:
  void put(const std::string& key, const codec::WirePartial& partial);
  bool holds(const std::string& key, const codec::WirePartial& partial);

  stream::PartitionContent content_;  // not yet named by the shard
  PartialWriter& writer_;
  codec::PartialCodec& codec_;
  int partition_;
  base::CivilDay as_of_;
  codec::WirePartial held_;
};

}  // namespace sjukpuls::runtime
