#include "processor/service/signals.h"

#include <utility>

namespace sjukpuls::service {
namespace {

// How late a tick, or a stop, may be noticed.
constexpr std::chrono::milliseconds kStepWait{100};

// The turn of a day takes seconds; a shard that is away may stay so.
constexpr std::chrono::minutes kPatience{1};

}  // namespace

base::Result<std::unique_ptr<Signals>> Signals::open(const kafka::KafkaOptions& kafka,
                                                     const TopicNames& topics,
                                                     SignalsOptions options,
                                                     const indicators::Catalogue& catalogue,
                                                     const runtime::TableFollower& table,
                                                     const base::Clock& clock) {
  auto reader = kafka::KafkaTopicReader::open(kafka, topics.alerts);
  if (!reader) return std::move(reader).error();
  std::unique_ptr<Signals> signals(new Signals(std::move(options), catalogue, table, clock));
  signals->reader_ = *std::move(reader);
  signals->alerts_ = std::make_unique<topics::AlertFollower>(*signals->reader_);
  return signals;
}

Signals::Signals(SignalsOptions options, const indicators::Catalogue& catalogue,
                 const runtime::TableFollower& table, const base::Clock& clock)
    : options_(std::move(options)),
      table_(table),
      clock_(clock),
      lookout_(
          catalogue, table, [this](const engine::Table& rows) { return is_whole(rows); },
          options_.lookout) {}

bool Signals::is_whole(const engine::Table& table) {
  const engine::Table::Shards shards = table.shards();
  if (!table_.complete() || shards.known < shards.all) return false;
  if (shards.live == shards.all) {
    unsettled_since_.reset();
    return true;
  }
  const base::ProcessingTime now = clock_.now();
  if (!unsettled_since_ || now < *unsettled_since_) unsettled_since_ = now;
  return now - *unsettled_since_ >= kPatience;
}

base::Status Signals::run(const std::stop_token& stop) {
  base::Status done = alerts_->start();
  while (done && !stop.stop_requested()) {
    done = alerts_->step(kStepWait);
    lookout_.look(clock_.now());
  }
  return done;
}

base::Result<std::unique_ptr<Announcements>> Announcements::open(
    const kafka::KafkaOptions& kafka, const TopicNames& topics, const Signals& signals,
    const indicators::Catalogue& catalogue) {
  std::unique_ptr<Announcements> announcements(new Announcements(topics, signals, catalogue));
  auto alerts = kafka::KafkaTopicReader::open(kafka, topics.alerts);
  if (!alerts) return std::move(alerts).error();
  auto indicators = kafka::KafkaTopicReader::open(kafka, topics.indicators);
  if (!indicators) return std::move(indicators).error();
  announcements->alerts_reader_ = *std::move(alerts);
  announcements->indicators_reader_ = *std::move(indicators);
  return announcements;
}

Announcements::Announcements(const TopicNames& topics, const Signals& signals,
                             const indicators::Catalogue& catalogue)
    : alerts_(topics.alerts, signals.options().book,
              [&signals] { return signals.view().findings; }),
      indicators_(
          topics.indicators, catalogue, signals.options().lookout.publication.unit_counts,
          [&signals] { return signals.view().above_units; },
          [&signals] { return signals.view().all; }) {}

std::vector<stream::AnnouncedPort> Announcements::ports() {
  return {{&alerts_, alerts_reader_.get()}, {&indicators_, indicators_reader_.get()}};
}

}  // namespace sjukpuls::service
