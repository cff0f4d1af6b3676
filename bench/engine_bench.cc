// The engine alone, on a simulated Sweden held in memory: what folding adds to decoding, what a
// patient costs to evaluate, and what it takes to hold one.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "processor/codec/encoder.h"
#include "processor/codec/event_decoder.h"
#include "processor/engine/patient_store.h"
#include "processor/engine/rows.h"
#include "processor/engine/shard.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/counts.h"
#include "processor/simulation/simulator.h"

namespace sjukpuls {
namespace {

using std::chrono::days;

const base::CivilDay kLastDay{std::chrono::year{2025} / 3 / 31};
constexpr std::uint32_t kPatients = 200'000;

// Protobuf events of two years, in order of time.
const std::vector<std::string>& events() {
  static const auto kEvents = [] {
    simulation::SimulationOptions options;
    options.first_day = kLastDay - days{730};
    options.last_day = kLastDay;
    options.patients = kPatients;
    simulation::Simulator simulator(options);
    std::vector<std::string> events;
    while (const codec::WireEvent* event = simulator.next()) {
      codec::append_protobuf(*event, events.emplace_back());
    }
    return events;
  }();
  return kEvents;
}

const indicators::Catalogue& catalogue() {
  static const indicators::Catalogue kCatalogue;
  return kCatalogue;
}

template <typename Take>
void decode_all(codec::EventDecoder& decoder, Take take) {
  for (const std::string& bytes : events()) {
    const auto decoded = decoder.decode(bytes, codec::Form::kProtobuf);
    if (decoded.event != nullptr) take(*decoded.event);
  }
}

void fold_all(engine::PatientStore& store) {
  codec::EventDecoder decoder;
  decode_all(decoder, [&store](const domain::Event& event) {
    if (!event.is_reference()) store.fold(store.find_or_add(event.patient.id), event);
  });
}

// The ceiling: protobuf to validated events.
void bm_decode(benchmark::State& state) {
  codec::EventDecoder decoder;
  for (auto _ : state) {
    decode_all(decoder, [](const domain::Event& event) { benchmark::DoNotOptimize(&event); });
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * events().size()));
}
BENCHMARK(bm_decode)->Unit(benchmark::kMillisecond);

void bm_decode_and_fold(benchmark::State& state) {
  std::size_t bytes = 0;
  for (auto _ : state) {
    engine::PatientStore store;
    fold_all(store);
    bytes = store.bytes() / store.size();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * events().size()));
  state.counters["bytes_per_patient"] = static_cast<double>(bytes);
}
BENCHMARK(bm_decode_and_fold)->Unit(benchmark::kMillisecond);

// counts(record, D) of every patient, without summing.
void bm_evaluate(benchmark::State& state) {
  engine::PatientStore store;
  fold_all(store);
  const indicators::PeriodCalendar calendar(kLastDay);
  indicators::Counts counts(catalogue(), store.care_units());
  for (auto _ : state) {
    for (engine::PatientIndex patient = 0; patient < store.size(); ++patient) {
      benchmark::DoNotOptimize(counts.evaluate(store.record(patient), calendar).data());
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * store.size()));
}
BENCHMARK(bm_evaluate)->Unit(benchmark::kMillisecond);

// The same, added to the rows of all entities, periods and breakdowns.
void bm_evaluate_and_sum(benchmark::State& state) {
  engine::PatientStore store;
  fold_all(store);
  const indicators::PeriodCalendar calendar(kLastDay);
  indicators::Counts counts(catalogue(), store.care_units());
  for (auto _ : state) {
    engine::Rows rows(catalogue(), store.care_units(), indicators::kAllPeriods);
    for (engine::PatientIndex patient = 0; patient < store.size(); ++patient) {
      for (const auto& contribution : counts.evaluate(store.record(patient), calendar)) {
        rows.add(contribution, 1);
      }
    }
    benchmark::DoNotOptimize(rows.bytes());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * store.size()));
}
BENCHMARK(bm_evaluate_and_sum)->Unit(benchmark::kMillisecond);

class Discard final : public engine::PartialSink {
 public:
  void row(const engine::RowKey&, std::span<const engine::Cell> cells) override {
    benchmark::DoNotOptimize(cells.data());
  }
  void unit_facts(const domain::UnitFactsVersion&) override {}
  void survey(const domain::SurveyVersion&) override {}
  void shard_status(const engine::ShardStatus&) override {}
};

// The turn of a day of one shard that holds them all.
void bm_turn_of_the_day(benchmark::State& state) {
  engine::Shard shard(catalogue(), {});
  codec::EventDecoder decoder;
  decode_all(decoder, [&shard](const domain::Event& event) { shard.fold(event); });
  base::CivilDay day = kLastDay;
  shard.go_live(day);
  Discard sink;
  for (auto _ : state) {
    shard.prepare(day += days{1}, sink);
    shard.committed();
  }
}
BENCHMARK(bm_turn_of_the_day)->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace sjukpuls
