#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/result.h"
#include "processor/codec/event_decoder.h"
#include "processor/codec/event_file.h"
#include "processor/codec/reject_reason.h"
#include "processor/engine/csv.h"
#include "processor/engine/patient_store.h"
#include "processor/engine/reference_book.h"
#include "processor/engine/rows.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::replay {

// A record that was set aside, or (kBadPeriod) one period of an event that stands.
struct Reject {
  std::size_t file;    // place in the list of files
  std::uint64_t line;  // from 1; in protobuf files the number of the record
  codec::RejectReason reason;

  friend auto operator<=>(const Reject&, const Reject&) = default;
};

// How far a replay has come; counters only grow.
struct Progress {
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;        // of the files as they lie on disk
  std::uint64_t total_bytes = 0;  // 0 when not known
};

// What the events were.
struct Summary {
  std::uint64_t events = 0;  // accepted
  std::uint64_t duplicates = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t patients = 0;
  std::uint64_t state_bytes = 0;
  std::vector<Reject> rejects;  // sorted
};

// Folds files of events and evaluates them as of one day, on several threads. The result depends on
// the set of events and the day alone: patients are spread over stripes, each behind its own lock,
// and order means nothing to a fold. Call fold() for each list of files, then evaluate() once or
// for many days.
class Replay {
 public:
  // Borrows the catalogue. `threads` is at least 1.
  Replay(const indicators::Catalogue& catalogue, unsigned threads);

  using OnProgress = std::function<void(const Progress&)>;

  // Reads the files (`-` is standard input), all of them or up to the first that cannot be read.
  // Calls `on_progress` now and then, from any of its threads but never from two at once.
  base::Status fold(const std::vector<std::string>& files, const OnProgress& on_progress);

  Summary summary() const;
  // The day of the last event that was accepted; none without events.
  std::optional<base::CivilDay> last_day() const;

  // Writes the counts as of the day as CSV.
  void write_csv(base::CivilDay as_of, const engine::CsvSelection& selection,
                 const engine::CsvWriter::Output& output) const;

 private:
  struct Stripe {
    std::mutex mutex;
    engine::PatientStore store;
  };
  class Reader;
  struct Worker;

  void fold_blocks(Reader& reader, Worker& worker);
  void take(const domain::Event& event, Worker& worker);
  void fold_pending(Worker& worker);
  static void fold_stripe(engine::PatientStore& store, std::span<const domain::Event* const> events,
                          Worker& worker);
  domain::FoldOutcome fold_reference(const domain::Event& event);
  static void note(const domain::Event& event, const domain::FoldOutcome& outcome, Worker& worker);
  void merge(Worker& worker);
  engine::Rows evaluate(const indicators::PeriodCalendar& calendar,
                        domain::CareUnits& directory) const;

  const indicators::Catalogue* catalogue_;
  unsigned threads_;
  std::vector<std::unique_ptr<Stripe>> stripes_;
  std::mutex reference_mutex_;
  engine::ReferenceBook reference_;
  Summary summary_;
  std::optional<base::EventTime> last_event_;
};

}  // namespace sjukpuls::replay
