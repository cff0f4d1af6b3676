#pragma once

#include "processor/base/result.h"
#include "processor/config/settings.h"
#include "processor/kafka/options.h"
#include "processor/service/topic_names.h"

namespace sjukpuls::app {

// The kafka.* settings.
kafka::KafkaOptions kafka_options(const config::Settings& settings);

// The topics of the installation that they name.
service::TopicNames topic_names(const config::Settings& settings);

// Makes the topics that do not exist, with as many partitions as kafka.create_topics says; none if
// 0.
base::Status create_topics_if_asked(const config::Settings& settings);

}  // namespace sjukpuls::app
