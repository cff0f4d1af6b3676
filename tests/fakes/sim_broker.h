#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/result.h"
#include "processor/stream/log.h"
#include "processor/stream/transaction.h"

namespace sjukpuls::fakes {

// A Kafka in memory: partitions with transaction markers, a last stable offset, one consumer group
// with generations and `range` assignment, transactional ids with epochs. Fails on request. Nothing
// waits: a poll with nothing to hand over returns at once. One thread.
class SimBroker {
 public:
  struct Stored {
    stream::Offset offset;
    std::string key;
    std::optional<std::string> value;
    std::vector<stream::Header> headers;
    base::ProcessingTime timestamp;
  };

  // The calls that can be made to fail.
  enum class Call { kOpen, kBegin, kPut, kAddOffsets, kCommit, kAbort, kCommitted };

  // Whether a failing call has had its effect, as when the answer is lost on the way.
  enum class Effect { kNone, kDone };

  void create_topic(const std::string& topic, int partitions);

  // Writes outside of any transaction, as the sources of the input topics do.
  stream::Offset append(const std::string& topic, int partition, std::string key,
                        std::optional<std::string> value, base::ProcessingTime timestamp = {},
                        std::vector<stream::Header> headers = {});

  // Outlived by the broker. `member` is the instance id within the one group.
  std::unique_ptr<stream::Log> open_log(std::vector<std::string> topics, std::string member);
  std::unique_ptr<stream::TransactionSource> transactions(std::string transactional_id,
                                                          stream::Log& log);
  std::unique_ptr<stream::TopicReader> reader(std::string topic);

  // The next call of this kind answers with the error.
  void fail_next(Call call, base::Remedy remedy, Effect effect = Effect::kNone);
  void forget_failures() { failures_.clear(); }

  // The group gives the member up, as after a pause longer than its session; the member learns of
  // it at its next poll and joins anew.
  void drop_member(const std::string& member);

  // Open transactions no longer time out when someone waits for them.
  void keep_transactions_open() { keeps_transactions_open_ = true; }

  // What a reader of committed records sees.
  std::vector<Stored> visible(const std::string& topic, int partition) const;
  std::optional<stream::Offset> committed_offset(const std::string& topic, int partition) const;
  std::string committed_metadata(const std::string& topic, int partition) const;
  int commits() const { return commits_; }

 private:
  friend class SimLog;
  friend class SimTransaction;
  friend class SimTransactionSource;
  friend class SimTopicReader;

  using TransactionNumber = int;  // 0: outside of any
  enum class Outcome { kOpen, kCommitted, kAborted };

  struct Entry {
    Stored stored;
    TransactionNumber transaction;
    bool marker;
  };
  struct Committed {
    stream::Offset next;
    std::string metadata;
  };
  using Place = std::pair<std::string, int>;  // topic, partition
  struct Member {
    int generation = 0;
    std::vector<Place> assigned;  // as the member knows it
    std::vector<Place> given;     // as the group has it, once `generation` is the group's
    bool must_revoke = false;
    bool lost = false;
    bool has_news = false;  // `given` is yet to be taken
    std::vector<std::string> topics;
  };
  struct OpenTransaction {
    std::set<Place> places;
    std::map<Place, Committed> offsets;
  };

  std::vector<Entry>& entries(const Place& place);
  const std::vector<Entry>& entries(const Place& place) const;
  stream::Offset last_stable(const Place& place) const;
  bool shown(const Entry& entry) const;
  bool has_pending_offsets(const Place& place) const;

  void join(const std::string& member, std::vector<std::string> topics);
  void leave(const std::string& member);
  void start_rebalance();
  void finish_rebalance_when_all_revoked();

  TransactionNumber begin();
  void end(TransactionNumber transaction, Outcome outcome);
  void time_out_transactions();
  std::optional<std::pair<base::Error, Effect>> take_failure(Call call);

  std::map<std::string, std::vector<std::vector<Entry>>> topics_;
  std::map<TransactionNumber, Outcome> outcomes_;
  std::map<TransactionNumber, OpenTransaction> open_;
  std::map<std::string, int> epochs_;
  std::map<std::string, TransactionNumber> open_of_id_;
  std::map<Place, Committed> committed_;
  std::map<std::string, Member> members_;
  int generation_ = 0;
  bool rebalancing_ = false;
  int commits_ = 0;
  bool keeps_transactions_open_ = false;
  std::map<Call, std::deque<std::pair<base::Error, Effect>>> failures_;
};

}  // namespace sjukpuls::fakes
