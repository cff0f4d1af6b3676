#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "processor/indicators/catalogue.h"
#include "processor/stream/announced_topic.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::topics {

// The topic of indicators: a record of row_json for each entity and period of which something may
// be seen, key level|entity|period, a tombstone when nothing may any more. Thread: the worker's.
class IndicatorsTopic final : public stream::AnnouncedTopic {
 public:
  // The publication of the last look at the table; none before the first. Cheap.
  using Latest = std::function<std::shared_ptr<const disclosure::Publication>()>;

  // Names of the counts of providers and units to show; empty: all.
  using UnitCounts = std::set<std::string, std::less<>>;

  // `above_units` gives nation and regions, `all` is asked for providers and units alone: they are
  // looked at less often. Borrows the catalogue.
  IndicatorsTopic(std::string topic, const indicators::Catalogue& catalogue, UnitCounts unit_counts,
                  Latest above_units, Latest all)
      : topic_(std::move(topic)),
        catalogue_(catalogue),
        unit_counts_(std::move(unit_counts)),
        parts_{Part{true, std::move(above_units)}, Part{false, std::move(all)}} {}

  std::string_view topic() const override { return topic_; }
  void take_over(stream::PartitionContent content) override;
  bool due(base::ProcessingTime now) const override;
  std::vector<stream::TopicChange> changes(base::ProcessingTime now) override;
  void committed() override;
  void rolled_back() override;

 private:
  struct Held {
    std::uint64_t hash = 0;   // of the value
    std::uint64_t round = 0;  // in which the row was last found
  };
  // A part of the topic with a rhythm of its own. A publication is written in a round of several
  // transactions, so that none is large and the worker is never busy with it for long.
  struct Part {
    bool is_above_units;
    Latest latest;
    std::shared_ptr<const disclosure::Publication> done_with = {};
    std::shared_ptr<const disclosure::Publication> in_work = {};  // of the round
    std::vector<const engine::ReferenceCount*> reference = {};    // of in_work, in order of rows
    std::size_t next_row = 0;
    std::size_t next_reference = 0;
    std::uint64_t round = 0;
    absl::flat_hash_map<std::string, Held> held = {};  // by key
  };
  struct Staged {
    Part* part = nullptr;
    std::size_t next_row = 0;
    std::size_t next_reference = 0;
    bool ends_round = false;
    std::vector<std::pair<std::string, std::optional<std::uint64_t>>> hashes;  // none: gone
  };

  static bool is_due(const Part& part);
  Part* next_part();
  void begin_round(Part& part) const;
  bool shows(const Part& part, const engine::ReferenceCount& count) const;
  void stage_rows(Part& part, std::vector<stream::TopicChange>& changes);
  void stage(const Part& part, const engine::RowKey& row, std::string value,
             std::vector<stream::TopicChange>& changes);
  void stage_tombstones(Part& part, std::vector<stream::TopicChange>& changes);

  std::string topic_;
  const indicators::Catalogue& catalogue_;
  UnitCounts unit_counts_;
  std::array<Part, 2> parts_;
  std::size_t first_part_ = 0;  // whose turn it is, so that a busy part does not keep the other out
  Staged staged_;
};

}  // namespace sjukpuls::topics
