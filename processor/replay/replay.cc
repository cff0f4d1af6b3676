#include "processor/replay/replay.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "processor/domain/stockholm.h"
#include "processor/indicators/counts.h"
#include "processor/indicators/periods.h"
#include "processor/replay/threads.h"

namespace sjukpuls::replay {
namespace {

using base::CivilDay;
using domain::Verdict;
using engine::PatientIndex;

}  // namespace

// Hands out the blocks of all files, one caller at a time. The first error ends it for everyone.
class Replay::Reader {
 public:
  Reader(const std::vector<std::string>& files, const OnProgress& on_progress,
         const std::stop_token& stop)
      : files_(files), on_progress_(on_progress), stop_(stop) {}

  // The block's file, or nullopt when there is no more. `folded` events are reported as done.
  std::optional<std::size_t> next(codec::EventBlock& block, std::uint64_t folded) {
    const std::lock_guard lock(mutex_);
    progress_.events += folded;
    report();
    if (status_ && stop_.stop_requested()) status_ = base::Error{base::Remedy::kStop, "stopped"};
    while (status_) {
      if (!open_) {
        if (next_file_ == files_.size()) return std::nullopt;
        open_next();
        continue;
      }
      auto has_block = open_->read(block);
      if (!has_block) {
        status_ = std::move(has_block).error();
      } else if (*has_block) {
        return next_file_ - 1;
      } else {
        finished_bytes_ += open_->bytes_taken();
        open_.reset();
      }
    }
    return std::nullopt;
  }

  const base::Status& status() const { return status_; }

 private:
  void open_next() {
    auto reader = codec::EventFileReader::open(files_[next_file_++]);
    if (reader) {
      open_.emplace(*std::move(reader));
    } else {
      status_ = std::move(reader).error();
    }
  }

  void report() {
    if (!on_progress_) return;
    progress_.bytes = finished_bytes_ + (open_ ? open_->bytes_taken() : 0);
    progress_.total_bytes = 0;
    if (open_ && files_.size() == 1) {
      progress_.total_bytes = open_->bytes_total().value_or(0);
    }
    on_progress_(progress_);
  }

  std::mutex mutex_;
  const std::vector<std::string>& files_;
  const OnProgress& on_progress_;
  const std::stop_token& stop_;
  std::optional<codec::EventFileReader> open_;
  std::size_t next_file_ = 0;
  std::uint64_t finished_bytes_ = 0;
  Progress progress_;
  base::Status status_ = base::Done{};
};

// What one thread keeps to itself until it is done.
struct Replay::Worker {
  // Many events are under way at once, each in a decoder of its own: they are folded stripe by
  // stripe, which takes few locks, and lets the store wait for the memory of all of a stripe's at
  // the same time.
  static constexpr std::size_t kPending = 128;

  std::vector<codec::EventDecoder> decoders = std::vector<codec::EventDecoder>(kPending);
  std::size_t pending_count = 0;
  std::vector<std::vector<const domain::Event*>> by_stripe;
  std::size_t first_stripe = 0;  // threads begin at different ones, to keep out of each other's way
  std::vector<domain::FoldOutcome> outcomes;
  Summary summary;
  std::optional<base::EventTime> last_event;
};

Replay::Replay(const indicators::Catalogue& catalogue, unsigned threads,
               unsigned stripes_per_thread)
    : catalogue_(&catalogue), threads_(threads) {
  const unsigned stripes = threads == 1 ? 1 : threads * stripes_per_thread;
  for (unsigned i = 0; i < stripes; ++i) stripes_.push_back(std::make_unique<Stripe>());
}

base::Status Replay::fold(const std::vector<std::string>& files, const OnProgress& on_progress,
                          const std::stop_token& stop) {
  Reader reader(files, on_progress, stop);
  std::vector<Worker> workers(threads_);
  for (unsigned i = 0; i < threads_; ++i) {
    workers[i].by_stripe.resize(stripes_.size());
    workers[i].first_stripe = i * stripes_.size() / threads_;
  }
  on_threads(threads_, [&](unsigned i) { fold_blocks(reader, workers[i]); });
  for (Worker& worker : workers) merge(worker);
  std::ranges::sort(summary_.rejects);
  return reader.status();
}

void Replay::fold_blocks(Reader& reader, Worker& worker) {
  codec::EventBlock block;
  std::uint64_t folded = 0;
  while (const auto file = reader.next(block, folded)) {
    const std::uint64_t before = worker.summary.events;
    while (const auto bytes = block.next()) {
      decode(*bytes, block.form(), std::nullopt, {*file, block.record_number()}, worker);
    }
    fold_pending(worker);
    folded = worker.summary.events - before;
  }
}

// What the event borrows from the bytes must last until it is folded.
void Replay::decode(std::string_view bytes, codec::Form form,
                    std::optional<base::ProcessingTime> recorded_at, const Place& place,
                    Worker& worker) {
  codec::EventDecoder& decoder = worker.decoders[worker.pending_count];
  const codec::Decoded decoded = decoder.decode(bytes, form, recorded_at);
  if (decoded.event == nullptr) {
    worker.summary.rejects.push_back({place.file, place.line, decoded.reason});
    return;
  }
  for (std::uint32_t i = 0; i < decoded.bad_periods; ++i) {
    worker.summary.rejects.push_back({place.file, place.line, codec::RejectReason::kBadPeriod});
  }
  take(*decoded.event, worker);
}

// Folds the event at once, or with the other pending ones.
void Replay::take(const domain::Event& event, Worker& worker) {
  if (event.is_reference()) {
    note(event, fold_reference(event), worker);
    return;
  }
  const std::size_t hash = std::hash<std::string_view>{}(event.patient.id);
  worker.by_stripe[hash % stripes_.size()].push_back(&event);
  if (++worker.pending_count == worker.decoders.size()) fold_pending(worker);
}

// First the stripes that are free, then those that another thread was in.
void Replay::fold_pending(Worker& worker) {
  for (const bool wait : {false, true}) {
    for (std::size_t i = 0; i < stripes_.size(); ++i) {
      const std::size_t stripe = (worker.first_stripe + i) % stripes_.size();
      auto& events = worker.by_stripe[stripe];
      if (events.empty()) continue;
      std::unique_lock lock(stripes_[stripe]->mutex, std::defer_lock);
      if (wait) {
        lock.lock();
      } else if (!lock.try_lock()) {
        continue;
      }
      fold_stripe(stripes_[stripe]->store, events, worker);
      events.clear();
    }
  }
  worker.pending_count = 0;
}

void Replay::fold_stripe(engine::PatientStore& store, std::span<const domain::Event* const> events,
                         Worker& worker) {
  worker.outcomes.resize(events.size());
  store.fold(events, worker.outcomes);
  for (std::size_t i = 0; i < events.size(); ++i) {
    note(*events[i], worker.outcomes[i], worker);
  }
}

domain::FoldOutcome Replay::fold_reference(const domain::Event& event) {
  const std::lock_guard lock(reference_mutex_);
  if (const auto* facts = std::get_if<domain::UnitFacts>(&event.payload)) {
    return reference_.put(domain::version_of(event, *facts));
  }
  return reference_.put(domain::version_of(event, std::get<domain::SurveyResult>(event.payload)));
}

void Replay::note(const domain::Event& event, const domain::FoldOutcome& outcome, Worker& worker) {
  ++worker.summary.events;
  if (outcome.verdict == Verdict::kDuplicate) ++worker.summary.duplicates;
  if (outcome.verdict == Verdict::kConflict) ++worker.summary.conflicts;
  if (!worker.last_event || *worker.last_event < event.occurred_at) {
    worker.last_event = event.occurred_at;
  }
}

void Replay::merge(Worker& worker) {
  summary_.events += worker.summary.events;
  summary_.duplicates += worker.summary.duplicates;
  summary_.conflicts += worker.summary.conflicts;
  summary_.rejects.insert(summary_.rejects.end(), worker.summary.rejects.begin(),
                          worker.summary.rejects.end());
  if (!last_event_ || (worker.last_event && *last_event_ < *worker.last_event)) {
    last_event_ = worker.last_event;
  }
}

Folded Replay::release() {
  Folded folded;
  for (const auto& stripe : stripes_) folded.stores.push_back(std::exchange(stripe->store, {}));
  folded.reference = std::exchange(reference_, {});
  return folded;
}

Summary Replay::summary() const {
  Summary summary = summary_;
  for (const auto& stripe : stripes_) {
    summary.patients += stripe->store.size();
    summary.state_bytes += stripe->store.bytes();
  }
  return summary;
}

std::optional<CivilDay> Replay::last_day() const {
  if (!last_event_) return std::nullopt;
  return domain::civil_day(*last_event_);
}

// Every thread takes stripe after stripe and sums them in rows of its own.
engine::Rows Replay::evaluate(const indicators::PeriodCalendar& calendar,
                              domain::CareUnits& directory) const {
  std::vector<std::vector<domain::CareUnitRef>> refs;
  for (const auto& stripe : stripes_) refs.push_back(directory.absorb(stripe->store.care_units()));

  std::vector<engine::Rows> rows;
  for (unsigned i = 0; i < threads_; ++i) {
    rows.emplace_back(*catalogue_, directory, indicators::kAllPeriods);
  }
  std::atomic<std::size_t> next_stripe = 0;
  on_threads(threads_, [&](unsigned thread) {
    for (std::size_t i = next_stripe++; i < stripes_.size(); i = next_stripe++) {
      const engine::PatientStore& store = stripes_[i]->store;
      indicators::Counts counts(*catalogue_, store.care_units());
      for (PatientIndex patient = 0; patient < store.size(); ++patient) {
        for (indicators::Contribution contribution :
             counts.evaluate(store.record(patient), calendar)) {
          contribution.care_unit = refs[i][static_cast<std::size_t>(contribution.care_unit)];
          rows[thread].add(contribution, 1);
        }
      }
    }
  });
  for (unsigned i = 1; i < threads_; ++i) {
    rows.front().add_all(rows.back());
    rows.pop_back();
  }
  return std::move(rows.front());
}

void Replay::write_csv(CivilDay as_of, const engine::CsvSelection& selection,
                       const engine::CsvWriter::Output& output) const {
  const indicators::PeriodCalendar calendar(as_of);
  domain::CareUnits directory;
  const engine::Rows rows = evaluate(calendar, directory);
  engine::CsvWriter writer(as_of, selection, reference_.counts(*catalogue_, as_of), output);
  rows.for_each(calendar,
                [&writer](const engine::RowKey& key, std::span<const engine::Cell> cells) {
                  writer.row(key, cells);
                });
  writer.finish();
}

Replay::Intake::Intake(Replay& replay)
    : replay_(&replay), worker_(std::make_unique<Worker>()), copies_(Worker::kPending) {
  worker_->by_stripe.resize(replay.stripes_.size());
}

Replay::Intake::~Intake() = default;

void Replay::Intake::take(std::string_view bytes, codec::Form form,
                          std::optional<base::ProcessingTime> recorded_at, std::size_t source,
                          std::uint64_t number) {
  std::string& copy = copies_[worker_->pending_count];
  copy.assign(bytes);
  replay_->decode(copy, form, recorded_at, {source, number}, *worker_);
}

void Replay::Intake::close() {
  replay_->fold_pending(*worker_);
  replay_->merge(*worker_);
  std::ranges::sort(replay_->summary_.rejects);
}

}  // namespace sjukpuls::replay
