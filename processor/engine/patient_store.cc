#include "processor/engine/patient_store.h"

#include <utility>
#include <variant>

#include "processor/base/check.h"
#include "processor/domain/stockholm.h"

namespace sjukpuls::engine {
namespace {

using domain::CertificateId;
using domain::Event;
using domain::EventId;
using domain::FoldOutcome;
using domain::MessageId;
using domain::PatientRecord;
using domain::RecordId;
using domain::Verdict;

// Turns one event's payload into a fact of one record.
struct Fold {
  const Event& event;
  PatientRecord& record;
  base::IdPool& ids;
  domain::CareUnits& care_units;

  template <typename IdType>
  IdType id(std::string_view text) const {
    return text.empty() ? IdType() : IdType(ids.intern(text));
  }

  template <typename Fact>
  Fact dated(Fact fact) const {
    fact.event_id = id<EventId>(event.event_id);
    fact.occurred_at = event.occurred_at;
    fact.content_hash = event.content_hash;
    return fact;
  }

  FoldOutcome operator()(const domain::Certificate& certificate) const {
    domain::CertificateFact fact;
    fact.id = id<CertificateId>(certificate.certificate_id);
    fact.signed_at = certificate.signed_at;
    fact.care_unit = care_units.intern(event.care_unit);
    fact.kind = certificate.kind;
    fact.sex = event.patient.sex;
    fact.diagnosis = certificate.diagnosis;
    fact.names_current_work = certificate.names_current_work;
    return record.add(dated(fact), certificate.periods, id<CertificateId>(certificate.complements));
  }

  FoldOutcome operator()(const domain::CertificateSent& sent) const {
    if (!sent.to_fkassa) return {Verdict::kNew, false};
    return record.mark_sent_to_fkassa(id<CertificateId>(sent.certificate_id));
  }

  FoldOutcome operator()(const domain::CertificateRevoked& revoked) const {
    return record.revoke(id<CertificateId>(revoked.certificate_id));
  }

  FoldOutcome operator()(const domain::CompletionRequest& request) const {
    domain::CompletionRequestFact fact;
    fact.id = id<MessageId>(request.message_id);
    fact.certificate_id = id<CertificateId>(request.certificate_id);
    if (request.last_day_to_answer) fact.last_day_to_answer = *request.last_day_to_answer;
    return record.add(dated(fact));
  }

  FoldOutcome operator()(const domain::CompletionAnswer& answer) const {
    return record.answer(id<MessageId>(answer.request_message_id),
                         domain::civil_day(event.occurred_at));
  }

  FoldOutcome operator()(const domain::Reminder& reminder) const {
    domain::ReminderFact fact;
    fact.id = id<MessageId>(reminder.message_id);
    fact.certificate_id = id<CertificateId>(reminder.certificate_id);
    fact.reminded_message_id = id<MessageId>(reminder.reminded_message_id);
    return record.add(dated(fact));
  }

  FoldOutcome operator()(const domain::KvaRecord& kva_record) const {
    domain::KvaFact fact;
    fact.id = id<RecordId>(kva_record.record_id);
    fact.performed_on = kva_record.performed_on;
    fact.care_unit = care_units.intern(event.care_unit);
    fact.code = kva_record.code.number() & 0xffffffU;
    fact.sex = event.patient.sex;
    return record.add(dated(fact));
  }

  FoldOutcome operator()(const domain::KvaRecordRemoved& removed) const {
    domain::KvaFact fact;
    fact.id = id<RecordId>(removed.record_id);
    fact.removed = true;
    return record.add(dated(fact));
  }

  FoldOutcome operator()(const domain::RehabilitationNeedNotice& notice) const {
    domain::NoticeFact fact;
    fact.id = id<MessageId>(notice.message_id);
    fact.care_unit = care_units.intern(event.care_unit);
    return record.add(dated(fact));
  }

  FoldOutcome operator()(const domain::UnitFacts&) const { return not_of_a_patient(); }
  FoldOutcome operator()(const domain::SurveyResult&) const { return not_of_a_patient(); }

  static FoldOutcome not_of_a_patient() {
    base::broken("reference facts belong to no patient", __FILE__, __LINE__);
  }
};

}  // namespace

PatientIndex PatientStore::find_or_add(std::string_view patient_id) {
  return find_or_add(domain::PatientId(ids_.intern(patient_id)));
}

PatientIndex PatientStore::find_or_add(const domain::PatientId& id) {
  const auto [place, added] = patients_.emplace(id, static_cast<PatientIndex>(records_.size()));
  if (added) records_.emplace_back();
  return place->second;
}

FoldOutcome PatientStore::fold(PatientIndex patient, const Event& event) {
  PatientRecord& record = records_[patient];
  const std::size_t bytes_before = record.bytes();
  FoldOutcome outcome = std::visit(Fold{event, record, ids_, care_units_}, event.payload);
  record_bytes_ += record.bytes() - bytes_before;
  if (outcome.verdict != Verdict::kConflict && outcome.verdict != Verdict::kCorrection) {
    return outcome;
  }
  const auto of_patient = [patient](std::uint32_t content) {
    return std::uint64_t{patient} << 32 | content;
  };
  if (set_aside_.contains(of_patient(event.content_hash))) outcome.verdict = Verdict::kDuplicate;
  set_aside_.insert(of_patient(outcome.set_aside_content));
  return outcome;
}

// Each pass fetches what the next one needs.
void PatientStore::fold(std::span<const Event* const> events, std::span<FoldOutcome> outcomes) {
  batch_ids_.clear();
  batch_.clear();
  for (const Event* event : events) ids_.prefetch_slot(event->patient.id);
  for (const Event* event : events) ids_.prefetch_text(event->patient.id);
  for (const Event* event : events) {
    batch_ids_.emplace_back(ids_.intern(event->patient.id));
    patients_.prefetch(batch_ids_.back());
  }
  for (const domain::PatientId& id : batch_ids_) {
    batch_.push_back(find_or_add(id));
    __builtin_prefetch(&records_[batch_.back()]);
  }
  for (const PatientIndex patient : batch_) records_[patient].prefetch();
  for (std::size_t i = 0; i < events.size(); ++i) outcomes[i] = fold(batch_[i], *events[i]);
}

std::size_t PatientStore::bytes() const {
  constexpr std::size_t kSlotBytes = sizeof(std::pair<domain::PatientId, PatientIndex>) + 1;
  return record_bytes_ + ids_.bytes() + patients_.capacity() * kSlotBytes +
         records_.capacity() * sizeof(PatientRecord) +
         set_aside_.capacity() * (sizeof(std::uint64_t) + 1);
}

}  // namespace sjukpuls::engine
