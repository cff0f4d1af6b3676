#pragma once

#include <memory>
#include <string>
#include <vector>

#include "processor/base/result.h"
#include "processor/kafka/options.h"
#include "processor/stream/log.h"

struct rd_kafka_s;

namespace sjukpuls::kafka {

// The input topics through librdkafka's consumer: `range` assignment, static membership,
// read_committed, offsets kept by us alone.
class KafkaLog final : public stream::Log {
 public:
  // Connects in the background: an unreachable cluster shows at the first call that needs it.
  static base::Result<std::unique_ptr<KafkaLog>> open(const KafkaOptions& options,
                                                      std::vector<std::string> topics);
  ~KafkaLog() override;

  base::Result<std::vector<int>> partition_counts() override;
  base::Status subscribe(stream::GroupHandler& handler) override;
  base::Status poll(std::chrono::milliseconds wait) override;
  base::Result<std::vector<stream::CommittedOffset>> committed_offsets(
      std::span<const stream::TopicPartition> sources) override;
  base::Status seek(std::span<const stream::Start> starts) override;
  std::optional<stream::Offset> end_offset(stream::TopicPartition source) override;
  std::vector<stream::Header> headers() override;
  base::Status close() override;

  // For transactions, which carry this consumer's place in its group.
  rd_kafka_s& consumer();
  const std::string& topic_name(int topic) const;

 private:
  struct State;  // librdkafka's handles and what its callbacks reach

  explicit KafkaLog(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace sjukpuls::kafka
