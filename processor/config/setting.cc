#include "processor/config/setting.h"

#include <algorithm>
#include <cctype>

namespace sjukpuls::config {

const Setting* find(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.settings, name, &Setting::name);
  return found == table.settings.end() ? nullptr : &*found;
}

const CommandHelp* find_command(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table.commands, name, &CommandHelp::name);
  return found == table.commands.end() ? nullptr : &*found;
}

bool used_by(const Setting& setting, std::string_view command) {
  const std::vector<std::string> commands = split(setting.commands, ' ');
  return commands.empty() || std::ranges::find(commands, command) != commands.end();
}

std::string environment_name(const Table& table, std::string_view name) {
  std::string text(table.program);
  text += '_';
  for (const char c : name) text += c == '.' ? std::string("__") : std::string(1, c);
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string_view default_wording(const Setting& setting) {
  if (setting.default_text == kHostName) return "the host's name";
  if (setting.default_text == kCores) return "the machine's cores";
  return setting.default_text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    std::string_view part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

bool is_secret_property(std::string_view name) {
  for (const std::string_view prefix : {"consumer.", "producer."}) {
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  }
  return name.find("password") != name.npos || name.find("secret") != name.npos ||
         name.ends_with(".pem") || name.starts_with("sasl.oauthbearer.") ||
         name.starts_with("ssl.key.") || name == "ssl_key";
}

}  // namespace sjukpuls::config
