#include "processor/config/settings.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <stdexcept>

namespace sjukpuls::config {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

constexpr std::string_view kHidden = "***";

std::string day_text(base::CivilDay day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void emit(YAML::Emitter& emitter, const Value& value) {
  std::visit(
      Overloaded{[](std::monostate) {}, [](const Properties&) {},
                 [&](base::CivilDay day) { emitter << day_text(day); },
                 [&](const std::vector<std::string>& list) { emitter << YAML::Flow << list; },
                 // The shortest text that reads back as the same number.
                 [&](double number) { emitter << fmt::format("{}", number); },
                 [&](const auto& scalar) { emitter << scalar; }},
      value);
}

std::string line(std::string_view name, const Value& value, bool secret, std::string_view origin) {
  YAML::Emitter emitter;
  if (secret) {
    emitter << std::string(kHidden);
  } else {
    emit(emitter, value);
  }
  return fmt::format("{}: {}  # {}\n", name, emitter.c_str(), origin);
}

std::string range_text(const Setting& setting) {
  if (!setting.choices.empty()) {
    return fmt::format("{}", fmt::join(split(setting.choices, '|'), ", "));
  }
  if (setting.type == Type::kInteger || setting.type == Type::kNumber) {
    return fmt::format("{} to {}{}{}", setting.range.least, setting.range.greatest,
                       setting.unit.empty() ? "" : " ", setting.unit);
  }
  if (setting.type == Type::kFlag) return "true, false";
  if (setting.type == Type::kDay) return "YYYY-MM-DD";
  return std::string(setting.form.wording);
}

}  // namespace

void Settings::set(std::string_view name, Value value, std::string origin) {
  Entry& entry = entries_[std::string(name)];
  entry.value = std::move(value);
  entry.origin = std::move(origin);
}

void Settings::set_origin(std::string_view name, std::string_view property, std::string origin) {
  entries_[std::string(name)].property_origins[std::string(property)] = std::move(origin);
}

bool Settings::is_set(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) throw std::logic_error(fmt::format("no setting {}", name));
  return !std::holds_alternative<std::monostate>(found->second.value);
}

template <typename T>
const T& Settings::get(std::string_view name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end() || !std::holds_alternative<T>(found->second.value)) {
    throw std::logic_error(fmt::format("no setting {} of that type with a value", name));
  }
  return std::get<T>(found->second.value);
}

const std::string& Settings::text(std::string_view name) const { return get<std::string>(name); }
bool Settings::flag(std::string_view name) const { return get<bool>(name); }
std::int64_t Settings::integer(std::string_view name) const { return get<std::int64_t>(name); }
double Settings::number(std::string_view name) const { return get<double>(name); }
base::CivilDay Settings::day(std::string_view name) const { return get<base::CivilDay>(name); }
const std::vector<std::string>& Settings::list(std::string_view name) const {
  return get<std::vector<std::string>>(name);
}
const Properties& Settings::properties(std::string_view name) const {
  return get<Properties>(name);
}

std::string Settings::effective_line(const Setting& setting, const Entry& entry) const {
  if (std::holds_alternative<std::monostate>(entry.value)) {
    return fmt::format("# {} is not set\n", setting.name);
  }
  if (const auto* properties = std::get_if<Properties>(&entry.value)) {
    std::string lines;
    for (const auto& [property, value] : *properties) {
      lines += line(fmt::format("{}.{}", setting.name, property), value,
                    is_secret_property(property), entry.property_origins.at(property));
    }
    return lines.empty() ? fmt::format("# {} has none\n", setting.name) : lines;
  }
  return line(setting.name, entry.value, setting.secret, entry.origin);
}

std::string Settings::effective() const {
  std::string lines;
  for (const Setting& setting : table_.settings) {
    if (setting.name == kConfigFile) continue;
    const auto found = entries_.find(setting.name);
    if (found != entries_.end()) lines += effective_line(setting, found->second);
  }
  return lines;
}

std::string markdown(const Table& table) {
  std::string text =
      "| setting | flag | environment | default | range | used by | "
      "|\n|---|---|---|---|---|---|---|\n";
  for (const Setting& setting : table.settings) {
    text += fmt::format(
        "| `{}` | `--{}{}` | `{}` | {} | {} | {} | {}{} |\n", setting.name, setting.flag,
        setting.secret ? "-file" : "", environment_name(table, setting.name),
        setting.default_text.empty() ? "" : fmt::format("`{}`", default_wording(setting)),
        range_text(setting), setting.commands.empty() ? "all" : setting.commands, setting.help,
        setting.secret ? " (secret)" : "");
  }
  return text;
}

}  // namespace sjukpuls::config
