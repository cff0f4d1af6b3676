#include "processor/indicators/patient_view.h"

#include <tuple>

#include "processor/domain/stockholm.h"

namespace sjukpuls::indicators {
namespace {

using base::CivilDay;
using domain::CertificateFact;
using domain::CertificateKind;
using domain::civil_day;
using domain::CompletionRequestFact;
using domain::KvaFact;
using domain::OptionalDay;
using domain::PatientRecord;
using domain::Sex;
using domain::SickLeavePeriod;

bool comes_before(const PatientView::SickLeaveFact& a, const PatientView::SickLeaveFact& b) {
  if (a.period.first_day() != b.period.first_day()) {
    return a.period.first_day() < b.period.first_day();
  }
  if (a.certificate->signed_at != b.certificate->signed_at) {
    return a.certificate->signed_at < b.certificate->signed_at;
  }
  if (a.certificate->id != b.certificate->id) return a.certificate->id < b.certificate->id;
  return a.period.degree() < b.period.degree();
}

}  // namespace

void PatientView::read(const PatientRecord& record, CivilDay as_of) {
  as_of_ = as_of;
  next_change_ = kNever;
  read_certificates(record);
  read_sick_leave(record);
  read_requests(record);
  read_reminders(record);
  read_rest(record);
  decide_sex();
}

void PatientView::read_certificates(const PatientRecord& record) {
  certificates_.clear();
  for (const CertificateFact& fact : record.certificates()) {
    CertificateView& view = certificates_.emplace_back(CertificateView{&fact, CivilDay{}});
    if (!fact.known) continue;
    view.signed_on = civil_day(fact.signed_at);
    view.visible = visible_on(view.signed_on);
  }
}

void PatientView::read_sick_leave(const PatientRecord& record) {
  sick_leave_.clear();
  auto periods = record.periods();
  for (const CertificateView& certificate : certificates_) {
    const auto own = periods.first(certificate.fact->period_count);
    periods = periods.subspan(own.size());
    if (!certificate.visible || certificate.fact->revoked ||
        certificate.fact->kind == CertificateKind::kOther) {
      continue;
    }
    for (const SickLeavePeriod& period : own) {
      if (visible_on(period.first_day())) sick_leave_.push_back({period, certificate.fact});
    }
  }
  std::ranges::sort(sick_leave_, comes_before);
}

const PatientView::CertificateView* PatientView::visible_certificate(
    const PatientRecord& record, const domain::CertificateId& id) const {
  const auto place = record.find_certificate(id);
  if (!place || !certificates_[*place].visible) return nullptr;
  return &certificates_[*place];
}

void PatientView::read_requests(const PatientRecord& record) {
  requests_.clear();
  for (const CompletionRequestFact& fact : record.requests()) {
    if (!fact.known) continue;
    const CivilDay sent_on = civil_day(fact.occurred_at);
    if (!visible_on(sent_on)) continue;
    RequestView request{
        .fact = &fact, .sent_on = sent_on, .certificate = nullptr, .answered_on = {}};
    if (const auto place = record.find_certificate(fact.certificate_id)) {
      CertificateView& certificate = certificates_[*place];
      certificate.requested = true;
      request.certificate_revoked = certificate.fact->revoked;
      if (certificate.visible) request.certificate = &certificate;
    }
    read_answers(record, request);
    requests_.push_back(request);
  }
  const auto order = [](const RequestView& request) {
    return std::tuple(request.fact->occurred_at, request.fact->event_id);
  };
  std::ranges::sort(requests_, [&](const RequestView& a, const RequestView& b) {
    const auto& id_a = a.fact->certificate_id.value();
    const auto& id_b = b.fact->certificate_id.value();
    if (id_a != id_b) return base::LessByBits{}(id_a, id_b);
    return order(a) < order(b);
  });
}

// A request is answered on the first of: the day of an answer that names it; the signing day, not
// before the request's, of another certificate that complements its certificate and is not revoked.
void PatientView::read_answers(const PatientRecord& record, RequestView& request) {
  const auto answer = [&request](CivilDay day) {
    if (!request.answered_on || day < *request.answered_on) request.answered_on = day;
  };
  const OptionalDay first_answer = request.fact->first_answer;
  if (first_answer && visible_on(*first_answer)) answer(std::max(*first_answer, request.sent_on));
  for (const domain::ComplementFact& complement : record.complements()) {
    if (complement.completes != request.fact->certificate_id ||
        complement.certificate == complement.completes) {
      continue;
    }
    const CertificateView* by = visible_certificate(record, complement.certificate);
    if (by != nullptr && !by->fact->revoked && by->signed_on >= request.sent_on) {
      answer(by->signed_on);
    }
  }
}

// The request named; without a name the latest of the same certificate sent no later than the
// reminder.
PatientView::RequestView* PatientView::reminded_request(const domain::ReminderFact& reminder) {
  if (!reminder.reminded_message_id.none()) {
    const auto named =
        std::ranges::find(requests_, reminder.reminded_message_id,
                          [](const RequestView& request) { return request.fact->id; });
    return named == requests_.end() ? nullptr : &*named;
  }
  const auto is_not_later = [&reminder](const RequestView& request) {
    const auto& own = reminder.certificate_id.value();
    const auto& others = request.fact->certificate_id.value();
    if (others != own) return base::LessByBits{}(others, own);
    return request.fact->occurred_at <= reminder.occurred_at;
  };
  const auto later = std::ranges::partition_point(requests_, is_not_later);
  if (later == requests_.begin()) return nullptr;
  RequestView& latest = *std::prev(later);
  return latest.fact->certificate_id == reminder.certificate_id ? &latest : nullptr;
}

void PatientView::read_reminders(const PatientRecord& record) {
  reminders_.clear();
  for (const domain::ReminderFact& fact : record.reminders()) {
    const CivilDay sent_on = civil_day(fact.occurred_at);
    if (!visible_on(sent_on)) continue;
    ReminderView view{&fact, sent_on, visible_certificate(record, fact.certificate_id)};
    if (RequestView* request = reminded_request(fact)) {
      view.linked = true;
      request->reminded = true;
      if (const auto place = record.find_certificate(request->fact->certificate_id)) {
        certificates_[*place].reminded = true;
      }
    }
    reminders_.push_back(view);
  }
}

void PatientView::read_rest(const PatientRecord& record) {
  notices_.clear();
  for (const domain::NoticeFact& fact : record.notices()) {
    const CivilDay sent_on = civil_day(fact.occurred_at);
    if (visible_on(sent_on)) notices_.push_back({&fact, sent_on});
  }
  kva_records_.clear();
  for (const KvaFact& fact : record.kva_records()) {
    if (!fact.removed && visible_on(*fact.performed_on)) kva_records_.push_back(&fact);
  }
}

// Section 7, sex: of the latest certificate that states one, else of the latest KVA record that
// does.
void PatientView::decide_sex() {
  const CertificateFact* latest = nullptr;
  for (const CertificateView& certificate : certificates_) {
    const CertificateFact& fact = *certificate.fact;
    if (!certificate.visible || fact.sex == Sex::kUnknown) continue;
    if (latest == nullptr ||
        std::tie(latest->signed_at, latest->id) < std::tie(fact.signed_at, fact.id)) {
      latest = &fact;
    }
  }
  if (latest != nullptr) {
    sex_ = latest->sex;
    return;
  }
  const KvaFact* record = nullptr;
  for (const KvaFact* fact : kva_records_) {
    if (fact->sex == Sex::kUnknown) continue;
    if (record == nullptr || *record->performed_on < *fact->performed_on ||
        (*record->performed_on == *fact->performed_on && record->id < fact->id)) {
      record = fact;
    }
  }
  sex_ = record == nullptr ? Sex::kUnknown : record->sex;
}

}  // namespace sjukpuls::indicators
