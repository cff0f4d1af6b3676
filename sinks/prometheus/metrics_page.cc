#include "sinks/prometheus/metrics_page.h"

#include <prometheus/text_serializer.h>

#include <set>
#include <string>
#include <utility>

#include "processor/domain/regions.h"
#include "processor/indicators/measures.h"
#include "sinks/prometheus/series_names.h"
#include "sinks/prometheus/series_text.h"

namespace sjukpuls::prometheus_sink {
namespace {

void add_regions(SeriesText& text) {
  const auto add = [&text](std::string_view code, std::string_view name) {
    text.add(kRegionInfo, kRegionInfoHelp, {{"region", code}, {"region_name", name}}, 1);
  };
  add("00", domain::region_name("00"));
  for (const domain::RegionName& region : domain::regions()) add(region.code, region.name);
}

void add_preliminary(const disclosure::Publication& publication, SeriesText& text) {
  std::set<std::string_view> periods;
  for (const disclosure::PublishedRow& row : publication.rows) periods.insert(row.period);
  for (const std::string_view period : periods) {
    text.add("sjukpuls_period_preliminary",
             "1 while completion and reminder shares of the period may still change.",
             {{"period", period}},
             indicators::has_preliminary_shares(period, *publication.as_of) ? 1 : 0);
  }
}

}  // namespace

http::Page MetricsPage::page() const {
  std::vector<::prometheus::MetricFamily> families;
  for (const auto& collectable : collectables_) {
    auto collected = collectable->Collect();
    std::move(collected.begin(), collected.end(), std::back_inserter(families));
  }
  std::string text = ::prometheus::TextSerializer().Serialize(families);
  if (numbers_) {
    const std::shared_ptr<const disclosure::Publication> numbers = numbers_();
    SeriesText counts(*catalogue_);
    counts.add("sjukpuls_privacy_min_published",
               "Counts of persons or cases below this are withheld: the setting privacy.min_count.",
               {}, static_cast<double>(min_count_));
    add_regions(counts);
    if (numbers->as_of) {
      add_preliminary(*numbers, counts);
      counts.add_counts(*numbers);
    }
    text += counts.take();
  }
  http::Page page = http::Page::text(std::move(text));
  page.content_type = std::string(kTextFormat);
  return page;
}

}  // namespace sjukpuls::prometheus_sink
