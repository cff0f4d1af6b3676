#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "processor/base/result.h"
#include "processor/base/time.h"
#include "processor/codec/partial.h"
#include "processor/engine/shard.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

// Keys of the partials topic: `row|level|entity|period|p`, `unit_facts|care_unit_id|valid_from|p`,
// `survey|measure|level|id|first_day|last_day|p`, `shard|p`. Text, for who looks with a console; a
// bar or per cent sign within a part is written %7C or %25, so that different rows have different
// keys.
std::string partial_key(const engine::RowKey& row, int partition);
std::string partial_key(const domain::UnitFactsVersion& version, int partition);
std::string partial_key(const domain::SurveyVersion& version, int partition);
std::string status_key(int partition);

// A row's key taken apart; owns its texts.
struct ParsedRowKey {
  domain::Level level;
  std::string entity;
  std::string period;
  int partition;

  engine::RowKey key() const { return {level, entity, period}; }
};

// Nullopt for keys of anything but rows.
std::optional<ParsedRowKey> parse_row_key(std::string_view key);

// The engine's words as the codec's and back.
codec::PartialRow wire_of(base::CivilDay as_of, std::span<const engine::Cell> cells);
codec::PartialShardStatus wire_of(const engine::ShardStatus& status);
engine::ShardStatus status_of(const codec::PartialShardStatus& status);

// Writes what a shard publishes into a transaction, on the partials partition of the shard's own
// number. After a failure it writes nothing more; status() tells.
class PartialWriter final : public engine::PartialSink {
 public:
  // Borrows all but `topic`'s text, which must outlive it too.
  PartialWriter(stream::Transaction& transaction, std::string_view topic, int partition,
                base::CivilDay as_of, codec::PartialCodec& codec);

  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override;
  void unit_facts(const domain::UnitFactsVersion& version) override;
  void survey(const domain::SurveyVersion& version) override;
  void shard_status(const engine::ShardStatus& status) override;

  void put(std::string_view key, const codec::WirePartial& partial);
  void put_tombstone(std::string_view key);

  const base::Status& status() const { return status_; }
  std::uint64_t written() const { return written_; }

 private:
  void write(std::string_view key, std::optional<std::string_view> value);

  stream::Transaction& transaction_;
  std::string_view topic_;
  int partition_;
  base::CivilDay as_of_;
  codec::PartialCodec& codec_;
  base::Status status_ = base::Done{};
  std::uint64_t written_ = 0;
  std::string buffer_;
};

}  // namespace sjukpuls::runtime
