#include "tests/disclosure/attacker.h"

#include <algorithm>
#include <limits>

namespace sjukpuls::disclosure::attack {
namespace {

// Numbers modulo a prime, in which a determined unknown stays determined.
constexpr std::int64_t kPrime = 2147483647;

std::int64_t modulo(std::int64_t n) { return (n % kPrime + kPrime) % kPrime; }

std::int64_t inverse(std::int64_t n) {
  std::int64_t result = 1;
  for (std::int64_t power = kPrime - 2; power > 0; power /= 2) {
    if (power % 2 == 1) result = modulo(result * n);
    n = modulo(n * n);
  }
  return result;
}

}  // namespace

std::vector<Attacker::Row> Attacker::rows() const {
  std::vector<Row> rows;
  for (const Sum& sum : sums_) {
    Row row;
    const auto add = [&](const std::string& name, std::int64_t sign) {
      if (const auto known = known_.find(name); known != known_.end()) {
        row.constant -= sign * known->second;
      } else if (const auto unknown = unknown_.find(name); unknown != unknown_.end()) {
        row.coefficients[unknown->second] += sign;
      }
    };
    for (const std::string& part : sum.parts) add(part, 1);
    add(sum.total, -1);
    std::erase_if(row.coefficients, [](const auto& entry) { return entry.second == 0; });
    if (!row.coefficients.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<bool> Attacker::by_elimination() const {
  std::vector<std::map<std::size_t, std::int64_t>> rows;
  for (const Row& row : this->rows()) rows.push_back(row.coefficients);
  for (auto& row : rows) {
    for (auto& [unknown, coefficient] : row) coefficient = modulo(coefficient);
  }
  std::vector<bool> has_been_pivot(rows.size());
  for (std::size_t unknown = 0; unknown < unknown_.size(); ++unknown) {
    std::size_t pivot = 0;
    while (pivot < rows.size() && (has_been_pivot[pivot] || !rows[pivot].contains(unknown))) {
      ++pivot;
    }
    if (pivot == rows.size()) continue;
    has_been_pivot[pivot] = true;
    const std::int64_t scale = inverse(rows[pivot][unknown]);
    for (auto& [other, coefficient] : rows[pivot]) coefficient = modulo(coefficient * scale);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i == pivot || !rows[i].contains(unknown)) continue;
      const std::int64_t factor = rows[i][unknown];
      for (const auto& [other, coefficient] : rows[pivot]) {
        const std::int64_t left = modulo(rows[i][other] - modulo(factor * coefficient));
        if (left == 0) {
          rows[i].erase(other);
        } else {
          rows[i][other] = left;
        }
      }
    }
  }
  std::vector<bool> determined(unknown_.size());
  for (const auto& row : rows) {
    if (row.size() == 1) determined[row.begin()->first] = true;
  }
  return determined;
}

std::vector<bool> Attacker::by_bounds() const {
  constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max() / 1024;
  std::vector<std::int64_t> least(unknown_.size(), 0);
  std::vector<std::int64_t> greatest(unknown_.size(), kUnbounded);
  const std::vector<Row> rows = this->rows();
  for (bool changed = true; changed;) {
    changed = false;
    for (const Row& row : rows) {
      for (const auto& [unknown, coefficient] : row.coefficients) {
        // coefficient * unknown = constant - all others, whose extremes are known.
        std::int64_t low = row.constant;
        std::int64_t high = row.constant;
        for (const auto& [other, factor] : row.coefficients) {
          if (other == unknown) continue;
          low -= factor > 0 ? factor * greatest[other] : factor * least[other];
          high -= factor > 0 ? factor * least[other] : factor * greatest[other];
        }
        if (coefficient < 0) {
          std::swap(low, high);
          low = -low;
          high = -high;
        }
        if (low > least[unknown]) {
          least[unknown] = low;
          changed = true;
        }
        if (high < greatest[unknown] && high < kUnbounded / 2) {
          greatest[unknown] = high;
          changed = true;
        }
      }
    }
  }
  std::vector<bool> determined(unknown_.size());
  for (std::size_t i = 0; i < determined.size(); ++i) determined[i] = least[i] == greatest[i];
  return determined;
}

std::vector<std::string> Attacker::works_out() const {
  const std::vector<bool> exactly = by_elimination();
  const std::vector<bool> bounded = by_bounds();
  std::vector<std::string> names;
  for (const auto& [name, place] : unknown_) {
    if (exactly[place] || bounded[place]) names.push_back(name);
  }
  return names;
}

}  // namespace sjukpuls::disclosure::attack
