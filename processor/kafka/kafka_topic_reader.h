#pragma once

#include <memory>
#include <string>

#include "processor/base/result.h"
#include "processor/kafka/options.h"
#include "processor/stream/log.h"

namespace sjukpuls::kafka {

// A topic through a consumer that belongs to no group.
class KafkaTopicReader final : public stream::TopicReader {
 public:
  static base::Result<std::unique_ptr<KafkaTopicReader>> open(const KafkaOptions& options,
                                                              std::string topic);
  ~KafkaTopicReader() override;

  base::Result<int> partition_count() override;
  base::Result<stream::Offset> high_watermark(int partition) override;
  base::Status read_from_start(std::span<const int> partitions) override;
  base::Status poll(std::chrono::milliseconds wait, stream::RecordHandler& handler) override;

 private:
  struct State;

  explicit KafkaTopicReader(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sjukpuls::kafka
