#pragma once

#include <memory>
#include <span>
#include <vector>

#include "processor/base/result.h"
#include "processor/stream/announced_topic.h"
#include "processor/stream/read_content.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

// The announced topics of a worker: reads what they hold when the worker becomes their writer, and
// puts what is to be different into its transactions. Thread: the worker's own.
class Announcer {
 public:
  explicit Announcer(std::span<const stream::AnnouncedPort> ports);

  // Whether the topics can be announced to. An error names the topic.
  base::Status check();

  // Others may write them from now on, or it is in doubt what we have written. What they hold has
  // to be read again.
  void let_go();

  // Whether it is still being read what some topic holds.
  bool is_reading() const;
  // Reads a step further, in the first topic that is not known. One that cannot be read now is
  // tried again.
  base::Status read_on();

  // Whether there may be something to write, as far as is known what the topics hold.
  bool due(base::ProcessingTime now) const;
  // Works out what to write.
  void prepare(base::ProcessingTime now);
  // Whether something is prepared.
  bool has_changes() const;
  // Puts it into the open transaction.
  base::Status write(stream::Transaction& transaction) const;

  // What became of that transaction.
  void committed();
  void rolled_back();

 private:
  struct Announced {
    stream::AnnouncedPort port;
    bool is_known = false;                            // what the topic holds
    std::unique_ptr<stream::ContentReading> reading;  // while it is being read
    std::vector<stream::TopicChange> prepared;
  };

  static base::Status read_on(Announced& announced);

  std::vector<Announced> announced_;
};

}  // namespace sjukpuls::runtime
