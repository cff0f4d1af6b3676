// A partition's way from its assignment to being live, and the end of it.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "processor/domain/day_text.h"
#include "processor/runtime/worker.h"

namespace sjukpuls::runtime {
namespace {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;

// After this long, and again and again, it is said that a partition's rows are still being read.
constexpr std::chrono::seconds kSlowReading{45};

// Restoring reads the whole log, whatever was committed of it.
std::vector<stream::Start> log_starts(std::span<const stream::TopicPartition> sources) {
  std::vector<stream::Start> starts;
  for (const stream::TopicPartition source : sources) starts.push_back({source, std::nullopt});
  return starts;
}

}  // namespace

Status Worker::check_topics() {
  const auto counts = ports_.log.partition_counts();
  if (!counts) return counts.error();
  const auto partials = ports_.partials.partition_count();
  if (!partials) return partials.error();
  const bool equal =
      std::all_of(counts->begin(), counts->end(), [&](int count) { return count == *partials; });
  if (equal) return Done{};
  std::string text = "topics need equal partition counts, but:";
  for (std::size_t i = 0; i < counts->size(); ++i) {
    text += fmt::format(" {} has {},", options_.input_topics[i], (*counts)[i]);
  }
  text += fmt::format(" {} has {}", options_.partials_topic, *partials);
  return Error{Remedy::kStop, std::move(text)};
}

// The producer comes first: opening it ends what a predecessor of the same id left open, before its
// partitions come to us. A cluster that does not answer is asked again at the next step.
Status Worker::open_and_join() {
  Status opened = committer_.open();
  if (!opened && opened.error().remedy != Remedy::kRetry) return opened;
  if (!opened) {
    spdlog::warn("{}; trying again", opened.error().what);
    return Done{};
  }
  if (has_joined_) return Done{};
  has_joined_ = true;
  return ports_.log.subscribe(*this);
}

std::vector<stream::Start> Worker::assigned(std::span<const stream::TopicPartition> sources) {
  ++statistics_.assignments;
  awaited_.assign(sources.begin(), sources.end());
  if (const auto taken = ask_for_offsets(); !taken) fail(taken.error());
  publish_statistics();
  return log_starts(sources);
}

// Those that could not be taken up when they were assigned. What was read of them in the meantime
// was let go, so reading begins again.
Status Worker::take_up() {
  if (awaited_.empty()) return Done{};
  const std::vector<stream::TopicPartition> sources = awaited_;
  const auto taken = ask_for_offsets();
  if (!taken) return taken.error();
  return *taken ? ports_.log.seek(log_starts(sources)) : Status{Done{}};
}

// Whether the group's offsets are known now. Not without a producer: the transaction of one that
// was lost may hold these very offsets until a new one ends it.
base::Result<bool> Worker::ask_for_offsets() {
  if (awaited_.empty()) return true;
  if (!committer_.is_open()) return false;
  auto committed = ports_.log.committed_offsets(awaited_);
  if (!committed && committed.error().remedy != Remedy::kRetry) return committed.error();
  if (!committed) {
    spdlog::warn("{}; asking again", committed.error().what);
    return false;
  }
  learn_day(*committed);
  std::map<int, std::vector<stream::CommittedOffset>> by_number;
  for (stream::CommittedOffset& offset : *committed) {
    by_number[offset.source.partition].push_back(std::move(offset));
  }
  for (const auto& [number, offsets] : by_number) {
    if (offsets.size() != options_.input_topics.size()) {
      return Error{Remedy::kStop,
                   fmt::format("partition {} of {} topics was assigned, not of {}", number,
                               offsets.size(), options_.input_topics.size())};
    }
    const auto place =
        partitions_.try_emplace(number, number, ports_.catalogue, options_.shard, offsets).first;
    const auto index = static_cast<std::size_t>(number);
    if (index >= by_number_.size()) by_number_.resize(index + 1);
    by_number_[index] = &place->second;
    spdlog::info("partition {}: restoring", number);
  }
  awaited_.clear();
  return true;
}

// Drops a state whose place in the log is in doubt, to restore it once the group's offsets are
// known.
void Worker::await_anew(int number) {
  const auto place = partitions_.find(number);
  const std::vector<stream::TopicPartition> sources = place->second.sources();
  awaited_.insert(awaited_.end(), sources.begin(), sources.end());
  by_number_[static_cast<std::size_t>(number)] = nullptr;
  partitions_.erase(place);
  if (number == 0) announcer_.let_go();
}

void Worker::revoked(stream::Revocation revocation) {
  ++statistics_.revocations;
  if (revocation == stream::Revocation::kOrderly && failure_ && committer_.is_open() &&
      !is_in_doubt_ && has_something_to_commit()) {
    // Rolled back or in doubt: the next owner begins from what the group has committed.
    if (const auto outcome = transact(); !outcome) fail(outcome.error());
  }
  drop_partitions();
  publish_statistics();
}

void Worker::drop_partitions() {
  going_live_.reset();
  by_number_.clear();
  partitions_.clear();
  awaited_.clear();
  announcer_.let_go();
  anything_caught_up_ = false;
  events_since_commit_ = 0;
  uncommitted_since_.reset();
  is_in_doubt_ = false;
}

// Brings a caught-up partition a step nearer to live.
Status Worker::bring_live() {
  if (!going_live_) {
    if (!anything_caught_up_) return Done{};
    const auto next = std::find_if(partitions_.begin(), partitions_.end(), [](const auto& entry) {
      return !entry.second.is_live() && entry.second.caught_up();
    });
    anything_caught_up_ = next != partitions_.end();
    if (!anything_caught_up_) return Done{};
    if (const auto source = next->second.cut_short()) {
      return Error{Remedy::kStop,
                   fmt::format("{} [{}] ends before the offset that was committed of it: the topic "
                               "was recreated or has lost records",
                               options_.input_topics[static_cast<std::size_t>(source->topic)],
                               source->partition)};
    }
    going_live_.emplace(next->first, ports_.partials, options_.partials_topic, now_);
  }
  if (!committer_.is_open()) return Done{};
  const auto is_read = going_live_->reading.step();
  if (!is_read && is_read.error().remedy != Remedy::kRetry) return is_read.error();
  if (is_read && *is_read) {
    OwnedPartition& partition = *by_number_[static_cast<std::size_t>(going_live_->number)];
    stream::PartitionContent content = going_live_->reading.take();
    going_live_.reset();
    return go_live(partition, std::move(content));
  }
  if (!is_read) {
    spdlog::warn("{}; reading again", is_read.error().what);
    going_live_.reset();
  } else if (now_ - going_live_->told_at >= kSlowReading) {
    spdlog::warn("{}; another's transaction may be open there", going_live_->reading.progress());
    going_live_->told_at = now_;
  }
  return Done{};
}

Status Worker::go_live(OwnedPartition& partition, stream::PartitionContent content) {
  const int number = partition.number();
  const base::CivilDay today = day();
  partition.shard().go_live(today);
  std::uint64_t rows = 0;
  const auto outcome = committer_.transact(
      [&](stream::Transaction& transaction) {
        return write_difference(transaction, partition, std::move(content), rows);
      },
      now_);
  if (!outcome) return outcome.error();
  if (*outcome != Outcome::kCommitted) {
    spdlog::warn("partition {}: restoring again", number);
    await_anew(number);
    return Done{};
  }
  note_committed(partition);
  partition.note_reconciled(rows);
  count_commit(rows);
  spdlog::info("partition {}: live for {}, {} patients", number, domain::day_text(today),
               partition.shard().patients());
  publish_statistics();
  return Done{};
}

}  // namespace sjukpuls::runtime
