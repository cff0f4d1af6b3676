#include <fmt/format.h>

#include <chrono>

#include "processor/app/commands.h"
#include "processor/app/output_file.h"
#include "processor/app/settings/catalogue_settings.h"
#include "processor/app/settings/csv_settings.h"
#include "processor/app/settings/kafka_settings.h"
#include "processor/app/stop_signal.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/runtime/table_follower.h"

namespace sjukpuls::app {
namespace {

constexpr std::string_view kCommand = "table";

constexpr std::chrono::milliseconds kPoll{100};

// Follows the topic up to its end as it is now.
base::Status read_to_end(runtime::TableFollower& follower, const StopSignal& stop) {
  if (auto started = follower.start(); !started) return started;
  while (!follower.complete()) {
    if (auto stepped = follower.step(kPoll); !stepped) return stepped;
    if (stop.received()) return base::Error{base::Remedy::kStop, "stopped"};
  }
  return base::Done{};
}

}  // namespace

ExitCode table(const config::Invocation& invocation) {
  const StopSignal stop;
  const config::Settings& settings = invocation.settings;
  const indicators::Catalogue catalogue = catalogue_of(settings);
  if (const auto fault = selection_fault(settings, catalogue)) {
    return fail(kCommand, *fault, kUsage);
  }
  const service::TopicNames topics = topic_names(settings);
  const auto reader = kafka::KafkaTopicReader::open(kafka_options(settings), topics.partials);
  if (!reader) return fail(kCommand, reader.error().what);
  runtime::TableFollower follower(**reader);
  if (const auto read = read_to_end(follower, stop); !read)
    return fail(kCommand, read.error().what);

  OutputFile output(settings.text("csv.output"));
  follower.read([&](const engine::Table& table) {
    const base::CivilDay as_of = table.as_of().value_or(base::CivilDay{});
    engine::CsvWriter writer(as_of, selection_of(settings, as_of),
                             table.reference().counts(catalogue, as_of),
                             [&output](std::string_view piece) { output.write(piece); });
    table.for_each([&writer](const engine::RowKey& key, std::span<const engine::Cell> cells) {
      writer.row(key, cells);
    });
    writer.finish();
  });
  if (!output.close()) return fail(kCommand, output.error());
  return kOk;
}

}  // namespace sjukpuls::app
