#pragma once

#include <absl/base/thread_annotations.h>
#include <absl/synchronization/mutex.h>

#include <cstddef>

#include "processor/indicators/catalogue.h"
#include "sinks/disclosure/publication.h"
#include "sinks/http/page.h"

namespace sjukpuls::prometheus_sink {

// The page of providers and units. One thread renders, any may ask for the page.
class UnitsPage {
 public:
  // Borrows the catalogue.
  explicit UnitsPage(const indicators::Catalogue& catalogue);

  // Replaces the page by these numbers: what they do not show is gone.
  void render(const disclosure::Publication& publication);

  // The last one; before the first an empty one.
  http::Page page() const;

 private:
  const indicators::Catalogue* catalogue_;
  mutable absl::Mutex mutex_;
  http::Page page_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace sjukpuls::prometheus_sink
