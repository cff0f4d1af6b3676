#include "processor/simulation/simulator.h"

#include <algorithm>

#include "processor/domain/stockholm.h"

namespace sjukpuls::simulation {
namespace {

using base::CivilDay;
using codec::PayloadKind;
using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::uint32_t kHour = 3'600'000;
constexpr std::uint16_t kSurveyedMeasures = 5;

}  // namespace

Simulator::Simulator(const SimulationOptions& options)
    : options_(options),
      sweden_(options.seed, options.units.value_or(usual_units(options.patients))),
      seasons_(options.patients, options.first_day, options.last_day),
      story_(options.seed, sweden_, options.last_day),
      disorder_(options.seed, options.disorder, options.last_day),
      agenda_(options.first_day),
      writer_(options.seed, sweden_) {}

const codec::WireEvent* Simulator::next() {
  while (told_ == order_.size()) {
    if (agenda_.next_day() > options_.last_day) return nullptr;
    play_day();
  }
  const Draft& draft = drafts_[order_[told_++] & 0xffffffff];
  const base::EventTime occurred_at =
      domain::start_of(draft.day) + milliseconds{draft.milliseconds};
  return &writer_.write(draft, occurred_at, days{0});
}

const codec::WireEvent& Simulator::next_live(base::EventTime instant) {
  while (told_ == order_.size()) play_day();
  const Draft& draft = drafts_[order_[told_++] & 0xffffffff];
  const days late = today_ - draft.day;
  return writer_.write(draft, instant - late, domain::civil_day(instant) - today_);
}

void Simulator::play_day() {
  today_ = agenda_.next_day();
  add_unit_facts(today_);
  add_survey_results(today_);

  std::vector<Onset> onsets = agenda_.take_onsets();
  for (std::uint32_t n = seasons_.next_day(); n > 0; --n) onsets.push_back({patients_++, 0});
  for (const Onset onset : onsets) {
    spell_.clear();
    const std::optional<CivilDay> relapse = story_.tell(onset, today_, spell_);
    for (const Draft& draft : spell_) disorder_.add(draft, agenda_);
    if (relapse) {
      agenda_.add(Onset{onset.patient, static_cast<std::uint8_t>(onset.spell + 1)}, *relapse);
    }
  }

  drafts_ = agenda_.take_day();
  order_.clear();
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    order_.push_back(std::uint64_t{drafts_[i].milliseconds} << 32 | i);
  }
  std::ranges::sort(order_);
  told_ = 0;
}

// A version for each year, and one to begin with.
void Simulator::add_unit_facts(CivilDay day) {
  const std::chrono::year_month_day date{day};
  const bool new_year = date.month() == std::chrono::January && date.day() == std::chrono::day{1};
  if (!new_year && facts_versions_ > 0) return;
  Random random(key_of(key_of(options_.seed, 3), facts_versions_));
  for (std::uint32_t unit = 0; unit < sweden_.units().size(); ++unit) {
    Draft draft;
    draft.day = draft.other_day = day;
    draft.milliseconds = kHour + random.below(5 * kHour);
    draft.kind = PayloadKind::kUnitFacts;
    draft.unit = unit;
    draft.item = facts_versions_;
    disorder_.add(draft, agenda_);
  }
  ++facts_versions_;
}

// Each spring the results of the year before.
void Simulator::add_survey_results(CivilDay day) {
  const std::chrono::year_month_day date{day};
  if (date.month() != std::chrono::March || date.day() != std::chrono::day{15}) return;
  for (std::uint32_t region = 0; region <= kRegions; ++region) {
    for (std::uint16_t measure = 0; measure < kSurveyedMeasures; ++measure) {
      Draft draft;
      draft.day = day;
      draft.milliseconds = 9 * kHour + region;
      draft.kind = PayloadKind::kSurveyResult;
      draft.patient = region;
      draft.item = measure;
      draft.other_day = day - days{365};
      disorder_.add(draft, agenda_);
    }
  }
}

}  // namespace sjukpuls::simulation
