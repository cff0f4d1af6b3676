#pragma once

#include <span>

#include "processor/engine/shard.h"
#include "processor/engine/table.h"

namespace sjukpuls::fakes {

// Puts what a shard publishes straight into a table, as one partition.
class TableSink final : public engine::PartialSink {
 public:
  explicit TableSink(engine::Table& table, int partition = 0)
      : table_(&table), partition_(partition) {}

  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override {
    table_->put(partition_, key, cells);
  }
  void unit_facts(const domain::UnitFactsVersion& version) override { table_->put(version); }
  void survey(const domain::SurveyVersion& version) override { table_->put(version); }
  void shard_status(const engine::ShardStatus& status) override { table_->put(partition_, status); }

 private:
  engine::Table* table_;
  int partition_;
};

}  // namespace sjukpuls::fakes
