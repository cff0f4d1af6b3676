#include "processor/runtime/announcer.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>
#include <utility>

namespace sjukpuls::runtime {

using base::Done;
using base::Error;
using base::Remedy;
using base::Status;

Announcer::Announcer(std::span<const stream::AnnouncedPort> ports) {
  for (const stream::AnnouncedPort& port : ports) announced_.push_back({port, false, nullptr, {}});
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
    announced.reading.reset();
    announced.prepared.clear();
  }
}

bool Announcer::is_reading() const {
  return !std::ranges::all_of(announced_, &Announced::is_known);
}

Status Announcer::read_on() {
  const auto unknown = std::ranges::find(announced_, false, &Announced::is_known);
  return unknown == announced_.end() ? Status{Done{}} : read_on(*unknown);
}

Status Announcer::read_on(Announced& announced) {
  if (!announced.reading) {
    announced.reading = std::make_unique<stream::ContentReading>(
        *announced.port.reader, std::string(announced.port.topic->topic()), 0);
  }
  const auto is_read = announced.reading->step();
  if (!is_read && is_read.error().remedy != Remedy::kRetry) return is_read.error();
  if (!is_read) {
    spdlog::warn("{}; reading again", is_read.error().what);
    announced.reading.reset();
  } else if (*is_read) {
    announced.port.topic->take_over(announced.reading->take());
    announced.reading.reset();
    announced.is_known = true;
  }
  return Done{};
}

bool Announcer::due(base::ProcessingTime now) const {
  return std::ranges::any_of(announced_, [now](const Announced& announced) {
    return announced.is_known && announced.port.topic->due(now);
  });
}

void Announcer::prepare(base::ProcessingTime now) {
  for (Announced& announced : announced_) {
    if (!announced.is_known || !announced.port.topic->due(now)) continue;
    announced.prepared = announced.port.topic->changes(now);
    if (announced.prepared.empty()) announced.port.topic->committed();
  }
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
