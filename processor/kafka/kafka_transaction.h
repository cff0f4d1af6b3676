#pragma once

#include <memory>
#include <string>

#include "processor/kafka/kafka_log.h"
#include "processor/kafka/options.h"
#include "processor/kafka/watchdog.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::kafka {

// Transactional producers of one transactional id, tied to the consumer whose offsets they commit.
// A call that does not come back within twice the transaction time-out ends the process.
class KafkaTransactionSource final : public stream::TransactionSource {
 public:
  // The id must be this worker's alone and the same after a restart. Borrows the log.
  KafkaTransactionSource(KafkaOptions options, std::string transactional_id, KafkaLog& log);

  base::Result<std::unique_ptr<stream::Transaction>> open() override;

 private:
  KafkaOptions options_;
  std::string transactional_id_;
  KafkaLog& log_;
  Watchdog watchdog_;
};

}  // namespace sjukpuls::kafka
