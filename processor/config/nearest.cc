#include "processor/config/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sjukpuls::config {
namespace {

// The edit distance with swaps of neighbours (optimal string alignment), in three rows.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({changed, last[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

std::string_view last_level(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  return dot == name.npos ? name : name.substr(dot + 1);
}

}  // namespace

std::string nearest(std::string_view typed, std::span<const std::string> names) {
  std::string best;
  std::size_t least = std::max<std::size_t>(2, typed.size() / 3) + 1;
  for (const std::string& name : names) {
    const bool same_level = typed.size() > 2 && last_level(name) == last_level(typed);
    const std::size_t edits =
        same_level ? std::min<std::size_t>(distance(typed, name), 1) : distance(typed, name);
    if (edits < least) {
      least = edits;
      best = name;
    }
  }
  return best;
}

std::string suggestion(std::string_view typed, std::span<const std::string> names) {
  const std::string name = nearest(typed, names);
  return name.empty() ? "" : fmt::format("; did you mean {}?", name);
}

}  // namespace sjukpuls::config
