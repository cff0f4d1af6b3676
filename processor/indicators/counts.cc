#include "processor/indicators/counts.h"

#include <array>

#include "processor/indicators/for_each_entity.h"

namespace sjukpuls::indicators {

using base::CivilDay;
using domain::CareUnitRef;
using domain::CertificateFact;
using domain::CertificateKind;
using domain::KvaFact;

const std::vector<Contribution>& Counts::evaluate(const domain::PatientRecord& record,
                                                  const PeriodCalendar& calendar) {
  calendar_ = &calendar;
  contributions_.clear();
  view_.read(record, calendar.as_of());
  next_change_ = view_.next_change();
  count_certificates();
  count_requests();
  count_reminders();
  count_notices();
  count_kva();
  count_sjukfall();
  return contributions_;
}

Counts::Attribution Counts::attribution(const PatientView::CertificateView* certificate) const {
  return certificate == nullptr ? Attribution{} : attribution(*certificate->fact);
}

void Counts::add(Count count, PeriodSet periods, const Attribution& at, std::int64_t n) {
  if (periods.empty() || n == 0) return;
  contributions_.push_back({.count = count,
                            .sex = view_.sex(),
                            .care_level = care_units_->care_level(at.care_unit),
                            .diagnosis = at.diagnosis,
                            .care_unit = at.care_unit,
                            .periods = periods,
                            .n = n});
}

void Counts::add_on(Count count, CivilDay day, const Attribution& at, std::int64_t n) {
  add(count, calendar_->containing(day), at, n);
  changes_on(calendar_->rolling_changes(day));
  changes_on(calendar_->fixed_changes(day));
}

void Counts::add_state(Count count, LevelSet levels, const Attribution& at) {
  add(count, PeriodSet::of(kAt), at);
  contributions_.back().levels = levels;
}

// Section 6, areas 1.1 and 1.2, by certificate.
void Counts::count_certificates() {
  for (const PatientView::CertificateView& certificate : view_.certificates()) {
    const CertificateFact& fact = *certificate.fact;
    if (!certificate.visible || fact.kind == CertificateKind::kOther) continue;
    const Attribution at = attribution(fact);
    if (!fact.revoked) add_on(Count::kCertificates, certificate.signed_on, at);
    if (fact.kind != CertificateKind::kSickPay || !fact.sent_to_fkassa) continue;
    add_on(Count::kCertificatesSent, certificate.signed_on, at);
    if (!certificate.requested) continue;
    add_on(Count::kCertificatesRequested, certificate.signed_on, at);
    if (certificate.reminded) add_on(Count::kCertificatesReminded, certificate.signed_on, at);
  }
}

// Section 6, areas 1.1 and 1.2, by completion request.
void Counts::count_requests() {
  for (const PatientView::RequestView& request : view_.requests()) {
    const Attribution at = attribution(request.certificate);
    add_on(Count::kRequests, request.sent_on, at);
    if (request.reminded) add_on(Count::kRequestsReminded, request.sent_on, at);
    if (request.answered_on) {
      const CivilDay answered_on = *request.answered_on;
      add_on(Count::kRequestsAnswered, answered_on, at);
      add_on(Count::kRequestAnswerDays, answered_on, at, (answered_on - request.sent_on).count());
      continue;
    }
    if (request.certificate_revoked) continue;
    add_state(Count::kRequestsOpen, LevelSet::kAll, at);
    if (!request.fact->last_day_to_answer) continue;
    const CivilDay overdue_from = *request.fact->last_day_to_answer + std::chrono::days{1};
    changes_on(overdue_from);
    if (overdue_from <= calendar_->as_of()) {
      add_state(Count::kRequestsOverdue, LevelSet::kAll, at);
    }
  }
}

void Counts::count_reminders() {
  for (const PatientView::ReminderView& reminder : view_.reminders()) {
    const Attribution at = attribution(reminder.certificate);
    add_on(reminder.linked ? Count::kReminders : Count::kRemindersUnlinked, reminder.sent_on, at);
  }
}

void Counts::count_notices() {
  for (const PatientView::NoticeView& notice : view_.notices()) {
    add_on(Count::kRehabilitationNeedNotices, notice.sent_on, {notice.fact->care_unit, {}});
  }
}

// Section 6, KVA: records by day, and patients by the periods that any record of the code lies in.
void Counts::count_kva() {
  const auto& records = view_.kva_records();
  for (auto record = records.begin(); record != records.end(); ++record) {
    const auto count = catalogue_->kva_records((*record)->code);
    if (!count) continue;
    add_on(*count, *(*record)->performed_on, {(*record)->care_unit, {}});

    const auto is_of_code = [&](const KvaFact* other) { return other->code == (*record)->code; };
    if (std::any_of(records.begin(), record, is_of_code)) continue;  // counted with the first
    kva_of_code_.clear();
    std::copy_if(record, records.end(), std::back_inserter(kva_of_code_), is_of_code);
    count_kva_patients(next(*count), kva_of_code_);
  }
}

void Counts::count_kva_patients(Count count, std::span<const KvaFact* const> records) {
  const auto unit_of = [](const KvaFact* record) { return record->care_unit; };
  for_each_entity(records, unit_of, [&](LevelSet levels, CareUnitRef care_unit, auto members) {
    PeriodSet any;
    std::array<PeriodSet, domain::kCareLevels> by_care_level;
    for (const KvaFact* record : members) {
      const PeriodSet periods = calendar_->containing(*record->performed_on);
      any |= periods;
      by_care_level[static_cast<std::size_t>(care_units_->care_level(record->care_unit))] |=
          periods;
    }
    Contribution part{.count = count,
                      .levels = levels,
                      .dimensions = DimensionSet::kTotalAndSex,
                      .sex = view_.sex(),
                      .care_unit = care_unit,
                      .periods = any};
    if (any.empty()) return;
    contributions_.push_back(part);
    part.dimensions = DimensionSet::kCareLevel;
    for (std::size_t level = 0; level < by_care_level.size(); ++level) {
      part.care_level = static_cast<domain::CareLevel>(level);
      part.periods = by_care_level[level];
      if (!part.periods.empty()) contributions_.push_back(part);
    }
  });
}

}  // namespace sjukpuls::indicators
