#include "processor/service/instance.h"

#include <fmt/format.h>

#include <stop_token>
#include <utility>

#include "processor/service/guarded.h"

namespace sjukpuls::service {
base::Result<std::unique_ptr<Instance>> Instance::start(const InstanceOptions& options,
                                                        const indicators::Catalogue& catalogue,
                                                        const base::Clock& clock) {
  std::unique_ptr<Instance> instance(new Instance());
  auto reader = kafka::KafkaTopicReader::open(options.kafka, options.topics.partials);
  if (!reader) return std::move(reader).error();
  instance->serves_ = options.serves;
  instance->table_reader_ = *std::move(reader);
  instance->follower_ = std::make_unique<runtime::TableFollower>(*instance->table_reader_);
  auto signals = Signals::open(options.kafka, options.topics, options.signals, catalogue,
                               *instance->follower_, clock);
  if (!signals) return std::move(signals).error();
  instance->signals_ = *std::move(signals);
  for (unsigned i = 0; options.processes && i < options.workers; ++i) {
    auto added = instance->add_member(options, i, catalogue, clock);
    if (!added) return std::move(added).error();
  }

  instance->follower_thread_ = std::jthread([self = instance.get()](const std::stop_token& stop) {
    self->note(guarded([&] { return self->follower_->run(stop); }));
  });
  instance->signals_thread_ = std::jthread([self = instance.get()](const std::stop_token& stop) {
    self->note(guarded([&] { return self->signals_->run(stop); }));
  });
  for (const auto& member : instance->members_) {
    member->thread = std::jthread(
        [self = instance.get(), worker = member->worker.get()](const std::stop_token& stop) {
          self->note(guarded([&] { return worker->run(stop); }));
        });
  }
  return instance;
}

Instance::~Instance() { static_cast<void>(stop()); }

base::Status Instance::add_member(const InstanceOptions& options, unsigned number,
                                  const indicators::Catalogue& catalogue,
                                  const base::Clock& clock) {
  kafka::KafkaOptions own = options.kafka;
  own.instance_id = fmt::format("{}-{}", options.kafka.instance_id, number);
  auto log = kafka::KafkaLog::open(own, options.topics.inputs);
  if (!log) return std::move(log).error();
  auto partials = kafka::KafkaTopicReader::open(own, options.topics.partials);
  if (!partials) return std::move(partials).error();

  auto announcements = Announcements::open(own, options.topics, *signals_, catalogue);
  if (!announcements) return std::move(announcements).error();

  auto member = std::make_unique<Member>();
  member->log = *std::move(log);
  member->partials = *std::move(partials);
  member->announcements = *std::move(announcements);
  member->transactions = std::make_unique<kafka::KafkaTransactionSource>(
      own, fmt::format("{}.{}", own.group_id, own.instance_id), *member->log);
  runtime::WorkerOptions worker = options.worker;
  worker.input_topics = options.topics.inputs;
  worker.partials_topic = options.topics.partials;
  worker.dead_letters_topic = options.topics.dead_letters;
  member->worker = std::make_unique<runtime::Worker>(
      std::move(worker),
      runtime::WorkerPorts{*member->log, *member->transactions, *member->partials, clock,
                           member->statistics, catalogue, member->announcements->ports()});
  members_.push_back(std::move(member));
  return base::Done{};
}

void Instance::note(const base::Status& ended) {
  if (ended) return;
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = ended.error();
}

std::vector<runtime::WorkerStatistics> Instance::statistics() const {
  std::vector<runtime::WorkerStatistics> statistics;
  for (const auto& member : members_) statistics.push_back(member->statistics.read());
  return statistics;
}

std::optional<base::Error> Instance::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

base::Status Instance::stop() {
  for (const auto& member : members_) member->thread.request_stop();
  for (const auto& member : members_) {
    if (member->thread.joinable()) member->thread.join();
  }
  signals_thread_.request_stop();
  if (signals_thread_.joinable()) signals_thread_.join();
  follower_thread_.request_stop();
  if (follower_thread_.joinable()) follower_thread_.join();
  if (const auto error = failure()) return *error;
  return base::Done{};
}

}  // namespace sjukpuls::service
