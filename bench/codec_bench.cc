#include <benchmark/benchmark.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "processor/codec/encoder.h"
#include "processor/codec/event_decoder.h"
#include "processor/codec/json_decoder.h"
#include "processor/codec/protobuf_decoder.h"
#include "sjukpuls/v1/event.pb.h"

// Events per second of one thread, on the sample events that stand: run from the folder tests/.

namespace sjukpuls::codec {
namespace {

struct Samples {
  std::vector<std::string> lines;
  std::vector<std::string> messages;
  std::size_t json_bytes = 0;
};

const Samples& samples() {
  static const Samples kSamples = [] {
    Samples found;
    EventDecoder decoder;
    std::ifstream file("samples/events.ndjson");
    for (std::string line; std::getline(file, line);) {
      if (decoder.decode(line, Form::kJson).event == nullptr) continue;
      append_protobuf(decoder.wire(), found.messages.emplace_back());
      found.json_bytes += line.size();
      found.lines.push_back(std::move(line));
    }
    if (found.lines.empty()) {
      std::cerr << "samples/events.ndjson is not here: run from the folder tests/\n";
      std::exit(1);  // NOLINT(concurrency-mt-unsafe): before any thread
    }
    return found;
  }();
  return kSamples;
}

// Calls `work(i)` for each sample in turn, and counts events.
template <typename Work>
void for_each_sample(benchmark::State& state, Work&& work) {
  const std::size_t count = samples().lines.size();
  for (auto _ : state) {
    for (std::size_t i = 0; i < count; ++i) work(i);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

void json_to_domain(benchmark::State& state) {
  EventDecoder decoder;
  for_each_sample(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(decoder.decode(samples().lines[i], Form::kJson));
  });
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(samples().json_bytes));
}
BENCHMARK(json_to_domain);

void protobuf_to_domain(benchmark::State& state) {
  EventDecoder decoder;
  for_each_sample(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(decoder.decode(samples().messages[i], Form::kProtobuf));
  });
}
BENCHMARK(protobuf_to_domain);

void json_to_wire(benchmark::State& state) {
  JsonDecoder decoder;
  WireEvent event;
  for_each_sample(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(decoder.decode(samples().lines[i], event));
  });
}
BENCHMARK(json_to_wire);

void json_to_tokens(benchmark::State& state) {
  JsonTokens tokens;
  for_each_sample(
      state, [&](std::size_t i) { benchmark::DoNotOptimize(tokens.start(samples().lines[i])); });
}
BENCHMARK(json_to_tokens);

void json_by_protobuf(benchmark::State& state) {
  v1::Event message;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  for_each_sample(state, [&](std::size_t i) {
    message.Clear();
    benchmark::DoNotOptimize(
        google::protobuf::util::JsonStringToMessage(samples().lines[i], &message, options));
  });
}
BENCHMARK(json_by_protobuf);

void protobuf_to_wire(benchmark::State& state) {
  WireEvent event;
  for_each_sample(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(decode_protobuf(samples().messages[i], event));
  });
}
BENCHMARK(protobuf_to_wire);

void protobuf_by_generated_class(benchmark::State& state) {
  v1::Event message;
  for_each_sample(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(message.ParseFromString(samples().messages[i]));
  });
}
BENCHMARK(protobuf_by_generated_class);

template <void (*kAppend)(const WireEvent&, std::string&)>
void encode(benchmark::State& state) {
  std::vector<WireEvent> events(samples().messages.size());
  for (std::size_t i = 0; i < events.size(); ++i) decode_protobuf(samples().messages[i], events[i]);
  std::string out;
  for_each_sample(state, [&](std::size_t i) {
    out.clear();
    kAppend(events[i], out);
    benchmark::DoNotOptimize(out.data());
  });
}
BENCHMARK(encode<append_json>);
BENCHMARK(encode<append_protobuf>);

}  // namespace
}  // namespace sjukpuls::codec

BENCHMARK_MAIN();
