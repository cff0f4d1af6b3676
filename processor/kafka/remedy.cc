#include "processor/kafka/remedy.h"

#include <fmt/format.h>

namespace sjukpuls::kafka {
namespace {

base::Remedy remedy_of(rd_kafka_resp_err_t code, Severity severity) {
  switch (code) {
    // Another process has our instance id: going on would make the two fence each other for ever.
    case RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
    // Not allowed, or not possible with this broker or these settings.
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT:
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    // The topic is not there, or was.
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    // The log no longer holds the place to read: reading on would begin after a hole.
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    // Would fail again in the same way.
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
      return base::Remedy::kStop;

    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED:
    case RD_KAFKA_RESP_ERR__QUEUE_FULL:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS:
      return severity == Severity::kFatal ? base::Remedy::kReopen : base::Remedy::kRetry;

    default:
      switch (severity) {
        case Severity::kAbortable:
          return base::Remedy::kRetry;
        case Severity::kFatal:
          return base::Remedy::kReopen;
        case Severity::kPlain:
          return base::Remedy::kStop;
      }
  }
  return base::Remedy::kStop;
}

}  // namespace

base::Error translate(rd_kafka_resp_err_t code, Severity severity, std::string_view what,
                      std::string_view vendor_text) {
  const std::string_view text = vendor_text.empty() ? rd_kafka_err2str(code) : vendor_text;
  return base::Error{remedy_of(code, severity),
                     fmt::format("{}: {} ({})", what, text, rd_kafka_err2name(code))};
}

base::Error translate(const rd_kafka_error_t& error, std::string_view what) {
  const Severity severity =
      rd_kafka_error_txn_requires_abort(&error) != 0 ? Severity::kAbortable : Severity::kFatal;
  return translate(rd_kafka_error_code(&error), severity, what, rd_kafka_error_string(&error));
}

}  // namespace sjukpuls::kafka
