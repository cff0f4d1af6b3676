#include "processor/simulation/disorder.h"

#include <algorithm>

namespace sjukpuls::simulation {
namespace {

using codec::PayloadKind;
using std::chrono::days;

constexpr std::uint32_t kMillion = 1'000'000;
constexpr std::uint8_t kAgain = 1, kConflict = 2, kBad = 3;  // values of Draft::copy

std::uint32_t of_a_million(double share) { return static_cast<std::uint32_t>(share * kMillion); }

bool is_reference(const Draft& draft) {
  return draft.kind == PayloadKind::kUnitFacts || draft.kind == PayloadKind::kSurveyResult;
}

// Of these the first version holds, so a later one cannot win.
bool first_holds(const Draft& draft) {
  return draft.kind == PayloadKind::kCertificate || draft.kind == PayloadKind::kCompletionRequest;
}

}  // namespace

Disorder::Disorder(std::uint64_t seed, const DisorderRates& rates, base::CivilDay last_day)
    : key_(key_of(seed, 5)),
      duplicates_(of_a_million(rates.duplicates)),
      late_(of_a_million(rates.late)),
      conflicts_(of_a_million(rates.conflicts)),
      bad_(of_a_million(rates.bad)),
      last_day_(last_day) {}

base::CivilDay Disorder::due(const Draft& draft, std::uint32_t days_late) const {
  const base::CivilDay day = draft.day + days{days_late};
  return draft.day <= last_day_ ? std::min(day, last_day_) : day;
}

void Disorder::add(Draft draft, Agenda& agenda) const {
  const std::uint64_t place = std::uint64_t{draft.patient} << 32 |
                              std::uint64_t{draft.spell} << 24 |
                              static_cast<std::uint64_t>(draft.event);
  Random random(key_of(key_ ^ std::uint64_t{draft.unit} << 40, place));
  const auto falls = [&random](std::uint32_t rate) { return random.below(kMillion) < rate; };
  const bool duplicate = falls(duplicates_);
  const bool late = falls(late_);
  const bool conflict = falls(conflicts_);
  if (falls(bad_)) {
    if (draft.kind == PayloadKind::kCertificate && random.happens(5000)) {
      draft.flaw = Flaw::kExtraWrongPeriod;
    } else {
      Draft bad = draft;
      bad.flaw = static_cast<Flaw>(2 + random.below(kFlaws - 2));
      bad.copy = kBad;
      agenda.add(bad, bad.day);
    }
  }
  agenda.add(draft, due(draft, late ? 1 + random.below(30) : 0));
  if (duplicate) add_duplicate(draft, random, agenda);
  if (conflict && first_holds(draft)) add_conflict(draft, agenda);
}

void Disorder::add_duplicate(const Draft& draft, Random& random, Agenda& agenda) const {
  Draft again = draft;
  const bool as_same_event = random.happens(5000) || is_reference(draft) ||
                             draft.kind == PayloadKind::kKvaRecord ||
                             draft.kind == PayloadKind::kKvaRecordRemoved;
  if (!as_same_event) {
    again.copy = kAgain;
    again.milliseconds += 1 + random.below(60'000);
    // Signing is part of the content and stays where it was.
    again.signed_milliseconds_before += again.milliseconds - draft.milliseconds;
  }
  agenda.add(again, due(again, random.below(4)));
}

void Disorder::add_conflict(const Draft& draft, Agenda& agenda) const {
  Draft other = draft;
  other.copy = kConflict;
  other.milliseconds += 1000;
  other.signed_milliseconds_before += 1000;
  if (other.kind == PayloadKind::kCertificate) {
    other.diagnosis = draft.diagnosis == 0 ? 1 : 0;
  } else {
    other.other_day = draft.day + days{30};
  }
  agenda.add(other, due(other, 0));
}

}  // namespace sjukpuls::simulation
