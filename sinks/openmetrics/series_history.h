#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/base/text_hash.h"
#include "processor/base/time.h"
#include "processor/domain/terms.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/periods.h"
#include "sinks/disclosure/publication.h"
#include "sinks/openmetrics/changes.h"
#include "sinks/openmetrics/sample_times.h"

namespace sjukpuls::openmetrics {

// Which of the published numbers to keep.
struct Selection {
  std::set<domain::Level> levels = {domain::Level::kNation, domain::Level::kRegion};
  indicators::PeriodSet periods = indicators::kAllPeriods;  // survey results have their own
  bool breakdowns = false;
};

// What was published on each day of a span, by series. Give the days one by one, then write. Not
// thread-safe.
class SeriesHistory {
 public:
  // Borrows the catalogue.
  SeriesHistory(const indicators::Catalogue& catalogue, Selection selection);

  // The day after the last one; the publication is as of that day.
  void add(const disclosure::Publication& publication);

  struct Written {
    std::uint64_t families = 0;
    std::uint64_t series = 0;
    std::uint64_t samples = 0;
    std::uint64_t bytes = 0;
  };
  // Takes text in pieces of some kilobytes. False ends the writing.
  using Output = std::function<bool(std::string_view)>;

  // Writes OpenMetrics: family by family in order of name, in each all samples of a series together
  // and in order of time, and # EOF. Nullopt when the output ended it.
  std::optional<Written> write(Step step, const Output& output) const;

  std::size_t series() const { return series_.size(); }
  std::size_t bytes() const;

 private:
  // A series by numbers; texts are numbered as they come.
  struct Key {
    domain::Level level;
    std::uint32_t cell;
    std::uint32_t entity;
    std::uint32_t period;
    std::uint32_t region;   // of a unit
    std::uint32_t measure;  // of a survey result

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    // NOLINTNEXTLINE(readability-identifier-naming): the name that Abseil looks for
    friend H AbslHashValue(H h, const Key& key) {
      return H::combine(std::move(h), key.level, key.cell, key.entity, key.period, key.region,
                        key.measure);
    }
  };
  using Labelled = std::pair<std::string, std::uint32_t>;  // labels, place in series_
  // A family's series: counts by key, or infos by labels.
  struct Family {
    std::string help;
    std::vector<std::pair<const Key*, std::uint32_t>> counts;
    std::vector<Labelled> infos;
  };
  struct Infos {
    std::string help;
    std::map<std::string, std::uint32_t, std::less<>> by_labels;
  };
  class Texts {
   public:
    std::uint32_t number(std::string_view text);
    const std::string& text(std::uint32_t number) const { return texts_[number]; }

   private:
    std::vector<std::string> texts_;
    absl::flat_hash_map<std::string, std::uint32_t, base::TextHash, std::equal_to<>> numbers_;
  };
  class Writer;

  std::uint32_t series_of(const Key& key);
  void add_row(const disclosure::PublishedRow& row, std::uint32_t region);
  void add_infos(const disclosure::Publication& publication);
  void add_info(std::string_view family, std::string_view help, std::string labels);
  std::map<std::string, Family> families() const;
  std::vector<Labelled> labelled(const Family& family) const;

  const indicators::Catalogue* catalogue_;
  Selection selection_;
  std::vector<base::CivilDay> days_;
  Texts texts_;
  std::vector<Changes> series_;
  absl::flat_hash_map<Key, std::uint32_t> by_key_;
  std::map<std::string, Infos, std::less<>> infos_;  // by family
};

}  // namespace sjukpuls::openmetrics
