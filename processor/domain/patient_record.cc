#include "processor/domain/patient_record.h"

#include <algorithm>

namespace sjukpuls::domain {
namespace {

// Where the fact with this id is, or would be inserted, in a list ordered by the bits of its ids.
template <typename Fact, typename IdType>
std::size_t place_of(std::span<Fact> facts, const IdType& id) {
  const auto at = std::ranges::lower_bound(facts, id.value(), base::LessByBits{},
                                           [](const auto& fact) { return fact.id.value(); });
  return static_cast<std::size_t>(at - facts.begin());
}

template <typename Fact, typename IdType>
bool holds_at(std::span<Fact> facts, std::size_t place, const IdType& id) {
  return place < facts.size() && facts[place].id == id;
}

// The fresh version beside the one that is held, and which of them holds from now on.
FoldOutcome beside_held(const Version& held, const Version& fresh, bool fresh_holds,
                        Verdict of_other_content) {
  if (held.content_hash == fresh.content_hash) return {Verdict::kDuplicate, fresh_holds};
  return {of_other_content, fresh_holds, fresh_holds ? held.content_hash : fresh.content_hash};
}

// Of certificates and messages, the least version holds; other content is a conflict.
FoldOutcome compare_to_held(const Version& held, const Version& fresh) {
  return beside_held(held, fresh, fresh < held, Verdict::kConflict);
}

// Adds a message whose fact replaces the one that was held, whole.
template <typename Lists, typename Fact>
FoldOutcome add_message(Lists& lists, const Fact& fact) {
  const auto facts = lists.template mutable_list<Fact>();
  const std::size_t place = place_of(facts, fact.id);
  if (!holds_at(facts, place, fact.id)) {
    lists.template insert<Fact>(place, fact);
    return {Verdict::kNew, true};
  }
  const FoldOutcome outcome = compare_to_held(facts[place].version(), fact.version());
  if (outcome.changed) facts[place] = fact;
  return outcome;
}

}  // namespace

std::optional<std::size_t> PatientRecord::find_certificate(const CertificateId& id) const {
  const auto facts = certificates();
  const std::size_t place = place_of(facts, id);
  if (!holds_at(facts, place, id)) return std::nullopt;
  return place;
}

const CompletionRequestFact* PatientRecord::find_request(const MessageId& id) const {
  const auto facts = requests();
  const std::size_t place = place_of(facts, id);
  return holds_at(facts, place, id) ? &facts[place] : nullptr;
}

CertificateFact& PatientRecord::certificate_entry(const CertificateId& id) {
  const std::size_t place = place_of(certificates(), id);
  if (!holds_at(certificates(), place, id)) {
    CertificateFact entry;
    entry.id = id;
    lists_.insert(place, entry);
  }
  return lists_.mutable_list<CertificateFact>()[place];
}

std::size_t PatientRecord::first_period_of(std::size_t certificate) const {
  std::size_t first = 0;
  for (const CertificateFact& fact : certificates().first(certificate)) first += fact.period_count;
  return first;
}

FoldOutcome PatientRecord::add(CertificateFact fact, std::span<const SickLeavePeriod> periods,
                               const CertificateId& completes) {
  CertificateFact& entry = certificate_entry(fact.id);
  FoldOutcome outcome{Verdict::kNew, true};
  if (entry.known) {
    outcome = compare_to_held(entry.version(), fact.version());
    if (!outcome.changed) return outcome;
  }
  const auto place = static_cast<std::size_t>(&entry - certificates().data());
  const std::size_t old_periods = entry.period_count;
  fact.known = true;
  fact.revoked = entry.revoked;
  fact.sent_to_fkassa = entry.sent_to_fkassa;
  fact.period_count = static_cast<std::uint32_t>(periods.size());
  entry = fact;

  const std::size_t first = first_period_of(place);
  lists_.erase<SickLeavePeriod>(first, old_periods);
  lists_.insert(first, periods);

  const auto complements = lists_.list<ComplementFact>();
  const auto stale = std::ranges::find(complements, fact.id, &ComplementFact::certificate);
  if (stale != complements.end()) {
    lists_.erase<ComplementFact>(static_cast<std::size_t>(stale - complements.begin()), 1);
  }
  if (!completes.none()) lists_.insert<ComplementFact>(0, ComplementFact{fact.id, completes});
  return outcome;
}

FoldOutcome PatientRecord::mark_sent_to_fkassa(const CertificateId& id) {
  CertificateFact& entry = certificate_entry(id);
  if (entry.sent_to_fkassa) return {Verdict::kDuplicate, false};
  entry.sent_to_fkassa = true;
  return {Verdict::kNew, true};
}

FoldOutcome PatientRecord::revoke(const CertificateId& id) {
  CertificateFact& entry = certificate_entry(id);
  if (entry.revoked) return {Verdict::kDuplicate, false};
  entry.revoked = true;
  return {Verdict::kNew, true};
}

FoldOutcome PatientRecord::add(CompletionRequestFact fact) {
  fact.known = true;
  const auto facts = lists_.mutable_list<CompletionRequestFact>();
  const std::size_t place = place_of(facts, fact.id);
  if (!holds_at(facts, place, fact.id)) {
    lists_.insert(place, fact);
    return {Verdict::kNew, true};
  }
  CompletionRequestFact& held = facts[place];
  FoldOutcome outcome{Verdict::kNew, true};
  if (held.known) outcome = compare_to_held(held.version(), fact.version());
  if (outcome.changed) {
    fact.first_answer = held.first_answer;
    held = fact;
  }
  return outcome;
}

FoldOutcome PatientRecord::answer(const MessageId& request, base::CivilDay day) {
  const auto facts = lists_.mutable_list<CompletionRequestFact>();
  const std::size_t place = place_of(facts, request);
  if (!holds_at(facts, place, request)) {
    CompletionRequestFact fact;
    fact.id = request;
    fact.first_answer = day;
    lists_.insert(place, fact);
    return {Verdict::kNew, true};
  }
  // Answers have no id of their own: any further one says the same again, be it of an earlier day.
  OptionalDay& first_answer = facts[place].first_answer;
  const Verdict verdict = first_answer ? Verdict::kDuplicate : Verdict::kNew;
  if (first_answer && *first_answer <= day) return {verdict, false};
  first_answer = day;
  return {verdict, true};
}

FoldOutcome PatientRecord::add(const ReminderFact& fact) { return add_message(lists_, fact); }

FoldOutcome PatientRecord::add(const NoticeFact& fact) { return add_message(lists_, fact); }

FoldOutcome PatientRecord::add(const KvaFact& fact) {
  const auto facts = lists_.mutable_list<KvaFact>();
  const std::size_t place = place_of(facts, fact.id);
  if (!holds_at(facts, place, fact.id)) {
    lists_.insert(place, fact);
    return {Verdict::kNew, true};
  }
  KvaFact& held = facts[place];
  const FoldOutcome outcome = beside_held(held.version(), fact.version(),
                                          held.version() < fact.version(), Verdict::kCorrection);
  if (outcome.changed) held = fact;
  return outcome;
}

}  // namespace sjukpuls::domain
