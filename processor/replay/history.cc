#include "processor/replay/history.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <utility>

#include "processor/replay/threads.h"

namespace sjukpuls::replay {

// One shard's part of the table.
class History::Sink final : public engine::PartialSink {
 public:
  Sink(History& history, int partition) : history_(&history), partition_(partition) {}

  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override {
    const std::lock_guard lock(history_->mutex_);
    history_->table_.put(partition_, key, cells);
  }
  // The shards took over patients only; reference facts are in the table from the start.
  void unit_facts(const domain::UnitFactsVersion&) override {}
  void survey(const domain::SurveyVersion&) override {}
  void shard_status(const engine::ShardStatus&) override {}  // how fresh history is, nobody asks

 private:
  History* history_;
  int partition_;
};

History::History(const indicators::Catalogue& catalogue, const engine::ShardOptions& options,
                 unsigned threads, Folded folded)
    : threads_(threads) {
  for (engine::PatientStore& store : folded.stores) {
    shards_.push_back(std::make_unique<engine::Shard>(catalogue, options, std::move(store)));
  }
  folded.reference.for_each(
      [this](const domain::UnitFactsVersion& version) { table_.put(version); });
  folded.reference.for_each([this](const domain::SurveyVersion& version) { table_.put(version); });
}

void History::go_to(base::CivilDay day) {
  std::atomic<std::size_t> next = 0;
  const auto threads = std::min<std::size_t>(threads_, shards_.size());
  on_threads(static_cast<unsigned>(threads), [&](unsigned) {
    for (std::size_t i = next++; i < shards_.size(); i = next++) {
      engine::Shard& shard = *shards_[i];
      Sink sink(*this, static_cast<int>(i));
      if (shard.live()) {
        shard.prepare(day, sink);
        shard.committed();
      } else {
        shard.go_live(day);
        shard.publish_all(sink);
      }
    }
  });
  table_.set_as_of(day);
}

}  // namespace sjukpuls::replay
