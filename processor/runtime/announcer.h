#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "processor/base/result.h"
#include "processor/stream/announced_topic.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::runtime {

// The announced topics of a worker: reads what they hold when the worker becomes their writer, and
// puts what is to be different into its transactions. Thread: the worker's own.
class Announcer {
 public:
  // Reading what a topic holds waits at most `limit` for others' transactions there to end.
  Announcer(std::span<const stream::AnnouncedPort> ports, std::chrono::milliseconds limit);

  // Whether the topics can be announced to. An error names the topic.
  base::Status check();

  // Others may write them from now on, or it is in doubt what we have written. What they hold has
  // to be read again.
  void let_go();

  bool due(base::ProcessingTime now) const;

  // Works out what to write, first reading what the topics hold where that is not known. A topic
  // that cannot be read in time is tried again when it is due the next time.
  base::Status prepare(base::ProcessingTime now);

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
    bool is_known = false;  // what the topic holds
    std::vector<stream::TopicChange> prepared;
  };

  base::Status take_over(Announced& announced) const;

  std::vector<Announced> announced_;
  std::chrono::milliseconds limit_;
};

}  // namespace sjukpuls::runtime
