#include "processor/runtime/committer.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

#include "processor/base/check.h"

namespace sjukpuls::runtime {
namespace {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;

constexpr int kMostFailuresInARow = 10;
constexpr std::chrono::minutes kBetweenLosses{1};

}  // namespace

Status Committer::open() {
  if (is_open()) return Done{};
  auto opened = source_.open();
  if (!opened) return opened.error();
  producer_ = *std::move(opened);
  return Done{};
}

base::Result<Outcome> Committer::transact(const Write& write, base::ProcessingTime now) {
  if (stopped_by_) return *stopped_by_;
  base::check(is_open(), "a transaction needs a producer");
  const Status done = attempt(write);
  if (!done) return give_up(done.error(), now);
  failures_in_a_row_ = 0;
  return Outcome::kCommitted;
}

Status Committer::attempt(const Write& write) {
  if (auto begun = producer_->begin(); !begun) return begun;
  if (auto written = write(*producer_); !written) return written;
  return producer_->commit();
}

base::Result<Outcome> Committer::give_up(const Error& error, base::ProcessingTime now) {
  if (error.remedy == Remedy::kStop) return stop(error);
  spdlog::warn("transaction: {}; giving it up", error.what);
  ++statistics_.aborts;
  if (++failures_in_a_row_ >= kMostFailuresInARow) {
    return stop({Remedy::kStop, fmt::format("{} transactions failed in a row, the last: {}",
                                            failures_in_a_row_, error.what)});
  }
  if (error.remedy == Remedy::kRetry) {
    const Status aborted = producer_->abort();
    if (aborted) return Outcome::kRolledBack;
    if (aborted.error().remedy == Remedy::kStop) return stop(aborted.error());
  }
  return lose_producer(error, now);
}

base::Result<Outcome> Committer::lose_producer(const Error& error, base::ProcessingTime now) {
  producer_.reset();
  if (lost_at_ && now - *lost_at_ < kBetweenLosses) {
    return stop({Remedy::kStop, "the producer was lost twice within a minute: " + error.what});
  }
  lost_at_ = now;
  ++statistics_.rebuilds;
  return Outcome::kInDoubt;
}

Error Committer::stop(Error error) {
  stopped_by_ = error;
  return error;
}

}  // namespace sjukpuls::runtime
