#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "processor/domain/terms.h"
#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"

namespace sjukpuls::prometheus_sink {

// What the answer's Content-Type must be for the text that this room writes.
inline constexpr std::string_view kTextFormat = "text/plain; version=0.0.4; charset=utf-8";

// Writes the counts of publications as Prometheus text. Made for 200 000 series at once: the labels
// of an entity are written once, and each series is three appends to its family.
class SeriesText {
 public:
  // Borrows the catalogue.
  explicit SeriesText(const indicators::Catalogue& catalogue);

  // Gauges of every row and every count of reference, family by family.
  void add_counts(const disclosure::Publication& publication);

  // A gauge of its own: one series, or the next of a family. Labels are name and value.
  using Labels = std::vector<std::pair<std::string_view, std::string_view>>;
  void add(std::string_view name, std::string_view help, const Labels& labels, double value);

  // All that was added, once. Families in order of their first series.
  std::string take();

  std::size_t series() const { return series_; }

 private:
  struct Family {
    std::string name;
    std::string help;
    std::string lines;
  };
  struct PlacedCount {
    const indicators::CountInfo* info;
    // Families by level and dimension, once they have a series.
    std::array<std::array<Family*, 4>, domain::kLevels.size()> families{};
  };

  void add_row(const disclosure::PublishedRow& row, std::string_view labels);
  Family& family(PlacedCount& count, domain::Level level, std::string_view dimension);
  Family& family(std::string name, std::string help);
  void add_line(Family& family, std::string_view labels, std::int64_t n);

  std::unordered_map<std::uint32_t, PlacedCount> counts_;  // by the count's stable number
  std::vector<std::unique_ptr<Family>> families_;
  std::unordered_map<std::string, Family*> own_families_;
  std::string labels_;
  std::size_t series_ = 0;
};

}  // namespace sjukpuls::prometheus_sink
