#pragma once

#include <fstream>
#include <string>
#include <vector>

namespace sjukpuls::codec {

// Tests run in tests/.
inline std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

inline std::vector<std::string> sample_lines() { return lines_of("samples/events.ndjson"); }

}  // namespace sjukpuls::codec
