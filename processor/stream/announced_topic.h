#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/time.h"
#include "processor/stream/log.h"
#include "processor/stream/read_content.h"

namespace sjukpuls::stream {

// A record that a compacted topic is to hold; without a value it is to be gone.
struct TopicChange {
  std::string key;
  std::optional<std::string> value;

  friend bool operator==(const TopicChange&, const TopicChange&) = default;
};

// A compacted topic of one partition that tells the whole country's state, such as open alerts. It
// is written by the worker that owns partition 0 of the input topics, within that worker's
// transactions, so there is one writer at a time, and one that the group has dropped is refused.
//
// This is what such a topic is to hold. Order of calls: take_over, then any number of times due;
// when it is, changes, followed by committed or rolled_back. take_over may come again at any time.
// Thread: the worker's own. A worker has its own object, which no other worker uses.
class AnnouncedTopic {
 public:
  AnnouncedTopic() = default;
  AnnouncedTopic(const AnnouncedTopic&) = delete;
  AnnouncedTopic& operator=(const AnnouncedTopic&) = delete;
  virtual ~AnnouncedTopic() = default;

  virtual std::string_view topic() const = 0;

  // What the topic holds now that we are its writer; all that was known before is void.
  virtual void take_over(PartitionContent content) = 0;

  // Whether there may be something to write. Asked often, so cheap. While it is not known what the
  // topic is to hold, the answer is no: silence is better than a half truth.
  virtual bool due(base::ProcessingTime now) const = 0;

  // What is to be written now, or the first part of it: it is due again until all is written. None:
  // the topic is as it should be. Counts as written only when committed() follows.
  virtual std::vector<TopicChange> changes(base::ProcessingTime now) = 0;

  // What became of the changes asked for last. Rolled back, they are asked for again.
  virtual void committed() = 0;
  virtual void rolled_back() = 0;
};

// An announced topic, and a reader of it that nobody else uses. Both are borrowed.
struct AnnouncedPort {
  AnnouncedTopic* topic;
  TopicReader* reader;
};

}  // namespace sjukpuls::stream
