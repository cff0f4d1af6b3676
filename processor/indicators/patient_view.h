#pragma once

#include <algorithm>
#include <vector>

#include "processor/domain/patient_record.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::indicators {

// One patient as of a day: which facts are visible and how they hang together (docs/INDICATORS.md
// sections 1, 2 and 5), before anything is counted. Reused from patient to patient for its memory;
// points into the record, which must not change meanwhile.
class PatientView {
 public:
  // Parallel to the record's certificates.
  struct CertificateView {
    const domain::CertificateFact* fact;
    base::CivilDay signed_on;
    bool visible = false;
    bool requested = false;  // by a visible completion request
    bool reminded = false;   // by a visible reminder linked to such a request
  };
  struct RequestView {
    const domain::CompletionRequestFact* fact;
    base::CivilDay sent_on;
    const CertificateView* certificate;  // null when not known or not visible
    bool certificate_revoked = false;    // by a revocation, whether or not the certificate is known
    bool reminded = false;
    domain::OptionalDay answered_on;
  };
  struct ReminderView {
    const domain::ReminderFact* fact;
    base::CivilDay sent_on;
    const CertificateView* certificate;  // that of the reminder itself
    bool linked = false;
  };
  struct NoticeView {
    const domain::NoticeFact* fact;
    base::CivilDay sent_on;
  };
  // A period of a certificate that makes sjukfall: what section 5 calls a fact.
  struct SickLeaveFact {
    domain::SickLeavePeriod period;
    const domain::CertificateFact* certificate;
  };

  void read(const domain::PatientRecord& record, base::CivilDay as_of);

  const std::vector<CertificateView>& certificates() const { return certificates_; }
  const std::vector<RequestView>& requests() const { return requests_; }
  const std::vector<ReminderView>& reminders() const { return reminders_; }
  const std::vector<NoticeView>& notices() const { return notices_; }
  const std::vector<const domain::KvaFact*>& kva_records() const { return kva_records_; }
  // Those with first day <= D, in the order of section 5: first day, signed_at, certificate id,
  // degree.
  const std::vector<SickLeaveFact>& sick_leave() const { return sick_leave_; }
  domain::Sex sex() const { return sex_; }

  // The next day on which anything above is different by itself, or kNever.
  base::CivilDay next_change() const { return next_change_; }

 private:
  void read_certificates(const domain::PatientRecord& record);
  void read_sick_leave(const domain::PatientRecord& record);
  void read_requests(const domain::PatientRecord& record);
  void read_answers(const domain::PatientRecord& record, RequestView& request);
  void read_reminders(const domain::PatientRecord& record);
  void read_rest(const domain::PatientRecord& record);
  void decide_sex();
  const CertificateView* visible_certificate(const domain::PatientRecord& record,
                                             const domain::CertificateId& id) const;
  RequestView* reminded_request(const domain::ReminderFact& reminder);

  // Whether a fact of this day is visible; if not, the view changes on that day.
  bool visible_on(base::CivilDay day) {
    if (day <= as_of_) return true;
    next_change_ = std::min(next_change_, day);
    return false;
  }

  base::CivilDay as_of_;
  base::CivilDay next_change_ = kNever;
  domain::Sex sex_ = domain::Sex::kUnknown;
  std::vector<CertificateView> certificates_;
  std::vector<RequestView> requests_;  // by certificate, then by (occurred_at, event_id)
  std::vector<ReminderView> reminders_;
  std::vector<NoticeView> notices_;
  std::vector<const domain::KvaFact*> kva_records_;
  std::vector<SickLeaveFact> sick_leave_;
};

}  // namespace sjukpuls::indicators
