#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "processor/base/id.h"
#include "processor/domain/care_units.h"
#include "processor/domain/packed_lists.h"
#include "processor/domain/period.h"
#include "processor/domain/terms.h"

namespace sjukpuls::domain {

using PatientId = base::Id<struct PatientTag>;
using CertificateId = base::Id<struct CertificateTag>;
using MessageId = base::Id<struct MessageTag>;
using RecordId = base::Id<struct RecordTag>;
using EventId = base::Id<struct EventTag>;

// Which version of a fact an event is: versions are ordered by instant, then event id (section 2,
// Identity). `content_hash` tells duplicates from conflicts and settles the tie that unique event
// ids rule out.
struct Version {
  base::EventTime occurred_at;
  EventId event_id;
  std::uint32_t content_hash = 0;

  friend auto operator<=>(const Version&, const Version&) = default;
};

// Facts of one patient, each by its natural id. Plain values of a PatientRecord; ids and care units
// belong to the store that holds the record.

// A certificate, or what is known of one that has not come yet (`known` is false: then only `id`,
// `revoked` and `sent_to_fkassa` mean anything).
struct CertificateFact {
  CertificateId id;
  EventId event_id;
  base::EventTime occurred_at;
  base::EventTime signed_at;
  std::uint32_t content_hash = 0;
  CareUnitRef care_unit = CareUnitRef::kUnknown;
  std::uint32_t period_count = 0;
  CertificateKind kind = CertificateKind::kOther;
  Sex sex = Sex::kUnknown;
  DiagnosisChapter diagnosis = DiagnosisChapter::kUnknown;
  bool known : 1 = false;
  bool revoked : 1 = false;
  bool sent_to_fkassa : 1 = false;
  bool names_current_work : 1 = false;

  Version version() const { return {occurred_at, event_id, content_hash}; }
};

// `certificate` COMPLEMENTS `completes`.
struct ComplementFact {
  CertificateId certificate;
  CertificateId completes;
};

// A day, or none, in four bytes.
class OptionalDay {
 public:
  OptionalDay() = default;
  OptionalDay(base::CivilDay day)  // NOLINT(google-explicit-constructor): a day is an optional day
      : days_(static_cast<std::int32_t>(day.time_since_epoch().count())) {}

  explicit operator bool() const { return days_ != kNone; }
  base::CivilDay operator*() const { return base::CivilDay{std::chrono::days{days_}}; }

 private:
  static constexpr std::int32_t kNone = INT32_MIN;
  std::int32_t days_ = kNone;
};

// A completion request, or the first answer to one that has not come yet (`known` is false: then
// only `id` and `first_answer` mean anything).
struct CompletionRequestFact {
  MessageId id;
  EventId event_id;
  base::EventTime occurred_at;
  CertificateId certificate_id;
  std::uint32_t content_hash = 0;
  OptionalDay last_day_to_answer;
  OptionalDay first_answer;  // the earliest day of an answer event, maybe before the request
  bool known = false;

  Version version() const { return {occurred_at, event_id, content_hash}; }
};

struct ReminderFact {
  MessageId id;
  EventId event_id;
  base::EventTime occurred_at;
  CertificateId certificate_id;
  MessageId reminded_message_id;  // none when not named
  std::uint32_t content_hash = 0;

  Version version() const { return {occurred_at, event_id, content_hash}; }
};

struct NoticeFact {
  MessageId id;
  EventId event_id;
  base::EventTime occurred_at;
  std::uint32_t content_hash = 0;
  CareUnitRef care_unit = CareUnitRef::kUnknown;

  Version version() const { return {occurred_at, event_id, content_hash}; }
};

// A KVA record, or its removal, which is a version like any other (then only `id` and the version
// mean anything).
struct KvaFact {
  RecordId id;
  EventId event_id;
  base::EventTime occurred_at;
  std::uint32_t content_hash = 0;
  OptionalDay performed_on;
  CareUnitRef care_unit = CareUnitRef::kUnknown;
  std::uint32_t code : 24 = 0;  // KvaCode::number()
  Sex sex : 4 = Sex::kUnknown;
  bool removed : 1 = false;

  Version version() const { return {occurred_at, event_id, content_hash}; }
};

// What an event did to a record.
enum class Verdict : std::uint8_t {
  kNew,         // a fact that was not known
  kDuplicate,   // the same content again
  kConflict,    // other content under the same id; the version that holds is kept
  kCorrection,  // another version of a KVA record or of reference facts
};

struct FoldOutcome {
  Verdict verdict = Verdict::kNew;
  bool changed = false;  // the record is not what it was
  // Of a conflict or correction: the content that does not hold, be it the event's or the one that
  // held before. Whoever remembers it can tell a third event of that content for a duplicate.
  std::uint32_t set_aside_content = 0;
};

// One patient's facts: a set, so that order, duplicates and lateness of events make no difference
// (docs/INDICATORS.md section 2, Identity). A value; copying it takes a pre-image. Spans hold until
// the next change. Not thread-safe.
class PatientRecord {
 public:
  // Lists are ordered for look-up only (by the bits of the id), except periods, which stand in the
  // order of their certificates, `period_count` of them each.
  std::span<const CertificateFact> certificates() const { return lists_.list<CertificateFact>(); }
  std::span<const SickLeavePeriod> periods() const { return lists_.list<SickLeavePeriod>(); }
  std::span<const ComplementFact> complements() const { return lists_.list<ComplementFact>(); }
  std::span<const CompletionRequestFact> requests() const {
    return lists_.list<CompletionRequestFact>();
  }
  std::span<const ReminderFact> reminders() const { return lists_.list<ReminderFact>(); }
  std::span<const NoticeFact> notices() const { return lists_.list<NoticeFact>(); }
  std::span<const KvaFact> kva_records() const { return lists_.list<KvaFact>(); }

  // The index of the certificate in certificates(), if there is anything known of it.
  std::optional<std::size_t> find_certificate(const CertificateId& id) const;
  const CompletionRequestFact* find_request(const MessageId& id) const;

  // `fact.period_count` is set from `periods`; `completes` is none without a COMPLEMENTS relation.
  FoldOutcome add(CertificateFact fact, std::span<const SickLeavePeriod> periods,
                  const CertificateId& completes);
  FoldOutcome mark_sent_to_fkassa(const CertificateId& id);
  FoldOutcome revoke(const CertificateId& id);
  FoldOutcome add(CompletionRequestFact fact);
  FoldOutcome answer(const MessageId& request, base::CivilDay day);
  FoldOutcome add(const ReminderFact& fact);
  FoldOutcome add(const NoticeFact& fact);
  FoldOutcome add(const KvaFact& fact);

  // Fetches the first facts into the cache.
  void prefetch() const { lists_.prefetch(); }
  std::size_t bytes() const { return lists_.bytes(); }

 private:
  CertificateFact& certificate_entry(const CertificateId& id);
  std::size_t first_period_of(std::size_t certificate) const;

  PackedLists<CertificateFact, SickLeavePeriod, KvaFact, CompletionRequestFact, ReminderFact,
              ComplementFact, NoticeFact>
      lists_;
};

}  // namespace sjukpuls::domain
