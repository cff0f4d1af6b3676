#include "sinks/prometheus/units_page.h"

#include <memory>
#include <string>
#include <utility>

#include "sinks/http/compression.h"
#include "sinks/prometheus/series_names.h"
#include "sinks/prometheus/series_text.h"

namespace sjukpuls::prometheus_sink {
namespace {

// A page up to this is kept as plain text too; a larger one is unpacked for whoever wants it so.
constexpr std::size_t kCheapToKeep = 1'000'000;

}  // namespace

UnitsPage::UnitsPage(const indicators::Catalogue& catalogue) : catalogue_(&catalogue) {
  page_.content_type = std::string(kTextFormat);
}

void UnitsPage::render(const disclosure::Publication& publication) {
  SeriesText text(*catalogue_);
  for (const disclosure::PublishedUnit& unit : publication.units) {
    const std::string region = unit.region.code();
    text.add(kCareUnitInfo, kCareUnitInfoHelp,
             {{"care_unit", unit.id},
              {"care_unit_name", unit.name},
              {"care_provider", unit.provider},
              {"region", region}},
             1);
  }
  text.add_counts(publication);
  std::string plain = text.take();
  http::Page page{200, std::string(kTextFormat), nullptr, nullptr};
  page.gzip = std::make_shared<const std::string>(http::gzip(plain));
  if (plain.size() <= kCheapToKeep) {
    page.body = std::make_shared<const std::string>(std::move(plain));
  }
  const absl::MutexLock lock(&mutex_);
  page_ = std::move(page);
}

http::Page UnitsPage::page() const {
  const absl::MutexLock lock(&mutex_);
  return page_;
}

}  // namespace sjukpuls::prometheus_sink
