#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "processor/domain/event.h"
#include "processor/engine/latest_events.h"
#include "processor/engine/patient_store.h"
#include "processor/engine/reference_book.h"
#include "processor/engine/row.h"
#include "processor/engine/rows.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/counts.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::engine {

// Takes what a shard publishes. Writing the same again must look like writing it once. Borrows its
// arguments for the call.
class PartialSink {
 public:
  PartialSink() = default;
  PartialSink(const PartialSink&) = delete;
  PartialSink& operator=(const PartialSink&) = delete;
  virtual ~PartialSink() = default;

  // The row's absolute numbers, all that are not zero; no cells: the row is gone.
  virtual void row(const RowKey& key, std::span<const Cell> cells) = 0;
  // Versions that now hold. Once a key has one it always has.
  virtual void unit_facts(const domain::UnitFactsVersion& version) = 0;
  virtual void survey(const domain::SurveyVersion& version) = 0;
  // What the rows stand for from now on.
  virtual void shard_status(const ShardStatus& status) = 0;
};

struct ShardOptions {
  // The periods that rows of units and providers keep, and those of nation and regions.
  indicators::PeriodSet kept_below_region = indicators::kAllPeriods;
  indicators::PeriodSet kept_above_units = indicators::kAllPeriods;
};

// The patients of one partition, and the rows that sum them. One thread's own.
//
//   catching up --go_live(day)--> live: fold* , prepare(day), then committed() or rollback(), again
//
// Catching up it only folds. Live, events between two commits form a transaction: `fold` keeps the
// record that each patient had before, `prepare` evaluates who changed and who changes by the day,
// and hands over the rows that are different; `committed` forgets the old records, `rollback` puts
// them back.
class Shard {
 public:
  // Borrows the catalogue. Takes over records that were folded elsewhere, if any.
  Shard(const indicators::Catalogue& catalogue, const ShardOptions& options,
        PatientStore store = {});
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  domain::FoldOutcome fold(const domain::Event& event);

  // Evaluates every patient as of the day. Once, before the first prepare().
  void go_live(base::CivilDay day);
  bool live() const { return calendar_.has_value(); }
  // The day of the rows. Requires live().
  base::CivilDay day() const { return calendar_->as_of(); }

  // Whether prepare(day) has anything to hand over.
  bool needs_commit(base::CivilDay day) const;
  // Brings the rows to `day` (not before day()) and hands over all that committed() has not yet
  // cleared, so that a failed commit is made good by the next.
  void prepare(base::CivilDay day, PartialSink& sink);
  void committed();
  void rollback();

  // What the rows stand for. Requires live().
  ShardStatus status() const { return {day(), latest_events_.up_to(day())}; }

  // Hands over every row, reference version and the status, changed or not: for the comparison
  // after a restore.
  void publish_all(PartialSink& sink) const;

  std::size_t patients() const { return store_.size(); }
  std::size_t state_bytes() const { return store_.bytes() + rows_.bytes(); }

 private:
  domain::FoldOutcome fold_reference(const domain::Event& event);
  template <typename Version>
  domain::FoldOutcome put_reference(Version version, std::vector<Version>& changed);
  void evaluate(PatientIndex patient, const domain::PatientRecord& before,
                const indicators::PeriodCalendar& old);
  void schedule(PatientIndex patient, base::CivilDay next_change);
  void turn_to(base::CivilDay day);

  // A patient touched in the open transaction, as it was before.
  struct PreImage {
    PatientIndex patient;
    domain::PatientRecord record;
  };

  PatientStore store_;
  indicators::Counts counts_;
  Rows rows_;
  ReferenceBook reference_;
  std::optional<indicators::PeriodCalendar> calendar_;
  LatestEvents latest_events_;
  std::optional<ShardStatus> committed_status_;  // once live

  std::vector<PreImage> pre_images_;
  std::vector<bool> touched_;  // by patient: has a pre-image
  bool prepared_ = false;      // rows already hold the open transaction
  std::vector<domain::UnitFactsVersion> changed_units_;
  std::vector<domain::SurveyVersion> changed_surveys_;

  // Calendar queue: whom to evaluate on which day. An entry counts only while it is the patient's
  // own next change; others are left over from before.
  std::map<base::CivilDay, std::vector<PatientIndex>> due_;
  std::vector<base::CivilDay> next_change_;  // by patient

  std::vector<indicators::Contribution> before_;  // memory kept from call to call
  std::vector<indicators::Contribution> after_;
};

}  // namespace sjukpuls::engine
