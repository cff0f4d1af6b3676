// sjukpuls: the pulse of sick leave. Reads the command line and hands over to the subcommand.
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "processor/app/commands.h"
#include "processor/app/logging.h"
#include "processor/config/command_line.h"
#include "processor/config/table.h"

namespace {

using sjukpuls::app::ExitCode;
using sjukpuls::config::Invocation;

constexpr std::array<std::pair<std::string_view, ExitCode (*)(const Invocation&)>, 9> kCommands = {
    {{"demo", sjukpuls::app::demo},
     {"run", sjukpuls::app::run},
     {"replay", sjukpuls::app::replay},
     {"produce", sjukpuls::app::produce},
     {"table", sjukpuls::app::table},
     {"export", sjukpuls::app::export_history},
     {"simulate", sjukpuls::app::simulate},
     {"catalogue", sjukpuls::app::catalogue},
     {"config", sjukpuls::app::show_config}}};

int run_command(const Invocation& invocation) {
  sjukpuls::app::configure_logging(invocation.settings);
  for (const auto& [name, command] : kCommands) {
    if (name == invocation.command) return command(invocation);
  }
  fmt::print(stderr, "sjukpuls: {} is not built in\n", invocation.command);
  return sjukpuls::app::kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    auto read = sjukpuls::config::read_command_line(sjukpuls::config::sjukpuls_table(), arguments,
                                                    sjukpuls::config::surroundings(environ));
    if (const auto* exit = std::get_if<sjukpuls::config::Exit>(&read)) {
      fmt::print(exit->code == 0 ? stdout : stderr, "{}", exit->text);
      return exit->code;
    }
    return run_command(std::get<Invocation>(read));
  } catch (const std::exception& error) {
    fmt::print(stderr, "sjukpuls: {}\n", error.what());
    return sjukpuls::app::kFailed;
  }
}
