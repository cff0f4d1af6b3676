#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "processor/base/result.h"
#include "processor/kafka/handles.h"
#include "processor/kafka/options.h"

namespace sjukpuls::kafka {

using Property = std::pair<const char*, std::string>;

// A configuration for clients of this type: `defaults`, then the user's own properties over them,
// then `fixed` over all. An unknown property or a bad value is an error (kStop) that names it.
base::Result<Conf> make_conf(rd_kafka_type_t type, const KafkaOptions& options,
                             std::initializer_list<Property> defaults,
                             std::initializer_list<Property> fixed);

// Sets one more property.
base::Status set_property(rd_kafka_conf_t& conf, const char* name, const std::string& value);

// Takes the configuration whatever happens. The client logs through spdlog.
base::Result<Client> make_client(rd_kafka_type_t type, Conf conf);

// Partitions of a topic that must exist.
base::Result<int> partition_count(rd_kafka_t& client, const std::string& topic);

// The text of the fatal error that the client is in; empty when it is in none.
std::string fatal_error_text(rd_kafka_t& client);

}  // namespace sjukpuls::kafka
