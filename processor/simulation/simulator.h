#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "processor/base/time.h"
#include "processor/codec/wire_event.h"
#include "processor/simulation/agenda.h"
#include "processor/simulation/disorder.h"
#include "processor/simulation/seasons.h"
#include "processor/simulation/story.h"
#include "processor/simulation/sweden.h"
#include "processor/simulation/writer.h"

namespace sjukpuls::simulation {

struct SimulationOptions {
  std::uint64_t seed = 1;
  base::CivilDay first_day;         // from 2011 on
  base::CivilDay last_day;          // not before first_day
  std::uint32_t patients = 20'000;  // falling ill from first_day to last_day, at least 1; Sweden in
                                    // two years: 1 500 000
  std::optional<std::uint32_t> units;  // else as usual for so many patients
  DisorderRates disorder;
};

// A synthetic Sweden: who falls ill, and what care and Forsakringskassan then write, as events in
// order of time. The same options give the same events on every machine. Nobody is ill before
// first_day. Not thread-safe; memory follows the patients who are ill at a time and the units.
class Simulator {
 public:
  explicit Simulator(const SimulationOptions& options);

  // The next event, or null when all up to the end of last_day are told. In order of occurred_at
  // but for late, doubled and bad ones. Its views hold until the next call.
  const codec::WireEvent* next();

  // The event that comes next, at any time, also after the last day, as though it happened at
  // `instant`: the days it speaks of move by as many days as the event itself. So history goes on
  // live, at whatever pace the caller asks; ids and references stay whole. Give instants in order.
  // Views as in next().
  const codec::WireEvent& next_live(base::EventTime instant);

 private:
  void play_day();
  void add_unit_facts(base::CivilDay day);
  void add_survey_results(base::CivilDay day);
  const Draft* take();

  SimulationOptions options_;
  Sweden sweden_;
  Seasons seasons_;
  Story story_;
  Disorder disorder_;
  Agenda agenda_;
  Writer writer_;
  std::uint32_t patients_ = 0;  // told of so far
  std::uint16_t facts_versions_ = 0;

  base::CivilDay today_;
  std::vector<Draft> drafts_;         // of today
  std::vector<std::uint64_t> order_;  // milliseconds and index in drafts_
  std::size_t told_ = 0;
  std::vector<Draft> spell_;  // room for one spell's drafts
};

}  // namespace sjukpuls::simulation
