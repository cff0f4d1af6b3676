#include "sinks/openmetrics/series_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "processor/base/check.h"
#include "processor/domain/regions.h"
#include "sinks/prometheus/series_names.h"

namespace sjukpuls::openmetrics {
namespace {

using domain::Level;
using indicators::CellId;

constexpr std::size_t kPieceBytes = std::size_t{1} << 18;

// HELP as OpenMetrics escapes it.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

void append_number(std::int64_t number, std::string& out) {
  char digits[20];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number);
  out.append(digits, end.ptr);
}

}  // namespace

// Text on its way out, counted.
class SeriesHistory::Writer {
 public:
  Writer(std::vector<std::vector<std::int64_t>> times, const Output& output)
      : output_(output), times_(std::move(times)) {}

  void begin_family(const std::string& name, std::string_view help) {
    ++written_.families;
    buffer_ += fmt::format("# TYPE {} gauge\n# HELP {} {}\n", name, name, escaped(help));
  }

  // False when the output takes no more.
  bool series(const std::string& name, const std::string& labels, const Changes& changes) {
    ++written_.series;
    prefix_ = name;
    prefix_.append("{").append(labels).append("} ");
    const auto days = static_cast<std::uint32_t>(times_.size());
    changes.for_each(days, [this](std::uint32_t day, std::int64_t n) {
      for (const std::int64_t time : times_[day]) {
        ++written_.samples;
        buffer_ += prefix_;
        append_number(n, buffer_);
        buffer_ += ' ';
        append_number(time, buffer_);
        buffer_ += '\n';
      }
      if (buffer_.size() >= kPieceBytes) flush();
    });
    return taken_;
  }

  std::optional<Written> finish() {
    buffer_ += "# EOF\n";
    flush();
    if (!taken_) return std::nullopt;
    return written_;
  }

 private:
  void flush() {
    written_.bytes += buffer_.size();
    if (taken_) taken_ = output_(buffer_);
    buffer_.clear();
  }

  const Output& output_;
  std::vector<std::vector<std::int64_t>> times_;  // by day
  std::string buffer_;
  std::string prefix_;
  bool taken_ = true;
  Written written_;
};

std::uint32_t SeriesHistory::Texts::number(std::string_view text) {
  const auto known = numbers_.find(text);
  if (known != numbers_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(texts_.size());
  texts_.emplace_back(text);
  numbers_.emplace(text, number);
  return number;
}

SeriesHistory::SeriesHistory(const indicators::Catalogue& catalogue, Selection selection)
    : catalogue_(&catalogue), selection_(std::move(selection)) {}

std::uint32_t SeriesHistory::series_of(const Key& key) {
  const auto [place, is_new] = by_key_.emplace(key, static_cast<std::uint32_t>(series_.size()));
  if (is_new) series_.emplace_back();
  return place->second;
}

void SeriesHistory::add(const disclosure::Publication& publication) {
  base::check(publication.as_of.has_value() &&
                  (days_.empty() || *publication.as_of == days_.back() + std::chrono::days{1}),
              "days are added one after the other, none left out");
  days_.push_back(*publication.as_of);
  const auto today = static_cast<std::uint32_t>(days_.size() - 1);

  const indicators::PeriodCalendar calendar(*publication.as_of);
  std::set<std::string, std::less<>> periods;
  selection_.periods.for_each(
      [&](indicators::PeriodSlot slot) { periods.insert(calendar.id(slot)); });
  absl::flat_hash_map<std::string_view, std::uint32_t> regions;  // of units
  for (const disclosure::PublishedUnit& unit : publication.units) {
    regions[unit.id] = texts_.number(unit.region.code());
  }
  const std::uint32_t no_region = texts_.number("");
  const std::uint32_t unknown_region = texts_.number(domain::Region().code());
  const auto region_of = [&](Level level, std::string_view entity) {
    if (level != Level::kUnit) return no_region;
    const auto found = regions.find(entity);
    return found == regions.end() ? unknown_region : found->second;
  };

  for (const disclosure::PublishedRow& row : publication.rows) {
    if (!selection_.levels.contains(row.level) || !periods.contains(row.period)) continue;
    add_row(row, region_of(row.level, row.entity));
  }
  for (const engine::ReferenceCount& count : publication.reference) {
    if (!selection_.levels.contains(count.level)) continue;
    const bool is_survey = !count.measure.empty();
    if (!is_survey && !periods.contains(count.period)) continue;
    const CellId cell(*count.count, indicators::kTotal);
    const Key key{count.level,
                  cell.value(),
                  texts_.number(count.entity),
                  texts_.number(count.period),
                  region_of(count.level, count.entity),
                  texts_.number(count.measure)};
    series_[series_of(key)].add(today, count.n);
  }
  add_infos(publication);
}

void SeriesHistory::add_row(const disclosure::PublishedRow& row, std::uint32_t region) {
  const auto today = static_cast<std::uint32_t>(days_.size() - 1);
  Key key{row.level,        0, texts_.number(row.entity), texts_.number(row.period), region,
          texts_.number("")};
  for (const engine::Cell& cell : row.cells) {
    const CellId id = CellId::from_value(cell.id);
    if (id.group() != indicators::kTotal && !selection_.breakdowns) continue;
    key.cell = cell.id;
    series_[series_of(key)].add(today, cell.n);
  }
}

void SeriesHistory::add_infos(const disclosure::Publication& publication) {
  if (selection_.levels.contains(Level::kRegion)) {
    const auto add_region = [this](std::string_view code, std::string_view name) {
      std::string labels;
      prometheus_sink::append_region_info_labels(code, name, labels);
      add_info(prometheus_sink::kRegionInfo, prometheus_sink::kRegionInfoHelp, std::move(labels));
    };
    add_region("00", domain::region_name("00"));
    for (const domain::RegionName& region : domain::regions()) add_region(region.code, region.name);
  }
  if (!selection_.levels.contains(Level::kUnit)) return;
  for (const disclosure::PublishedUnit& unit : publication.units) {
    std::string labels;
    prometheus_sink::append_care_unit_info_labels(
        {unit.id, unit.name, unit.provider, unit.region.code()}, labels);
    add_info(prometheus_sink::kCareUnitInfo, prometheus_sink::kCareUnitInfoHelp, std::move(labels));
  }
}

void SeriesHistory::add_info(std::string_view family, std::string_view help, std::string labels) {
  Infos& infos =
      infos_.try_emplace(std::string(family), Infos{std::string(help), {}}).first->second;
  const auto [series, is_new] =
      infos.by_labels.emplace(std::move(labels), static_cast<std::uint32_t>(series_.size()));
  if (is_new) series_.emplace_back();
  series_[series->second].add(static_cast<std::uint32_t>(days_.size() - 1), 1);
}

std::map<std::string, SeriesHistory::Family> SeriesHistory::families() const {
  std::map<std::string, Family> families;
  for (const auto& [key, series] : by_key_) {
    const CellId id = CellId::from_value(key.cell);
    const indicators::CountInfo* count = catalogue_->find_number(id.count_number());
    if (count == nullptr) continue;  // publications have none that the catalogue lacks
    Family& family = families[prometheus_sink::family_name(key.level, *count,
                                                           indicators::dimension_of(id.group()))];
    if (family.help.empty()) family.help = prometheus_sink::family_help(*count);
    family.counts.emplace_back(&key, series);
  }
  for (const auto& [name, infos] : infos_) {
    families[name] = {infos.help, {}, {infos.by_labels.begin(), infos.by_labels.end()}};
  }
  return families;
}

// Labels are made family by family: all at once they would be most of the memory.
std::vector<SeriesHistory::Labelled> SeriesHistory::labelled(const Family& family) const {
  std::vector<Labelled> series = family.infos;
  for (const auto& [key, place] : family.counts) {
    std::string labels;
    prometheus_sink::append_labels(
        {key->level, texts_.text(key->entity), texts_.text(key->region), texts_.text(key->period),
         CellId::from_value(key->cell).group(), texts_.text(key->measure)},
        labels);
    series.emplace_back(std::move(labels), place);
  }
  std::ranges::sort(series);
  return series;
}

std::optional<SeriesHistory::Written> SeriesHistory::write(Step step, const Output& output) const {
  std::vector<std::vector<std::int64_t>> times;
  for (const base::CivilDay day : days_) {
    times.push_back(sample_times(day, step, day == days_.back()));
  }
  Writer writer(std::move(times), output);
  for (const auto& [name, family] : families()) {
    writer.begin_family(name, family.help);
    for (const auto& [labels, place] : labelled(family)) {
      if (!writer.series(name, labels, series_[place])) return std::nullopt;
    }
  }
  return writer.finish();
}

std::size_t SeriesHistory::bytes() const {
  std::size_t bytes = series_.capacity() * sizeof(Changes) +
                      by_key_.capacity() * (sizeof(std::pair<Key, std::uint32_t>) + 1);
  for (const Changes& changes : series_) bytes += changes.bytes();
  return bytes;
}

}  // namespace sjukpuls::openmetrics
