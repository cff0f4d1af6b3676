#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "processor/base/time.h"

namespace sjukpuls::stream {

// A record's place in its partition.
using Offset = std::int64_t;

// One partition of one of the topics that a log or reader was opened on; `topic` is the topic's
// place in that list.
struct TopicPartition {
  int topic;
  int partition;

  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

// A record as the log holds it. Key and value borrow from the log for the length of one handler
// call; no value is a tombstone. A missing key reads as an empty one.
struct Record {
  TopicPartition source;
  Offset offset;
  base::ProcessingTime timestamp;
  std::string_view key;
  std::optional<std::string_view> value;
};

}  // namespace sjukpuls::stream
