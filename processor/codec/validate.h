#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "processor/base/time.h"
#include "processor/codec/content_hash.h"
#include "processor/codec/reject_reason.h"
#include "processor/codec/wire_event.h"
#include "processor/domain/event.h"

namespace sjukpuls::codec {

// Applies the rules of docs/INDICATORS.md section 2 to an event as it was written. Holds the
// cleaned HSA-ids and the periods that the domain event borrows. Not thread-safe: one per thread,
// reused.
class Validator {
 public:
  // Nullopt and the event in event(), or why it is rejected. Cleans HSA-ids and the region within
  // `wire`, which must live as long as event() is read. `recorded_at` is the timestamp of the
  // record in Kafka, which in_future is measured against; files have none.
  std::optional<RejectReason> validate(WireEvent& wire,
                                       std::optional<base::ProcessingTime> recorded_at);

  // The event that passed last; holds until the next validate().
  const domain::Event& event() const { return event_; }

  // How many periods of that event were rejected alone (bad_period).
  std::uint32_t bad_periods() const { return bad_periods_; }

 private:
  using Verdict = std::optional<RejectReason>;

  Verdict envelope(WireEvent& wire);
  Verdict payload(WireEvent& wire);
  Verdict certificate(const WireCertificate& wire);
  Verdict certificate_sent(const WireCertificateSent& wire);
  Verdict certificate_revoked(const WireCertificateSent& wire);
  Verdict completion_request(const WireMessage& wire);
  Verdict completion_answer(const WireMessage& wire);
  Verdict reminder(const WireMessage& wire);
  Verdict kva_record(const WireKvaRecord& wire);
  Verdict kva_record_removed(const WireKvaRecord& wire);
  Verdict notice(const WireMessage& wire);
  Verdict unit_facts(WireUnitFacts& wire);
  Verdict survey_result(WireSurveyResult& wire);

  Verdict instant(UnixMilliseconds instant) const;
  void collect_periods(const WireCertificate& wire);

  // Upper-cases a to z and drops white space; copies only where there is something to change.
  std::string_view clean(std::string_view hsa_id, std::string& scratch) const;

  domain::Event event_;
  std::uint32_t bad_periods_ = 0;
  std::optional<base::ProcessingTime> recorded_at_;
  std::vector<domain::SickLeavePeriod> periods_;
  std::string care_unit_id_;
  std::string care_provider_id_;
  std::string reference_id_;
  ContentHasher hasher_;
};

}  // namespace sjukpuls::codec
