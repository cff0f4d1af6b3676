#include "sinks/openmetrics/changes.h"

namespace sjukpuls::openmetrics {
namespace {

void append_varint(std::uint64_t number, std::string& out) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

}  // namespace

void Changes::add(std::uint32_t day, std::int64_t n) {
  if (n_ != 0 && day > last_day_ + 1) change(last_day_ + 1, 0);
  if (n != n_) change(day, n);
  last_day_ = day;
}

void Changes::change(std::uint32_t day, std::int64_t n) {
  const std::int64_t step = n - n_;
  append_varint(day - changed_, bytes_);
  append_varint(static_cast<std::uint64_t>(step) << 1 ^ static_cast<std::uint64_t>(step >> 63),
                bytes_);
  changed_ = day;
  n_ = n;
}

std::uint64_t Changes::number_at(std::size_t& at) const {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes_[at++]);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return number;
  }
}

}  // namespace sjukpuls::openmetrics
