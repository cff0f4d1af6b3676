#include "processor/service/readiness.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sjukpuls::service {
namespace {

Readiness::Check table_check(const runtime::TableFollower& table) {
  const bool is_complete = table.complete();
  return {"table", is_complete,
          is_complete ? "all committed rows are read" : "committed rows are being read"};
}

Readiness::Check shards_check(const std::vector<runtime::WorkerStatistics>& workers) {
  std::size_t owned = 0;
  std::size_t live = 0;
  bool have_joined = true;
  for (const runtime::WorkerStatistics& worker : workers) {
    have_joined = have_joined && worker.assignments > 0;
    owned += worker.partitions.size();
    for (const auto& [number, partition] : worker.partitions) {
      if (partition.phase == runtime::Phase::kLive) ++live;
    }
  }
  if (!have_joined) return {"shards", false, "waiting for the consumer group"};
  return {"shards", live == owned, fmt::format("{} of {} live", live, owned)};
}

}  // namespace

bool Readiness::is_ready() const { return std::ranges::all_of(checks, &Check::is_passed); }

Readiness readiness(const Instance& instance) {
  Readiness readiness;
  if (instance.table() != nullptr) readiness.checks.push_back(table_check(*instance.table()));
  const auto workers = instance.statistics();
  if (!workers.empty()) readiness.checks.push_back(shards_check(workers));
  return readiness;
}

http::Page readiness_page(const Readiness& readiness, const http::Request& request) {
  const bool is_ready = readiness.is_ready();
  const int status = is_ready ? 200 : 503;
  if (!request.parameters.contains("verbose")) {
    return http::Page::text(is_ready ? "ready\n" : "not ready\n", status);
  }
  nlohmann::ordered_json json = {{"ready", is_ready}, {"checks", nlohmann::ordered_json::array()}};
  for (const Readiness::Check& check : readiness.checks) {
    json["checks"].push_back(
        {{"name", check.name}, {"passed", check.is_passed}, {"detail", check.detail}});
  }
  return http::Page::json(json.dump() + "\n", status);
}

http::Page liveness_page(const Instance& instance) {
  return instance.failure() ? http::Page::text("failed\n", 503) : http::Page::text("alive\n");
}

}  // namespace sjukpuls::service
