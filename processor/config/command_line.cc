#include "processor/config/command_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <thread>

#include "processor/config/check.h"
#include "processor/config/nearest.h"
#include "processor/config/sources.h"

namespace sjukpuls::config {
namespace {

constexpr int kUsageError = 2;

std::string type_name(const Setting& setting) {
  switch (setting.type) {
    case Type::kInteger:
    case Type::kNumber:
      return setting.unit.empty() ? "N" : std::string(setting.unit);
    case Type::kDay:
      return "YYYY-MM-DD";
    case Type::kList:
      return "A,B";
    case Type::kProperties:
      return "NAME=VALUE";
    case Type::kFlag:
    case Type::kText:
      break;
  }
  if (setting.form.fits != nullptr) return std::string(setting.form.wording);
  return setting.secret || setting.name == kConfigFile ? "FILE" : "TEXT";
}

std::string help_text(const Setting& setting) {
  std::string text(setting.help);
  if (!setting.choices.empty()) {
    text += fmt::format(" ({})", fmt::join(split(setting.choices, '|'), ", "));
  }
  if (!setting.default_text.empty()) text += fmt::format(" [{}]", default_wording(setting));
  return text;
}

// A secret on the command line would show in the list of processes: only its file is named there.
std::string flag_of(const Setting& setting) {
  return fmt::format("--{}{}", setting.flag, setting.secret ? "-file" : "");
}

// The command line in CLI11's hands: it tells flags from arguments and writes help, no more.
class Parser {
 public:
  explicit Parser(const Table& table) : table_(table), app_("", std::string(table.program)) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", std::string(table.version));
    for (const CommandHelp& command : table.commands) add_command(command);
  }

  // Help, version or a fault of usage, else what was given.
  std::optional<Exit> parse(std::span<const std::string> arguments) {
    // CLI11 takes the last argument first.
    std::vector<std::string> backwards(arguments.rbegin(), arguments.rend());
    try {
      app_.parse(backwards);
    } catch (const CLI::ParseError& error) {
      std::ostringstream out;
      std::ostringstream complaint;
      const int code = app_.exit(error, out, complaint);
      if (code == 0) return Exit{0, out.str()};
      faults_.push_back(fmt::format("command line: {}", error.what()));
    }
    return std::nullopt;
  }

  std::string help() { return app_.help(); }

  // What the command was given; unknown flags are faults.
  Entries entries(const CommandHelp& command) {
    Entries entries;
    entries.faults = faults_;
    CLI::App& sub = *app_.get_subcommand(std::string(command.name));
    for (const auto& [setting, option] : options_[command.name]) {
      if (option->count() > 0) add(*setting, option->results(), entries);
    }
    for (const std::string& extra : sub.remaining()) complain(command, extra, entries);
    return entries;
  }

  std::vector<std::string> arguments(const CommandHelp& command) {
    CLI::Option* option = arguments_[command.name];
    return option == nullptr || option->count() == 0 ? std::vector<std::string>{}
                                                     : option->results();
  }

 private:
  void add_command(const CommandHelp& command) {
    CLI::App& sub = *app_.add_subcommand(std::string(command.name), std::string(command.summary));
    sub.allow_extras();
    if (!command.examples.empty()) sub.footer(fmt::format("Examples:\n{}\n", command.examples));
    for (const Setting& setting : table_.settings) {
      if (!used_by(setting, command.name)) continue;
      const std::string help = help_text(setting);
      CLI::Option* option = setting.type == Type::kFlag
                                ? sub.add_flag(flag_of(setting), help)
                                : sub.add_option(flag_of(setting), help)
                                      ->expected(1)
                                      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
                                      ->type_name(type_name(setting));
      const std::size_t dot = setting.name.find('.');
      option->group(dot == setting.name.npos ? "Options"
                                             : std::string(setting.name.substr(0, dot)));
      options_[command.name].emplace_back(&setting, option);
    }
    if (!command.arguments.empty()) {
      std::string_view name = command.arguments;
      const bool may_be_left_out = name.starts_with('[');
      if (may_be_left_out) name = name.substr(1, name.size() - 2);
      arguments_[command.name] = sub.add_option(std::string(name))
                                     ->expected(1, CLI::detail::expected_max_vector_size)
                                     ->required(!may_be_left_out)
                                     ->allow_extra_args()
                                     ->type_name("");
    }
  }

  void add(const Setting& setting, const std::vector<std::string>& texts, Entries& entries) const {
    const std::string where = flag_of(setting);
    if (setting.type != Type::kProperties) {
      const std::string name = fmt::format("{}{}", setting.name, setting.secret ? "_file" : "");
      return add_entry(table_, name, texts, where, entries);
    }
    for (const std::string& text : texts) {
      const std::size_t equals = text.find('=');
      if (equals == text.npos || equals == 0) {
        entries.faults.push_back(fmt::format("{}: must be NAME=VALUE", where));
        continue;
      }
      const std::string name = fmt::format("{}.{}", setting.name, text.substr(0, equals));
      add_entry(table_, name, {text.substr(equals + 1)}, where, entries);
    }
  }

  void complain(const CommandHelp& command, const std::string& extra, Entries& entries) const {
    if (!extra.starts_with('-')) {
      entries.faults.push_back(fmt::format("command line: unexpected argument {}", extra));
      return;
    }
    const std::string flag = extra.substr(0, extra.find('='));
    std::vector<std::string> known = {"--help"};
    std::string others;
    for (const Setting& setting : table_.settings) {
      if (used_by(setting, command.name)) {
        known.push_back(flag_of(setting));
      } else if (flag_of(setting) == flag) {
        others = fmt::format("; it belongs to: {}", setting.commands);
      }
    }
    entries.faults.push_back(fmt::format("command line: {} has no flag {}{}", command.name, flag,
                                         others.empty() ? suggestion(flag, known) : others));
  }

  const Table& table_;
  CLI::App app_;
  std::map<std::string_view, std::vector<std::pair<const Setting*, CLI::Option*>>> options_;
  std::map<std::string_view, CLI::Option*> arguments_;
  std::vector<std::string> faults_;
};

// Settings as they grow, source by source, the weakest first.
class Assembly {
 public:
  Assembly(const Table& table, const Surroundings& surroundings) : settings_(table) {
    for (const Setting& setting : table.settings) set_default(setting, surroundings);
  }

  void add(const Entries& source, const std::string& origin) {
    faults_.insert(faults_.end(), source.faults.begin(), source.faults.end());
    std::map<std::pair<const Setting*, std::string>, std::string> seen;
    for (const Entry& entry : source.entries) {
      const std::string what = fmt::format("{}{}{}", entry.setting->name,
                                           entry.property.empty() ? "" : ".", entry.property);
      const auto [earlier, is_new] = seen.try_emplace({entry.setting, entry.property}, entry.where);
      if (!is_new) {
        faults_.push_back(
            fmt::format("{}: {} is set already at {}", entry.where, what, earlier->second));
        continue;
      }
      const std::variant<Value, Fault> value = checked(*entry.setting, entry.texts);
      if (const Fault* fault = std::get_if<Fault>(&value)) {
        faults_.push_back(fmt::format("{}: {} {}", entry.where, what, fault->what));
      } else {
        set(entry, std::get<Value>(value),
            origin.empty() ? entry.where : fmt::format("{} {}", origin, entry.where));
      }
    }
  }

  const std::vector<std::string>& faults() const { return faults_; }
  Settings take() { return std::move(settings_); }

 private:
  void set_default(const Setting& setting, const Surroundings& surroundings) {
    std::string text(setting.default_text);
    if (text == kHostName) text = surroundings.host_name;
    if (text == kCores) text = std::to_string(std::max(1U, surroundings.cores));
    Value value;
    if (setting.type == Type::kProperties) {
      value = Properties{};
    } else if (!text.empty() || setting.type == Type::kList) {
      const std::variant<Value, Fault> result = checked(setting, {text});
      if (const Value* good = std::get_if<Value>(&result)) value = *good;
    }
    settings_.set(setting.name, std::move(value), "default");
  }

  void set(const Entry& entry, const Value& value, const std::string& origin) {
    if (entry.setting->type != Type::kProperties) {
      settings_.set(entry.setting->name, value, origin);
      return;
    }
    Properties properties = settings_.properties(entry.setting->name);
    properties[entry.property] = std::get<std::string>(value);
    settings_.set(entry.setting->name, std::move(properties), origin);
    settings_.set_origin(entry.setting->name, entry.property, origin);
  }

  Settings settings_;
  std::vector<std::string> faults_;
};

// The file that a flag or variable names, if any does.
std::optional<std::string> config_file(const Entries& flags, const Entries& variables) {
  for (const Entries* source : {&flags, &variables}) {
    for (const Entry& entry : source->entries) {
      if (entry.setting->name == kConfigFile && !entry.texts.empty()) return entry.texts.back();
    }
  }
  return std::nullopt;
}

Entries read_file(const Table& table, const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.is_open() && !file.bad()) return read_yaml(table, text, name);
  return {{}, {fmt::format("{}: cannot be read", name)}};
}

Exit refusal(const Table& table, const std::vector<std::string>& faults) {
  std::string text;
  for (const std::string& fault : faults) text += fmt::format("{}: {}\n", table.program, fault);
  return {kUsageError, text};
}

// A command that does not exist, or none at all.
std::optional<Exit> refuse_command(const Table& table, std::span<const std::string> arguments,
                                   Parser& parser) {
  if (arguments.empty()) return Exit{kUsageError, parser.help()};
  const std::string& command = arguments.front();
  if (command.starts_with('-') || find_command(table, command) != nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const CommandHelp& known : table.commands) names.emplace_back(known.name);
  return refusal(table, {fmt::format("no command {}{}", command, suggestion(command, names))});
}

}  // namespace

Surroundings surroundings(const char* const* environment) {
  Surroundings all;
  for (; *environment != nullptr; ++environment) {
    const std::string_view variable(*environment);
    const std::size_t equals = variable.find('=');
    if (equals == variable.npos) continue;
    all.environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) == 0) all.host_name = name.data();
  all.cores = std::thread::hardware_concurrency();
  return all;
}

std::variant<Invocation, Exit> read_command_line(const Table& table,
                                                 std::span<const std::string> arguments,
                                                 const Surroundings& surroundings) {
  Parser parser(table);
  if (std::optional<Exit> exit = refuse_command(table, arguments, parser)) return *exit;
  if (std::optional<Exit> exit = parser.parse(arguments)) return *exit;
  const CommandHelp* command = find_command(table, arguments.front());
  if (command == nullptr) {
    return refusal(table, {fmt::format("the command comes first, then {}", arguments.front())});
  }

  const Entries flags = parser.entries(*command);
  const Entries variables = read_environment(table, surroundings.environment);
  Assembly assembly(table, surroundings);
  if (const auto file = config_file(flags, variables)) assembly.add(read_file(table, *file), "");
  assembly.add(variables, "environment");
  assembly.add(flags, "flag");
  if (!assembly.faults().empty()) return refusal(table, assembly.faults());
  return Invocation{std::string(command->name), parser.arguments(*command), assembly.take()};
}

}  // namespace sjukpuls::config
