#include "processor/engine/shard.h"

#include <utility>
#include <variant>

#include "processor/base/check.h"

namespace sjukpuls::engine {

using base::CivilDay;
using domain::FoldOutcome;
using domain::PatientRecord;
using indicators::kNever;
using indicators::PeriodCalendar;

Shard::Shard(const indicators::Catalogue& catalogue, const ShardOptions& options,
             PatientStore store)
    : store_(std::move(store)),
      counts_(catalogue, store_.care_units()),
      rows_(catalogue, store_.care_units(), options.kept_below_region, options.kept_above_units) {}

FoldOutcome Shard::fold(const domain::Event& event) {
  latest_events_.add(event.occurred_at);
  if (!live()) latest_events_.commit();
  if (event.is_reference()) return fold_reference(event);
  const PatientIndex patient = store_.find_or_add(event.patient.id);
  if (!live()) return store_.fold(patient, event);

  base::check(!prepared_, "nothing is folded between prepare and committed or rollback");
  if (patient >= touched_.size()) {
    touched_.resize(patient + 1, false);
    next_change_.resize(patient + 1, kNever);
  }
  if (touched_[patient]) return store_.fold(patient, event);
  PatientRecord before = store_.record(patient);
  const FoldOutcome outcome = store_.fold(patient, event);
  if (outcome.changed) {
    touched_[patient] = true;
    pre_images_.push_back({patient, std::move(before)});
  }
  return outcome;
}

FoldOutcome Shard::fold_reference(const domain::Event& event) {
  if (const auto* facts = std::get_if<domain::UnitFacts>(&event.payload)) {
    return put_reference(version_of(event, *facts), changed_units_);
  }
  return put_reference(version_of(event, std::get<domain::SurveyResult>(event.payload)),
                       changed_surveys_);
}

// The book is not rolled back: a version that holds came from the log and will come again, and
// which one holds does not depend on how often or in what order they come.
template <typename Version>
FoldOutcome Shard::put_reference(Version version, std::vector<Version>& changed) {
  const FoldOutcome outcome = reference_.put(version);
  if (outcome.changed && live()) changed.push_back(std::move(version));
  return outcome;
}

void Shard::go_live(CivilDay day) {
  base::check(!live(), "a shard goes live once");
  calendar_.emplace(day);
  touched_.assign(store_.size(), false);
  next_change_.assign(store_.size(), kNever);
  for (PatientIndex patient = 0; patient < store_.size(); ++patient) {
    for (const auto& contribution : counts_.evaluate(store_.record(patient), *calendar_)) {
      rows_.add(contribution, 1);
    }
    schedule(patient, counts_.next_change());
  }
  committed_status_ = status();
}

void Shard::schedule(PatientIndex patient, CivilDay next_change) {
  if (next_change_[patient] == next_change) return;
  next_change_[patient] = next_change;
  if (next_change != kNever) due_[next_change].push_back(patient);
}

// Replaces what the patient added before, as `before` and on the day of `old`, by what it adds now.
void Shard::evaluate(PatientIndex patient, const PatientRecord& before, const PeriodCalendar& old) {
  before_ = counts_.evaluate(before, old);
  after_ = counts_.evaluate(store_.record(patient), *calendar_);
  schedule(patient, counts_.next_change());
  rows_.replace(before_, after_);
}

bool Shard::needs_commit(CivilDay day) const {
  return !pre_images_.empty() || !changed_units_.empty() || !changed_surveys_.empty() ||
         rows_.has_changes() || day > this->day() || status() != committed_status_;
}

void Shard::prepare(CivilDay day, PartialSink& sink) {
  base::check(live() && !prepared_ && day >= this->day(),
              "a live shard prepares one commit at a time, for days that do not go back");
  if (day > this->day()) turn_to(day);
  for (const PreImage& image : pre_images_) evaluate(image.patient, image.record, *calendar_);
  prepared_ = true;
  rows_.for_each_changed(*calendar_, [&sink](const RowKey& key, std::span<const Cell> cells) {
    sink.row(key, cells);
  });
  for (const domain::UnitFactsVersion& version : changed_units_) sink.unit_facts(version);
  for (const domain::SurveyVersion& version : changed_surveys_) sink.survey(version);
  if (status() != committed_status_) sink.shard_status(status());
}

// Touched patients are still in the rows as they were before, so the day turns for their
// pre-images.
void Shard::turn_to(CivilDay day) {
  const PeriodCalendar old = *std::move(calendar_);
  calendar_.emplace(day);
  rows_.turn(old, *calendar_);
  for (PreImage& image : pre_images_) {
    PatientRecord now = store_.record(image.patient);
    store_.put_back(image.patient, image.record);
    evaluate(image.patient, image.record, old);
    store_.put_back(image.patient, std::move(now));
  }
  while (!due_.empty() && due_.begin()->first <= day) {
    const auto due = due_.extract(due_.begin());
    for (const PatientIndex patient : due.mapped()) {
      if (next_change_[patient] != due.key()) continue;
      evaluate(patient, store_.record(patient), old);
    }
  }
}

void Shard::committed() {
  base::check(prepared_, "what is committed was prepared");
  prepared_ = false;
  for (const PreImage& image : pre_images_) touched_[image.patient] = false;
  pre_images_.clear();
  changed_units_.clear();
  changed_surveys_.clear();
  rows_.clear_changes();
  latest_events_.commit();
  committed_status_ = status();
}

void Shard::rollback() {
  for (PreImage& image : pre_images_) {
    PatientRecord now = store_.record(image.patient);
    store_.put_back(image.patient, std::move(image.record));
    touched_[image.patient] = false;
    if (prepared_) evaluate(image.patient, now, *calendar_);
  }
  pre_images_.clear();
  latest_events_.rollback();
  prepared_ = false;
}

void Shard::publish_all(PartialSink& sink) const {
  rows_.for_each(*calendar_,
                 [&sink](const RowKey& key, std::span<const Cell> cells) { sink.row(key, cells); });
  reference_.for_each(
      [&sink](const domain::UnitFactsVersion& version) { sink.unit_facts(version); });
  reference_.for_each([&sink](const domain::SurveyVersion& version) { sink.survey(version); });
  sink.shard_status(status());
}

}  // namespace sjukpuls::engine
