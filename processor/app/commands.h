#pragma once

#include <string_view>

#include "processor/config/command_line.h"

namespace sjukpuls::app {

// What the process ends with.
enum ExitCode : int {
  kOk = 0,      // done, or stopped as asked
  kFailed = 1,  // a file, a broker or the system failed; the message says which and what to do
  kUsage = 2,   // flags, arguments or configuration are wrong; nothing was done
};

// Says on standard error which subcommand failed and why; returns `code`.
ExitCode fail(std::string_view command, std::string_view what, ExitCode code = kFailed);

// The subcommands. Each takes its settings and arguments, and talks to the user on standard output
// (data) and standard error (all else).
ExitCode replay(const config::Invocation& invocation);
ExitCode simulate(const config::Invocation& invocation);
ExitCode produce(const config::Invocation& invocation);
ExitCode run(const config::Invocation& invocation);
ExitCode demo(const config::Invocation& invocation);
ExitCode table(const config::Invocation& invocation);
ExitCode export_history(const config::Invocation& invocation);
ExitCode catalogue(const config::Invocation& invocation);
ExitCode show_config(const config::Invocation& invocation);

}  // namespace sjukpuls::app
