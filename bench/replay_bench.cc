// A whole replay of a file, step by step, beside its ceiling in the same run: reading and decoding
// the same file with as many threads and nothing else. Usage: replay_bench FILE THREADS
#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "processor/codec/event_decoder.h"
#include "processor/codec/event_file.h"
#include "processor/indicators/catalogue.h"
#include "processor/replay/replay.h"

namespace {

using sjukpuls::codec::EventBlock;
using sjukpuls::codec::EventDecoder;
using sjukpuls::codec::EventFileReader;

double seconds_of(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Reads and decodes, and keeps nothing.
std::uint64_t decode_only(const std::string& path, unsigned threads) {
  auto file = EventFileReader::open(path);
  if (!file) std::abort();
  std::mutex mutex;
  std::uint64_t total = 0;
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      EventBlock block;
      EventDecoder decoder;
      std::uint64_t events = 0;
      const auto next = [&] {
        const std::lock_guard lock(mutex);
        const auto has_block = file->read(block);
        return has_block && *has_block;
      };
      while (next()) {
        while (const auto bytes = block.next()) {
          events += decoder.decode(*bytes, block.form()).event == nullptr ? 0 : 1;
        }
      }
      const std::lock_guard lock(mutex);
      total += events;
    });
  }
  workers.clear();
  return total;
}

void print(const char* what, double seconds, std::uint64_t items, const char* unit) {
  fmt::print("{:<24}{:>8.2f} s {:>12.0f} {}/s\n", what, seconds,
             static_cast<double>(items) / seconds, unit);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: replay_bench FILE THREADS\n");
    return 2;
  }
  const std::string path = argv[1];
  const auto threads = static_cast<unsigned>(std::atoi(argv[2]));

  std::uint64_t decoded = 0;
  const double ceiling = seconds_of([&] { decoded = decode_only(path, threads); });
  print("read and decode only", ceiling, decoded, "events");

  const sjukpuls::indicators::Catalogue catalogue;
  sjukpuls::replay::Replay replay(catalogue, threads);
  bool folded = false;
  const double fold = seconds_of([&] { folded = static_cast<bool>(replay.fold({path}, {})); });
  if (!folded) return 1;
  const auto summary = replay.summary();
  print("read, decode and fold", fold, summary.events, "events");

  std::size_t csv_bytes = 0;
  const double csv = seconds_of([&] {
    replay.write_csv(*replay.last_day(), {},
                     [&csv_bytes](std::string_view piece) { csv_bytes += piece.size(); });
  });
  print("evaluate, sum and print", csv, summary.patients, "patients");
  fmt::print(
      "{} events, {} patients, {} bytes a patient, {:.0f} MB of CSV, peak memory {:.0f} MB\n",
      summary.events, summary.patients, summary.state_bytes / summary.patients,
      static_cast<double>(csv_bytes) / 1e6, peak_megabytes());
  return 0;
}
