#pragma once

#include <string_view>

#include "processor/base/result.h"
#include "processor/kafka/handles.h"

namespace sjukpuls::kafka {

// What librdkafka says of an error besides its code.
enum class Severity {
  kPlain,      // an ordinary call failed
  kAbortable,  // the transaction must be aborted, the producer lives on
  kFatal,      // the producer can do no more
};

// The one place where vendor codes become remedies. `what` names the call and its object; the
// vendor's text is kept.
base::Error translate(rd_kafka_resp_err_t code, Severity severity, std::string_view what,
                      std::string_view vendor_text = {});

// Of a transactional call. Neither flag set counts as fatal, as librdkafka asks for.
base::Error translate(const rd_kafka_error_t& error, std::string_view what);

}  // namespace sjukpuls::kafka
