#include "processor/config/sources.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

#include "processor/config/nearest.h"

namespace sjukpuls::config {
namespace {

constexpr std::string_view kFileSuffix = "_file";

// The setting that a name means, with the property for `<setting>.<property>`.
struct Target {
  const Setting* setting = nullptr;
  std::string property;
  bool secret = false;
};

Target target_of(const Table& table, std::string_view name) {
  if (const Setting* setting = find(table, name);
      setting != nullptr && setting->type != Type::kProperties) {
    return {setting, "", setting->secret};
  }
  for (const Setting& setting : table.settings) {
    if (setting.type != Type::kProperties || !name.starts_with(setting.name)) continue;
    const std::string_view rest = name.substr(setting.name.size());
    if (rest.size() < 2 || rest.front() != '.') continue;
    const std::string property(rest.substr(1));
    return {&setting, property, is_secret_property(property)};
  }
  return {};
}

// Names that a file or the environment may use, for suggestions.
std::vector<std::string> known_names(const Table& table) {
  std::vector<std::string> names;
  for (const Setting& setting : table.settings) {
    names.emplace_back(setting.name);
    if (setting.secret) names.push_back(fmt::format("{}{}", setting.name, kFileSuffix));
  }
  return names;
}

// The secret that the file of `<name>_file` holds, if the name is of that kind.
Target secret_in_file(const Table& table, std::string_view name) {
  if (!name.ends_with(kFileSuffix)) return {};
  const Target target = target_of(table, name.substr(0, name.size() - kFileSuffix.size()));
  return target.secret ? target : Target{};
}

// A file's content without line ends after it.
std::optional<std::string> text_of(const std::string& file_name) {
  std::ifstream file(file_name, std::ios::binary);
  if (!file) return std::nullopt;
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

bool is_group(const Table& table, const std::string& name) {
  return std::ranges::any_of(table.settings, [&](const Setting& setting) {
    return setting.name.starts_with(name + ".") ||
           (setting.type == Type::kProperties &&
            (name == setting.name || name.starts_with(fmt::format("{}.", setting.name))));
  });
}

// Lines and columns count from 1, as editors do.
std::string place_of(const std::string& file_name, const YAML::Mark& mark) {
  return fmt::format("{}:{}:{}", file_name, mark.line + 1, mark.column + 1);
}

// Walks a YAML document; keys are collected level by level into dotted names.
class Walk {
 public:
  Walk(const Table& table, const std::string& file_name, Entries& to)
      : table_(table), file_name_(file_name), to_(to) {}

  void map(const YAML::Node& node, const std::string& prefix) {
    for (const auto& pair : node) {
      if (!pair.first.IsScalar()) {
        fault(pair.first, "a key must be a name");
        continue;
      }
      const std::string name =
          prefix.empty() ? pair.first.Scalar() : fmt::format("{}.{}", prefix, pair.first.Scalar());
      value(pair.first, pair.second, name);
    }
  }

 private:
  void value(const YAML::Node& key, const YAML::Node& node, const std::string& name) {
    if (node.IsMap()) {
      if (is_group(table_, name)) return map(node, name);
      if (target_of(table_, name).setting != nullptr)
        return fault(node, name + " is one value, not a map");
    } else if (is_group(table_, name) && target_of(table_, name).setting == nullptr) {
      return fault(node, name + " is a group of settings, not a value");
    }
    if (name == kConfigFile) return fault(key, "the file cannot name itself");
    if (!seen_.insert(name).second) return fault(key, name + " is set twice");
    if (!is_known(table_, name)) {
      return fault(
          key, fmt::format("unknown setting {}{}", name, suggestion(name, known_names(table_))));
    }
    add_entry(table_, name, texts(node, name), place(node), to_);
  }

  std::vector<std::string> texts(const YAML::Node& node, const std::string& name) {
    std::vector<std::string> texts;
    if (node.IsScalar()) texts.push_back(node.Scalar());
    if (!node.IsSequence()) return texts;
    const Setting* setting = target_of(table_, name).setting;
    if (setting != nullptr && setting->type != Type::kList) {
      fault(node, name + " is one value, not a sequence");
    }
    for (const YAML::Node& item : node) {
      if (item.IsScalar()) {
        texts.push_back(item.Scalar());
      } else {
        fault(item, name + " takes texts, nothing nested");
      }
    }
    return texts;
  }

  std::string place(const YAML::Node& node) const { return place_of(file_name_, node.Mark()); }
  void fault(const YAML::Node& node, const std::string& what) {
    to_.faults.push_back(fmt::format("{}: {}", place(node), what));
  }

  const Table& table_;
  const std::string& file_name_;
  Entries& to_;
  std::set<std::string> seen_;
};

// SJUKPULS_SERVICE_HOST, SJUKPULS_PORT_9464_TCP_ADDR and the like, which Kubernetes sets in every
// pod beside a service whose name begins with the program's.
bool is_service_link(std::string_view variable) {
  if (variable.ends_with("_SERVICE_HOST") || variable.ends_with("_PORT")) return true;
  if (variable.find("_SERVICE_PORT_") != variable.npos) return true;
  const std::size_t port = variable.find("_PORT_");
  if (port == variable.npos) return false;
  std::string_view protocol = variable.substr(port + 6);
  while (!protocol.empty() && protocol.front() >= '0' && protocol.front() <= '9') {
    protocol.remove_prefix(1);
  }
  return protocol.starts_with("_TCP") || protocol.starts_with("_UDP") ||
         protocol.starts_with("_SCTP");
}

std::string dotted(std::string_view variable) {
  std::string name;
  for (std::size_t i = 0; i < variable.size(); ++i) {
    const bool dot = variable.substr(i, 2) == "__";
    if (dot) ++i;
    name += dot ? '.' : static_cast<char>(std::tolower(static_cast<unsigned char>(variable[i])));
  }
  return name;
}

}  // namespace

bool is_known(const Table& table, std::string_view name) {
  return target_of(table, name).setting != nullptr ||
         secret_in_file(table, name).setting != nullptr;
}

void add_entry(const Table& table, std::string_view name, std::vector<std::string> texts,
               const std::string& where, Entries& to) {
  Target target = target_of(table, name);
  if (const Target secret = secret_in_file(table, name); secret.setting != nullptr) {
    std::optional<std::string> text = texts.size() == 1 ? text_of(texts.front()) : std::nullopt;
    if (!text) {
      to.faults.push_back(fmt::format("{}: the file of {} cannot be read", where, name));
      return;
    }
    target = secret;
    texts = {*std::move(text)};
  }
  to.entries.push_back({target.setting, target.property, std::move(texts), where});
}

Entries read_yaml(const Table& table, const std::string& text, const std::string& file_name) {
  Entries entries;
  try {
    const YAML::Node document = YAML::Load(text);
    if (document.IsNull()) return entries;
    if (!document.IsMap()) {
      entries.faults.push_back(fmt::format("{}:1:1: a map of settings is expected", file_name));
      return entries;
    }
    Walk(table, file_name, entries).map(document, "");
  } catch (const YAML::Exception& error) {
    entries.faults.push_back(fmt::format("{}: {}", place_of(file_name, error.mark), error.msg));
  }
  return entries;
}

Entries read_environment(const Table& table, const std::map<std::string, std::string>& variables) {
  Entries entries;
  const std::string prefix = environment_name(table, "");
  std::vector<std::string> known;
  for (const std::string& name : known_names(table)) known.push_back(environment_name(table, name));
  for (const auto& [variable, text] : variables) {
    if (!variable.starts_with(prefix) || text.empty()) continue;
    const std::string name = dotted(std::string_view(variable).substr(prefix.size()));
    if (is_known(table, name)) {
      add_entry(table, name, {text}, variable, entries);
    } else if (!is_service_link(variable)) {
      entries.faults.push_back(
          fmt::format("{}: unknown variable{}", variable, suggestion(variable, known)));
    }
  }
  return entries;
}

}  // namespace sjukpuls::config
