#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "processor/stream/announced_topic.h"
#include "sinks/alerts/alert_book.h"

namespace sjukpuls::topics {

// The topic of alerts: the alert book, a record for each alert, key rule|care_unit. Thread: the
// worker's.
class AlertsTopic final : public stream::AnnouncedTopic {
 public:
  // The findings of the last look at the table; none before the first. Cheap.
  using Latest = std::function<std::shared_ptr<const alerts::Findings>()>;

  AlertsTopic(std::string topic, alerts::AlertBookOptions options, Latest latest)
      : topic_(std::move(topic)), options_(options), latest_(std::move(latest)) {}

  std::string_view topic() const override { return topic_; }
  void take_over(stream::PartitionContent content) override;
  bool due(base::ProcessingTime now) const override;
  std::vector<stream::TopicChange> changes(base::ProcessingTime now) override;
  void committed() override;
  void rolled_back() override;

 private:
  std::string topic_;
  alerts::AlertBookOptions options_;
  Latest latest_;

  alerts::AlertBook book_;           // as the topic has it
  std::vector<std::string> strays_;  // keys of records that are no alerts of ours
  std::shared_ptr<const alerts::Findings> done_with_;
  std::optional<base::ProcessingTime> next_opening_;  // of an alert that is held

  alerts::AlertBook staged_book_;
  std::shared_ptr<const alerts::Findings> staged_findings_;
};

}  // namespace sjukpuls::topics
