#pragma once

#include <prometheus/collectable.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"
#include "sinks/http/page.h"

namespace sjukpuls::prometheus_sink {

// The page of the process and, where it serves them, of nation and regions. Made anew at each
// scrape. Thread-safe once nothing is added any more.
class MetricsPage {
 public:
  // Asked for at each scrape.
  using Numbers = std::function<std::shared_ptr<const disclosure::Publication>()>;

  // Borrows the catalogue.
  explicit MetricsPage(const indicators::Catalogue& catalogue) : catalogue_(&catalogue) {}

  void add(std::shared_ptr<const ::prometheus::Collectable> collectable) {
    collectables_.push_back(std::move(collectable));
  }
  // `min_count` is what they were made with; it is shown beside them.
  void show(Numbers numbers, std::int64_t min_count) {
    numbers_ = std::move(numbers);
    min_count_ = min_count;
  }

  http::Page page() const;

 private:
  const indicators::Catalogue* catalogue_;
  std::vector<std::shared_ptr<const ::prometheus::Collectable>> collectables_;
  Numbers numbers_;  // none: a process that serves none
  std::int64_t min_count_ = 0;
};

}  // namespace sjukpuls::prometheus_sink
