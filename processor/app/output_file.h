#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace sjukpuls::app {

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
