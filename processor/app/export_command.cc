#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stop_token>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "processor/app/commands.h"
#include "processor/app/output_file.h"
#include "processor/app/progress.h"
#include "processor/app/replay_summary.h"
#include "processor/app/settings/catalogue_settings.h"
#include "processor/app/settings/kafka_settings.h"
#include "processor/app/settings/publication_settings.h"
#include "processor/app/stop_signal.h"
#include "processor/base/clock.h"
#include "processor/domain/day_text.h"
#include "processor/domain/stockholm.h"
#include "processor/kafka/kafka_topic_reader.h"
#include "processor/replay/history.h"
#include "processor/replay/replay.h"
#include "processor/stream/read_to_end.h"
#include "sinks/openmetrics/series_history.h"

namespace sjukpuls::app {
namespace {

constexpr std::string_view kCommand = "export";

using base::CivilDay;
using domain::day_text;
using domain::Level;
using openmetrics::SeriesHistory;
using openmetrics::Step;
using sjukpuls::replay::Replay;
using std::chrono::days;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

constexpr days kDefaultLength{365};
// What Prometheus holds in memory: blocks of these hours and what it collects itself would overlap.
constexpr std::chrono::hours kHead{3};

constexpr std::array<std::pair<std::string_view, Step>, 7> kSteps = {{{"1d", openmetrics::kOneADay},
                                                                      {"12h", 12h},
                                                                      {"6h", 6h},
                                                                      {"1h", 1h},
                                                                      {"30m", 30min},
                                                                      {"15m", 15min},
                                                                      {"5m", 5min}}};

Step step_of(const config::Settings& settings) {
  const auto* step = std::ranges::find(kSteps, settings.text("export.every"),
                                       &std::pair<std::string_view, Step>::first);
  return step == kSteps.end() ? openmetrics::kOneADay : step->second;
}

openmetrics::Selection selection_of(const config::Settings& settings) {
  openmetrics::Selection selection;
  selection.levels.clear();
  for (const std::string& word : settings.list("export.levels")) {
    if (const auto level = domain::parse_level(word)) selection.levels.insert(*level);
  }
  if (const auto& periods = settings.list("export.periods"); !periods.empty()) {
    selection.periods = periods_of(periods);
  }
  selection.breakdowns = settings.flag("export.breakdowns");
  return selection;
}

// The text under another name until it is whole, so that no half of it is ever taken for a history.
class Output {
 public:
  explicit Output(const std::string& path) : path_(path), part_(path) {
    if (path != "-") part_ += ".part";
    file_ = std::make_unique<OutputFile>(part_);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() {
    if (!file_) return;
    file_->close();
    if (part_ != "-") std::remove(part_.c_str());
  }

  bool is_open() const { return file_->good(); }
  bool write(std::string_view text) {
    file_->write(text);
    return file_->good();
  }
  // Once, and last; false when it could not be written, and error() says why.
  bool finish() {
    if (!file_->close()) return false;
    file_.reset();
    if (part_ == "-" || std::rename(part_.c_str(), path_.c_str()) == 0) return true;
    rename_error_ = errno;
    return false;
  }
  std::string error() const {
    if (file_) return file_->error();
    return fmt::format("cannot rename {} to {}: {}", part_, path_,
                       std::generic_category().message(rename_error_));
  }

 private:
  std::string path_;
  std::string part_;
  std::unique_ptr<OutputFile> file_;  // none once it is finished
  int rename_error_ = 0;
};

base::Status fold_files(const std::vector<std::string>& files, Replay& replay,
                        const StopSignal& signal) {
  ProgressLine line("export");
  std::stop_source stop;
  base::Status folded = replay.fold(
      files,
      [&](const sjukpuls::replay::Progress& progress) {
        line.show(progress.events, progress.bytes, progress.total_bytes);
        if (signal.received()) stop.request_stop();
      },
      stop.get_token());
  line.finish();
  return folded;
}

// All input topics as they are now. The ends are asked for before the first record is read, so that
// what one topic refers to in another is there as well.
base::Status fold_topics(const config::Settings& settings, Replay& replay,
                         const StopSignal& signal) {
  const service::TopicNames topics = topic_names(settings);
  std::vector<std::unique_ptr<kafka::KafkaTopicReader>> readers;
  std::vector<std::vector<stream::Offset>> ends;
  for (const std::string& topic : topics.inputs) {
    auto reader = kafka::KafkaTopicReader::open(kafka_options(settings), topic);
    if (!reader) return std::move(reader).error();
    auto ends_now = stream::ends_of(**reader);
    if (!ends_now) return std::move(ends_now).error();
    readers.push_back(*std::move(reader));
    ends.push_back(*std::move(ends_now));
  }

  ProgressLine line("export");
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;
  Replay::Intake intake(replay);
  for (std::size_t topic = 0; topic < readers.size(); ++topic) {
    const auto take = [&](const stream::Record& record) {
      const std::string_view value = record.value.value_or(std::string_view{});
      intake.take(value, codec::Form::kProtobuf, record.timestamp, topic,
                  static_cast<std::uint64_t>(record.offset));
      bytes += value.size();
      ++records;
    };
    const auto look = [&] {
      line.show(records, bytes, 0);
      return signal.received();
    };
    if (auto read = stream::read_to_end(*readers[topic], ends[topic], take, look); !read) {
      line.finish();
      return read;
    }
    readers[topic].reset();
  }
  intake.close();
  line.finish();
  return base::Done{};
}

struct Days {
  CivilDay first;
  CivilDay last;
};

// Which days to write, or what is wrong with those that were asked for.
base::Result<Days> days_of(const config::Settings& settings, CivilDay last_event) {
  const CivilDay today = domain::civil_day(base::SystemClock().now());
  Days span{{}, std::min(last_event, today - days{1})};
  if (settings.is_set("export.to")) span.last = settings.day("export.to");
  span.first = settings.is_set("export.from") ? settings.day("export.from")
                                              : span.last - kDefaultLength + days{1};
  if (span.last >= today) {
    return base::Error{
        base::Remedy::kStop,
        fmt::format("--to {}: the day is not over, and its number not known", day_text(span.last))};
  }
  if (span.last < span.first) {
    return base::Error{base::Remedy::kStop, fmt::format("--from {} is after the last day, {}",
                                                        day_text(span.first), day_text(span.last))};
  }
  return span;
}

// The pattern of what is withheld is that of the live endpoints: publishing is asked for all that
// they show, and the selection comes after.
base::Status go_through(const Days& span, const indicators::Catalogue& catalogue,
                        const disclosure::PublicationOptions& options, disclosure::Scope scope,
                        sjukpuls::replay::History& history, SeriesHistory& series,
                        const StopSignal& signal) {
  ProgressLine line("export");
  const auto began = std::chrono::steady_clock::now();
  const auto total = (span.last - span.first).count() + 1;
  for (CivilDay day = span.first; day <= span.last; day += days{1}) {
    if (signal.received()) return base::Error{base::Remedy::kStop, "stopped"};
    history.go_to(day);
    series.add(disclosure::publish(history.table(), catalogue, options, scope));
    const auto done = (day - span.first).count() + 1;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - began;
    line.show(fmt::format(
        "{}, day {} of {}, {:.0f} s left", day_text(day), done, total,
        elapsed.count() * static_cast<double>(total - done) / static_cast<double>(done)));
  }
  line.finish();
  return base::Done{};
}

// What promtool takes must not reach into the hours that Prometheus still holds in memory.
void warn_if_recent(CivilDay last) {
  const auto at = openmetrics::sample_times(last, openmetrics::kOneADay, true).front();
  const auto now =
      std::chrono::floor<std::chrono::seconds>(base::SystemClock().now().time_since_epoch());
  const auto age = now - std::chrono::seconds{at};
  if (age >= kHead) return;
  fmt::print(stderr,
             "the last sample is {} minutes old; put the blocks in place when it is three hours "
             "old, or end a day earlier with --to\n",
             std::chrono::duration_cast<std::chrono::minutes>(age).count());
}

}  // namespace

ExitCode export_history(const config::Invocation& invocation) {
  const StopSignal signal;
  const config::Settings& settings = invocation.settings;
  const bool from_kafka = settings.flag("export.from_kafka");
  if (from_kafka != invocation.arguments.empty()) {
    return fail(kCommand, "give event files, or --from-kafka, but not both", kUsage);
  }
  if (settings.is_set("export.to")) {
    if (const auto asked = days_of(settings, {}); !asked)
      return fail(kCommand, asked.error().what, kUsage);
  }
  const indicators::Catalogue catalogue = catalogue_of(settings);
  const openmetrics::Selection selection = selection_of(settings);
  const disclosure::PublicationOptions options = publication_options(settings);
  const bool below_region =
      selection.levels.contains(Level::kProvider) || selection.levels.contains(Level::kUnit);
  Output output(settings.text("export.output"));
  if (!output.is_open()) return fail(kCommand, output.error());

  const auto threads = static_cast<unsigned>(settings.integer("replay.threads"));
  Replay replay(catalogue, threads, 1);
  const base::Status folded = from_kafka ? fold_topics(settings, replay, signal)
                                         : fold_files(invocation.arguments, replay, signal);
  if (!folded) return fail(kCommand, folded.error().what);
  if (!replay.last_day()) return fail(kCommand, "no events, and so no history");
  print_summary(replay.summary());
  const auto span = days_of(settings, *replay.last_day());
  if (!span) return fail(kCommand, span.error().what, kUsage);

  SeriesHistory series(catalogue, selection);
  {
    engine::ShardOptions kept;
    kept.kept_above_units = options.periods;
    kept.kept_below_region = below_region ? options.unit_periods : indicators::PeriodSet();
    sjukpuls::replay::History history(catalogue, kept, threads, replay.release());
    const auto scope =
        below_region ? disclosure::Scope::kAll : disclosure::Scope::kNationAndRegions;
    const auto gone = go_through(*span, catalogue, options, scope, history, series, signal);
    if (!gone) return fail(kCommand, gone.error().what);
  }
  const auto written = series.write(step_of(settings), [&](std::string_view piece) {
    return output.write(piece) && !signal.received();
  });
  if (signal.received()) return fail(kCommand, "stopped");
  if (!written || !output.finish()) return fail(kCommand, output.error());
  fmt::print(stderr, "{} to {}: {} series of {} families, {} samples, {} bytes\n",
             day_text(span->first), day_text(span->last), written->series, written->families,
             written->samples, written->bytes);
  warn_if_recent(span->last);
  return kOk;
}

}  // namespace sjukpuls::app
