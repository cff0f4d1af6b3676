#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "processor/app/commands.h"
#include "processor/app/output_file.h"
#include "processor/app/progress.h"
#include "processor/app/replay_summary.h"
#include "processor/app/settings/catalogue_settings.h"
#include "processor/app/settings/csv_settings.h"
#include "processor/replay/replay.h"

namespace sjukpuls::app {
namespace {

constexpr std::string_view kCommand = "replay";

std::string json_lines(const std::vector<sjukpuls::replay::Reject>& rejects,
                       const std::vector<std::string>& files) {
  std::string text;
  for (const auto& reject : rejects) {
    const nlohmann::ordered_json line = {{"file", files[reject.file]},
                                         {"line", reject.line},
                                         {"reason", codec::name(reject.reason)}};
    text += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace

ExitCode replay(const config::Invocation& invocation) {
  const config::Settings& settings = invocation.settings;
  const indicators::Catalogue catalogue = catalogue_of(settings);
  if (const auto fault = selection_fault(settings, catalogue)) {
    return fail(kCommand, *fault, kUsage);
  }

  sjukpuls::replay::Replay replay(catalogue,
                                  static_cast<unsigned>(settings.integer("replay.threads")));
  ProgressLine line("replay");
  const base::Status folded =
      replay.fold(invocation.arguments, [&line](const sjukpuls::replay::Progress& progress) {
        line.show(progress.events, progress.bytes, progress.total_bytes);
      });
  line.finish();
  if (!folded) return fail(kCommand, folded.error().what);

  const sjukpuls::replay::Summary summary = replay.summary();
  if (settings.is_set("replay.rejects")) {
    OutputFile rejects(settings.text("replay.rejects"));
    rejects.write(json_lines(summary.rejects, invocation.arguments));
    if (!rejects.close()) return fail(kCommand, rejects.error());
  }

  // Without events there is no last day, and no number on any other.
  const base::CivilDay as_of = settings.is_set("as_of")
                                   ? settings.day("as_of")
                                   : replay.last_day().value_or(base::CivilDay{});
  OutputFile output(settings.text("csv.output"));
  replay.write_csv(as_of, selection_of(settings, as_of),
                   [&output](std::string_view piece) { output.write(piece); });
  if (!output.close()) return fail(kCommand, output.error());
  print_summary(summary);
  return kOk;
}

}  // namespace sjukpuls::app
