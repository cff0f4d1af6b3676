#include "sinks/topics/alert_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "processor/codec/time_text.h"
#include "processor/domain/day_text.h"

namespace sjukpuls::topics {
namespace {

using alerts::Alert;
using alerts::Rule;
using Json = nlohmann::ordered_json;

std::string instant_text(base::ProcessingTime instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  std::string text;
  codec::append_instant(std::chrono::milliseconds(seconds.time_since_epoch()).count(), text);
  return text;
}

void put(Json& json, const char* name, const std::optional<base::ProcessingTime>& instant) {
  if (instant) json[name] = instant_text(*instant);
}

// What the rule has seen, for people. It says nothing that the record's other fields do not.
std::pair<std::string_view, std::string_view> texts_of(Rule rule) {
  switch (rule) {
    case Rule::kManyReminders:
      return {"Fler av vårdenhetens intyg har påminnelser om komplettering än slumpen förklarar.",
              "More of the care unit's certificates were reminded of than chance explains."};
    case Rule::kOverdueRequests:
      return {
          "Fler begäranden om komplettering är obesvarade efter sista dag än slumpen förklarar.",
          "More completion requests are past their last day than chance explains."};
    case Rule::kCoverageDrop:
      return {"Färre intyg kommer från vårdenheten än dess eget senaste år säger.",
              "Fewer certificates arrive from the care unit than its own past year tells."};
  }
  return {};
}

std::optional<std::string> text_in(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

// Whether the instant is absent or one; `instant` is set accordingly.
bool read(const Json& json, const char* name, std::optional<base::ProcessingTime>& instant) {
  const auto text = text_in(json, name);
  if (!text) return !json.contains(name);
  const auto parsed = codec::parse_instant(*text);
  if (!parsed) return false;
  instant = base::ProcessingTime{std::chrono::milliseconds{*parsed}};
  return true;
}

bool read_counts(const Json& json, std::optional<alerts::Numbers>& numbers) {
  const auto counts = json.find("counts");
  if (counts == json.end()) return true;
  if (!counts->is_object()) return false;
  for (const char* name : {"counted", "cases", "expected", "probability"}) {
    if (!counts->contains(name) || !(*counts)[name].is_number()) return false;
  }
  numbers = alerts::Numbers{
      (*counts)["counted"].get<std::int64_t>(), (*counts)["cases"].get<std::int64_t>(),
      (*counts)["expected"].get<double>(), (*counts)["probability"].get<double>()};
  return true;
}

// Whether the fields that a state needs are there.
bool is_whole(const Alert& alert) {
  switch (alert.state) {
    case alerts::AlertState::kPending:
      return alert.since.has_value();
    case alerts::AlertState::kOpen:
      return !alert.id.empty() && alert.opened_at.has_value();
    case alerts::AlertState::kClosed:
      return !alert.id.empty() && alert.opened_at.has_value() && alert.closed_at.has_value();
  }
  return false;
}

}  // namespace

std::string alert_json(const Alert& alert) {
  Json json = Json::object();
  if (!alert.id.empty()) json["id"] = alert.id;
  json["rule"] = alerts::name(alert.rule);
  json["level"] = alerts::name(alert.level);
  json["state"] = alerts::name(alert.state);
  json["care_unit"] = alert.care_unit;
  if (!alert.care_unit_name.empty()) json["care_unit_name"] = alert.care_unit_name;
  json["region"] = alert.region.code();
  put(json, "since", alert.since);
  put(json, "opened_at", alert.opened_at);
  put(json, "closed_at", alert.closed_at);
  json["as_of"] = domain::day_text(alert.as_of);
  if (alert.numbers) {
    json["counts"] = {{"counted", alert.numbers->counted},
                      {"cases", alert.numbers->cases},
                      {"expected", alert.numbers->expected},
                      {"probability", alert.numbers->probability}};
  }
  const auto [swedish, english] = texts_of(alert.rule);
  json["text"] = {{"sv", swedish}, {"en", english}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Alert> parse_alert(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return std::nullopt;
  const auto rule = alerts::parse_rule(text_in(json, "rule").value_or(""));
  const auto state = alerts::parse_alert_state(text_in(json, "state").value_or(""));
  const auto care_unit = text_in(json, "care_unit");
  const auto region = domain::Region::parse(text_in(json, "region").value_or(""));
  const auto as_of = domain::parse_day(text_in(json, "as_of").value_or(""));
  if (!rule || !state || !care_unit || !region || !as_of) return std::nullopt;
  Alert alert;
  alert.rule = *rule;
  alert.care_unit = *care_unit;
  alert.care_unit_name = text_in(json, "care_unit_name").value_or("");
  alert.region = *region;
  alert.state = *state;
  alert.id = text_in(json, "id").value_or("");
  alert.as_of = *as_of;
  if (text_in(json, "level") == alerts::name(alerts::SignalLevel::kWarning)) {
    alert.level = alerts::SignalLevel::kWarning;
  }
  if (!read(json, "since", alert.since) || !read(json, "opened_at", alert.opened_at) ||
      !read(json, "closed_at", alert.closed_at) || !read_counts(json, alert.numbers) ||
      !is_whole(alert)) {
    return std::nullopt;
  }
  return alert;
}

std::string alert_key(const Alert& alert) {
  return std::string(alerts::name(alert.rule)) + "|" + alert.care_unit;
}

}  // namespace sjukpuls::topics
