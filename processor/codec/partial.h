#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/reference_version.h"

namespace sjukpuls::v1 {
class Partial;
}

namespace sjukpuls::codec {

// What a record of the internal topic sjukpuls.partials says, as plain values; what it means is
// with the engine. proto sjukpuls.v1.Partial, field by field.

// The counts of one entity and period over the patients of one shard; absolute. cell_ids and
// numbers are equally many.
struct PartialRow {
  base::CivilDay as_of;
  std::vector<std::uint32_t> cell_ids;
  std::vector<std::int64_t> numbers;

  friend bool operator==(const PartialRow&, const PartialRow&) = default;
};

// What a shard's rows stand for.
struct PartialShardStatus {
  base::CivilDay as_of;
  std::optional<base::EventTime> last_event_at;

  friend bool operator==(const PartialShardStatus&, const PartialShardStatus&) = default;
};

using WirePartial =
    std::variant<PartialRow, domain::UnitFactsVersion, domain::SurveyVersion, PartialShardStatus>;

// Goes between WirePartial and bytes. Not thread-safe: one per thread, reused.
class PartialCodec {
 public:
  PartialCodec();
  PartialCodec(const PartialCodec&) = delete;
  PartialCodec& operator=(const PartialCodec&) = delete;
  ~PartialCodec();

  // Appends the bytes to `out`.
  void encode(const WirePartial& partial, std::string& out);

  // Fills `partial`, keeping the capacity of its vectors; false when the bytes are no Partial.
  bool decode(std::string_view bytes, WirePartial& partial);

 private:
  std::unique_ptr<v1::Partial> message_;
};

}  // namespace sjukpuls::codec
