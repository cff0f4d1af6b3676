#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/time.h"
#include "processor/config/settings.h"
#include "processor/engine/csv.h"
#include "processor/indicators/catalogue.h"

namespace sjukpuls::app {

// What is wrong with the csv.* settings beyond their form, in a sentence: a count that does not
// exist.
std::optional<std::string> selection_fault(const config::Settings& settings,
                                           const indicators::Catalogue& catalogue);

// Which lines the csv.* settings ask for, as of a day.
engine::CsvSelection selection_of(const config::Settings& settings, base::CivilDay as_of);

// A file that is written to the end or says so; "-" is standard output.
class OutputFile {
 public:
  explicit OutputFile(std::string path);

  void write(std::string_view text);
  // Whether all that was asked for so far could be done.
  bool good() const { return error_ == 0; }
  // Once, and last. False when anything was not written; error() then says what.
  bool close();
  std::string error() const;

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

  std::string path_;
  File file_;
  int error_ = 0;
};

}  // namespace sjukpuls::app
