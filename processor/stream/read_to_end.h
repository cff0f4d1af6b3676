#pragma once

#include <functional>
#include <vector>

#include "processor/base/result.h"
#include "processor/stream/log.h"

namespace sjukpuls::stream {

// Where each partition of the topic ends at this moment.
base::Result<std::vector<Offset>> ends_of(TopicReader& reader);

// Reads all partitions from their beginning up to `ends`, and hands over no record from there on.
// `is_stopped` is asked now and then; once it says yes the reading ends with an error.
base::Status read_to_end(TopicReader& reader, const std::vector<Offset>& ends,
                         const std::function<void(const Record&)>& take,
                         const std::function<bool()>& is_stopped);

}  // namespace sjukpuls::stream
