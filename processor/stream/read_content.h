#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "processor/base/result.h"
#include "processor/stream/log.h"

namespace sjukpuls::stream {

// The records that a compacted partition holds: key to value.
using PartitionContent = std::unordered_map<std::string, std::string>;

// Reads what a compacted partition holds, up to its high watermark as of the first step, so that
// nothing committed before is missed. An open transaction there is waited for: steps bring nothing
// until it ends. In small steps, so that whoever has other duties can see to them in between.
// One thread's own, and so is the reader until this is destroyed; then it reads nothing any more.
class ContentReading {
 public:
  // Borrows the reader. `topic` is for messages.
  ContentReading(TopicReader& reader, std::string topic, int partition);
  ContentReading(const ContentReading&) = delete;
  ContentReading& operator=(const ContentReading&) = delete;
  ~ContentReading();

  // Reads on while records are there, some thousands at most; whether all is read now. The first
  // step asks for the high watermark, which takes as long as the reader allows.
  base::Result<bool> step();

  // How far it has come, for messages: "sjukpuls.partials [3]: 17 of 20 offsets read".
  std::string progress() const;

  // What the partition holds. Once, after a step that has read all.
  PartitionContent take();

 private:
  class Collector final : public RecordHandler {
   public:
    void record(const Record& record) override;
    void end_of_partition(TopicPartition source, Offset next) override;

    PartitionContent content;
    Offset read_to = 0;
    bool has_news = false;  // since it was last set to false
  };

  base::Status begin();

  TopicReader& reader_;
  std::string topic_;
  int partition_;
  std::optional<Offset> end_;  // none before the first step
  Collector collector_;
};

}  // namespace sjukpuls::stream
