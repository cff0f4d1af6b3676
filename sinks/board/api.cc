#include "sinks/board/api.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "processor/domain/day_text.h"
#include "processor/domain/regions.h"
#include "sinks/board/catalogue_json.h"
#include "sinks/disclosure/publication.h"
#include "sinks/topics/alert_json.h"
#include "sinks/topics/row_json.h"

namespace sjukpuls::board {
namespace {

using disclosure::Publication;
using disclosure::PublishedRow;
using disclosure::PublishedUnit;
using domain::Level;
using Json = nlohmann::ordered_json;

// RFC 3339, in UTC.
template <typename Time>
std::string instant_text(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
  return fmt::format("{:%FT%T}Z", fmt::gmtime(static_cast<std::time_t>(seconds.count())));
}

template <typename Time>
Json instant_or_null(const std::optional<Time>& time) {
  return time ? Json(instant_text(*time)) : Json(nullptr);
}

Json day_or_null(const std::optional<base::CivilDay>& day) {
  return day ? Json(domain::day_text(*day)) : Json(nullptr);
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// What is asked for; nothing for all.
struct Selection {
  Level level;
  std::string entity;
  std::string period;

  bool takes(Level of_level, std::string_view of_entity, std::string_view of_period) const {
    return of_level == level && (entity.empty() || of_entity == entity) &&
           (period.empty() || of_period == period);
  }
};

std::string parameter(const http::Request& request, const std::string& name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string() : found->second;
}

// What is wrong with the request itself.
std::optional<http::Page> fault(const http::Request& request) {
  for (const auto& [name, value] : request.parameters) {
    if (name != "level" && name != "entity" && name != "period") {
      return http::error_page(
          400, fmt::format("there is no parameter {}: use level, entity, period", name));
    }
  }
  const std::string text = parameter(request, "level");
  const std::optional<Level> level = domain::parse_level(text);
  if (!level) {
    return http::error_page(
        400, fmt::format("level must be nation, region, provider or unit, not \"{}\"", text));
  }
  const bool is_below_region = *level == Level::kProvider || *level == Level::kUnit;
  if (is_below_region && parameter(request, "entity").empty() &&
      parameter(request, "period").empty()) {
    return http::error_page(400, "of units and providers ask for one entity or one period");
  }
  return std::nullopt;
}

bool is_known(const Publication& numbers, const Selection& selection) {
  switch (selection.level) {
    case Level::kNation:
      return selection.entity == domain::kNationId;
    case Level::kRegion:
      return selection.entity == "00" ||
             std::ranges::find(domain::regions(), selection.entity, &domain::RegionName::code) !=
                 domain::regions().end();
    case Level::kProvider:
      return std::ranges::find(numbers.units, selection.entity, &PublishedUnit::provider) !=
             numbers.units.end();
    case Level::kUnit:
      return std::ranges::binary_search(numbers.units, selection.entity, {}, &PublishedUnit::id);
  }
  return false;
}

Json reference_of(const Publication& numbers, const Selection& selection) {
  Json counts = Json::array();
  for (const engine::ReferenceCount& count : numbers.reference) {
    if (!selection.takes(count.level, count.entity, count.period)) continue;
    Json json = {{"entity", count.entity}, {"period", count.period}, {"count", count.count->name}};
    if (!count.measure.empty()) json["measure"] = count.measure;
    json["n"] = count.n;
    counts.push_back(std::move(json));
  }
  return counts;
}

}  // namespace

http::Page Api::status() const {
  const ProcessStatus process = ports_.process();
  Json json = {{"ready", process.is_ready}, {"role", process.role}, {"version", process.version}};
  ports_.table.read([&json](const engine::Table& table) {
    const engine::Table::Shards shards = table.shards();
    json["as_of"] = day_or_null(table.as_of());
    json["last_event_at"] = instant_or_null(shards.last_event_at);
    json["committed_at"] = instant_or_null(table.committed_at());
    json["shards"] = {{"all", shards.all}, {"live", shards.live}};
  });
  Json units = nullptr;
  if (const auto latest = ports_.units.latest()) {
    units = {{"taken_at", instant_text(latest->taken_at)},
             {"as_of", day_or_null(latest->publication.as_of)},
             {"numbers", latest->publication.numbers},
             {"withheld", latest->publication.withheld}};
  }
  json["units"] = std::move(units);
  return http::Page::json(line_of(json));
}

http::Page Api::catalogue() const {
  return http::Page::json(catalogue_json(ports_.catalogue) + "\n");
}

http::Page Api::indicators(const http::Request& request) const {
  if (const auto page = fault(request)) return *page;
  const Selection selection{*domain::parse_level(parameter(request, "level")),
                            parameter(request, "entity"), parameter(request, "period")};
  std::shared_ptr<const Publication> numbers;
  if (selection.level == Level::kNation || selection.level == Level::kRegion) {
    numbers = ports_.current.read();
  } else if (const auto latest = ports_.units.latest()) {
    numbers = std::shared_ptr<const Publication>(latest, &latest->publication);
  }
  if (!numbers || !numbers->as_of) return http::error_page(503, "there are no numbers yet");

  std::string rows;
  std::set<std::string_view> periods;
  for (const PublishedRow& row : numbers->rows) {
    if (row.level == selection.level) periods.insert(row.period);
    if (!selection.takes(row.level, row.entity, row.period)) continue;
    if (!rows.empty()) rows += ",\n";
    rows += topics::row_json(row, ports_.catalogue, *numbers->as_of);
  }
  const Json reference = reference_of(*numbers, selection);
  if (rows.empty() && reference.empty()) {
    if (!selection.entity.empty() && !is_known(*numbers, selection)) {
      return http::error_page(
          404, fmt::format("there is no {} {}", domain::name(selection.level), selection.entity));
    }
    if (!selection.period.empty() && !periods.contains(selection.period)) {
      return http::error_page(
          404, fmt::format("of a {} there is no period {}: use {}", domain::name(selection.level),
                           selection.period, fmt::join(periods, ", ")));
    }
  }
  return http::Page::json(
      fmt::format("{{\"as_of\":\"{}\",\n\"rows\":[{}],\n\"reference\":{}}}\n",
                  domain::day_text(*numbers->as_of), rows,
                  reference.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

http::Page Api::alerts() const {
  const auto open = ports_.alerts();
  if (!open) return http::error_page(503, "the alerts were not read yet");
  std::string lines;
  for (const alerts::Alert& alert : *open) {
    if (!lines.empty()) lines += ",\n";
    lines += topics::alert_json(alert);
  }
  return http::Page::json(fmt::format("{{\"open\":[{}]}}\n", lines));
}

void Api::add_to(http::Routes& routes) const {
  routes["/api/v1/status"] = [this](const http::Request&) { return status(); };
  routes["/api/v1/catalogue"] = [this](const http::Request&) { return catalogue(); };
  routes["/api/v1/alerts"] = [this](const http::Request&) { return alerts(); };
  routes["/api/v1/indicators"] = [this](const http::Request& request) {
    return indicators(request);
  };
}

}  // namespace sjukpuls::board
