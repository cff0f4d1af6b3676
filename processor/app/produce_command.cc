#include <fmt/format.h>

#include <utility>

#include "processor/app/commands.h"
#include "processor/app/progress.h"
#include "processor/app/reject_counts.h"
#include "processor/app/settings/kafka_settings.h"
#include "processor/app/stop_signal.h"
#include "processor/codec/event_decoder.h"
#include "processor/codec/event_file.h"
#include "processor/service/event_producer.h"

namespace sjukpuls::app {
namespace {

constexpr std::string_view kCommand = "produce";

// Sends the events of files to their topics. What the rules reject has no key and so no topic: it
// stays in the file and is counted. A certificate with wrong periods goes as it is written.
class FileProducer {
 public:
  FileProducer(service::EventProducer& producer, const StopSignal& stop)
      : producer_(&producer), stop_(&stop) {}

  base::Status produce(const std::string& path) {
    auto file = codec::EventFileReader::open(path);
    if (!file) return std::move(file).error();
    codec::EventBlock block;
    while (!stop_->received()) {
      auto has_block = file->read(block);
      if (!has_block) return std::move(has_block).error();
      if (!*has_block) return base::Done{};
      if (auto sent = produce(block); !sent) return sent;
      line_.show(events_, file->bytes_taken(), file->bytes_total().value_or(0));
    }
    return base::Error{base::Remedy::kStop, fmt::format("stopped within {}", path)};
  }

  void finish_line() { line_.finish(); }
  std::uint64_t events() const { return events_; }
  const RejectCounts& rejects() const { return rejects_; }

 private:
  base::Status produce(codec::EventBlock& block) {
    while (const auto bytes = block.next()) {
      const codec::Decoded decoded = decoder_.decode(*bytes, block.form());
      if (decoded.event == nullptr) {
        rejects_.add(decoded.reason);
        continue;
      }
      rejects_.add(codec::RejectReason::kBadPeriod, decoded.bad_periods);
      if (auto sent = producer_->produce(decoder_.wire()); !sent) return sent;
      ++events_;
    }
    return base::Done{};
  }

  service::EventProducer* producer_;
  const StopSignal* stop_;
  codec::EventDecoder decoder_;
  ProgressLine line_{"produce"};
  RejectCounts rejects_;
  std::uint64_t events_ = 0;
};

}  // namespace

ExitCode produce(const config::Invocation& invocation) {
  const StopSignal stop;
  const config::Settings& settings = invocation.settings;
  if (const auto made = create_topics_if_asked(settings); !made)
    return fail(kCommand, made.error().what);
  auto producer = service::EventProducer::open(kafka_options(settings), topic_names(settings));
  if (!producer) return fail(kCommand, producer.error().what);

  FileProducer files(**producer, stop);
  base::Status sent = base::Done{};
  for (const std::string& path : invocation.arguments) {
    sent = files.produce(path);
    if (!sent) break;
  }
  files.finish_line();
  const base::Status delivered = (*producer)->finish();
  fmt::print(stderr, "{} events produced, {} delivered; {}\n", files.events(),
             (*producer)->delivered(), files.rejects().sentence());
  if (!sent) return fail(kCommand, sent.error().what);
  if (!delivered) return fail(kCommand, delivered.error().what);
  return kOk;
}

}  // namespace sjukpuls::app
