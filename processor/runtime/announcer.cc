#include "processor/runtime/announcer.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace sjukpuls::runtime {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;

Announcer::Announcer(std::span<const stream::AnnouncedPort> ports, std::chrono::milliseconds limit)
    : limit_(limit) {
  for (const stream::AnnouncedPort& port : ports) announced_.push_back({port, false, {}});
}

Status Announcer::check() {
  for (const Announced& announced : announced_) {
    const auto partitions = announced.port.reader->partition_count();
    if (!partitions) return partitions.error();
    if (*partitions != 1) {
      return Error{Remedy::kStop, fmt::format("{} needs one partition, but has {}",
                                              announced.port.topic->topic(), *partitions)};
    }
  }
  return Done{};
}

void Announcer::let_go() {
  for (Announced& announced : announced_) {
    announced.is_known = false;
    announced.prepared.clear();
  }
}

bool Announcer::due(base::ProcessingTime now) const {
  return std::ranges::any_of(announced_, [now](const Announced& announced) {
    return !announced.is_known || announced.port.topic->due(now);
  });
}

Status Announcer::prepare(base::ProcessingTime now) {
  for (Announced& announced : announced_) {
    if (!announced.is_known) {
      if (auto done = take_over(announced); !done) return done;
    }
    if (!announced.is_known || !announced.port.topic->due(now)) continue;
    announced.prepared = announced.port.topic->changes(now);
    if (announced.prepared.empty()) announced.port.topic->committed();
  }
  return Done{};
}

Status Announcer::take_over(Announced& announced) const {
  auto content =
      stream::read_content(*announced.port.reader, announced.port.topic->topic(), 0, limit_);
  if (!content && content.error().remedy == Remedy::kStop) return content.error();
  if (!content) {
    spdlog::warn("{}: {}; trying again", announced.port.topic->topic(), content.error().what);
    return Done{};
  }
  announced.port.topic->take_over(*std::move(content));
  announced.is_known = true;
  return Done{};
}

bool Announcer::has_changes() const {
  return std::ranges::any_of(
      announced_, [](const Announced& announced) { return !announced.prepared.empty(); });
}

Status Announcer::write(stream::Transaction& transaction) const {
  for (const Announced& announced : announced_) {
    for (const stream::TopicChange& change : announced.prepared) {
      auto done = transaction.put({.topic = announced.port.topic->topic(),
                                   .partition = 0,
                                   .key = change.key,
                                   .value = change.value,
                                   .headers = {}});
      if (!done) return done;
    }
  }
  return Done{};
}

void Announcer::committed() {
  for (Announced& announced : announced_) {
    if (announced.prepared.empty()) continue;
    announced.port.topic->committed();
    announced.prepared.clear();
  }
}

void Announcer::rolled_back() {
  for (Announced& announced : announced_) {
    if (announced.prepared.empty()) continue;
    announced.port.topic->rolled_back();
    announced.prepared.clear();
  }
}

}  // namespace sjukpuls::runtime
