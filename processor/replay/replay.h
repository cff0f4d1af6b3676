#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
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
  std::uint64_t events = 0;      // accepted
  std::uint64_t duplicates = 0;  // of a content that another event has already
  std::uint64_t conflicts = 0;   // other contents of certificates and messages that are known
  std::uint64_t patients = 0;
  std::uint64_t state_bytes = 0;
  std::vector<Reject> rejects;  // sorted
};

// What a replay has folded: records, a store for each stripe, and what is no patient's.
struct Folded {
  std::vector<engine::PatientStore> stores;
  engine::ReferenceBook reference;
};

// Folds files of events and evaluates them as of one day, on several threads. The result depends on
// the set of events and the day alone: patients are spread over stripes, each behind its own lock,
// and order means nothing to a fold. Call fold() for each list of files, then evaluate() once or
// for many days.
class Replay {
 public:
  // Enough that two threads seldom want the same stripe; each costs its own index of care units.
  static constexpr unsigned kStripesPerThread = 4;

  // Borrows the catalogue. `threads` is at least 1. One thread alone needs one stripe.
  Replay(const indicators::Catalogue& catalogue, unsigned threads,
         unsigned stripes_per_thread = kStripesPerThread);

  using OnProgress = std::function<void(const Progress&)>;

  // Reads the files (`-` is standard input), all of them or up to the first that cannot be read.
  // Calls `on_progress` now and then, from any of its threads but never from two at once. Ends with
  // an error soon after a stop is requested.
  base::Status fold(const std::vector<std::string>& files, const OnProgress& on_progress,
                    const std::stop_token& stop = {});

  class Intake;

  Summary summary() const;
  // The day of the last event that was accepted; none without events.
  std::optional<base::CivilDay> last_day() const;

  // Writes the counts as of the day as CSV.
  void write_csv(base::CivilDay as_of, const engine::CsvSelection& selection,
                 const engine::CsvWriter::Output& output) const;

  // Hands over everything folded, and is empty then.
  Folded release();

 private:
  struct Stripe {
    std::mutex mutex;
    engine::PatientStore store;
  };
  class Reader;
  struct Worker;
  struct Place {
    std::size_t file;
    std::uint64_t line;
  };

  void fold_blocks(Reader& reader, Worker& worker);
  void decode(std::string_view bytes, codec::Form form,
              std::optional<base::ProcessingTime> recorded_at, const Place& place, Worker& worker);
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

// The way in for records that come one at a time and not from files. One thread's own; what it took
// is in the replay once it is closed.
class Replay::Intake {
 public:
  // Borrows the replay.
  explicit Intake(Replay& replay);
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;
  ~Intake();

  // Copies `bytes`. Rejects are listed by `source` and `number`, as those of files by file and
  // line.
  void take(std::string_view bytes, codec::Form form,
            std::optional<base::ProcessingTime> recorded_at, std::size_t source,
            std::uint64_t number);

  // Once, and last.
  void close();

 private:
  Replay* replay_;
  std::unique_ptr<Worker> worker_;
  std::vector<std::string> copies_;  // of what is pending, by its decoder
};

}  // namespace sjukpuls::replay
