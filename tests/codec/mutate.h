#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace sjukpuls::codec {

// Damages texts in the ways that files and programs do. Repeatable by its seed.
class Mutator {
 public:
  // `pieces` are inserted or put in place of something now and then.
  Mutator(std::uint64_t seed, std::vector<std::string> pieces)
      : random_(seed), pieces_(std::move(pieces)) {}

  std::string mutate(std::string text) {
    for (std::size_t left = 1 + below(3); left > 0 && !text.empty(); --left) mutate_once(text);
    return text;
  }

  std::size_t below(std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
  }

 private:
  void mutate_once(std::string& text) {
    const std::size_t at = below(text.size());
    switch (below(7)) {
      case 0:
        text[at] = static_cast<char>(below(256));
        break;
      case 1:
        text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 2:
        text.erase(at, 1 + below(8));
        break;
      case 3:
        text.insert(at, pieces_[below(pieces_.size())]);
        break;
      case 4:
        text.replace(at, 1 + below(12), pieces_[below(pieces_.size())]);
        break;
      case 5:
        text.resize(at);
        break;
      default:
        text.insert(at, text.substr(below(text.size()), 1 + below(30)));
    }
  }

  std::mt19937_64 random_;
  std::vector<std::string> pieces_;
};

}  // namespace sjukpuls::codec
