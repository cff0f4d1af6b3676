#include "processor/app/output_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace sjukpuls::app {

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
