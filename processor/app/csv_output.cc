#include "processor/app/csv_output.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "processor/app/catalogue_settings.h"
#include "processor/config/nearest.h"
#include "processor/indicators/periods.h"

namespace sjukpuls::app {

std::optional<std::string> selection_fault(const config::Settings& settings,
                                           const indicators::Catalogue& catalogue) {
  for (const std::string& name : settings.list("csv.counts")) {
    if (catalogue.find(name) != nullptr) continue;
    std::vector<std::string> names;
    for (const auto& count : catalogue.counts()) names.push_back(count.name);
    return fmt::format("--counts: there is no count {}{}", name, config::suggestion(name, names));
  }
  return std::nullopt;
}

engine::CsvSelection selection_of(const config::Settings& settings, base::CivilDay as_of) {
  engine::CsvSelection selection;
  for (const std::string& word : settings.list("csv.levels")) {
    for (const domain::Level level : domain::kLevels) {
      if (word == name(level)) selection.levels.insert(level);
    }
  }
  const indicators::PeriodCalendar calendar(as_of);
  const auto& periods = settings.list("csv.periods");
  selection.periods = {periods.begin(), periods.end()};  // ids, such as 28d and 2025-03
  periods_of(periods).for_each(
      [&](indicators::PeriodSlot slot) { selection.periods.insert(calendar.id(slot)); });
  const auto& counts = settings.list("csv.counts");
  selection.counts = {counts.begin(), counts.end()};
  selection.breakdowns = !settings.flag("csv.no_breakdowns");
  return selection;
}

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)),
      file_(path_ == "-" ? stdout : std::fopen(path_.c_str(), "wb"),
            path_ == "-" ? &std::fflush : &std::fclose) {
  if (!file_) error_ = errno;
}

void OutputFile::write(std::string_view text) {
  if (error_ == 0 && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) {
    error_ = errno;
  }
}

bool OutputFile::close() {
  if (file_ && file_.get_deleter()(file_.release()) != 0 && error_ == 0) error_ = errno;
  return error_ == 0;
}

std::string OutputFile::error() const {
  return fmt::format("cannot write {}: {}", path_ == "-" ? "standard output" : path_,
                     std::generic_category().message(error_));
}

}  // namespace sjukpuls::app
