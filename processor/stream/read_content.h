#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

#include "processor/base/result.h"
#include "processor/stream/log.h"

namespace sjukpuls::stream {

// The records that a compacted partition holds: key to value.
using PartitionContent = std::unordered_map<std::string, std::string>;

// Reads a partition to its high watermark as of the call, so that nothing committed before is
// missed; waits for open transactions there to end. kRetry when that takes longer than `limit`.
// However it ends, the reader reads nothing any more. `topic` is for messages.
base::Result<PartitionContent> read_content(TopicReader& reader, std::string_view topic,
                                            int partition, std::chrono::milliseconds limit);

}  // namespace sjukpuls::stream
