#include "processor/base/id.h"

#include <xxhash.h>

#include <cstring>

namespace sjukpuls::base {
namespace {

constexpr std::size_t kUuidLength = 36;

bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

// The value of a lower-case hexadecimal digit, or 16 for any other character.
unsigned digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  return 16;
}

// The 128 bits of a canonical UUID; false when the text is anything else.
bool parse_uuid(std::string_view text, std::uint64_t& high, std::uint64_t& low) {
  if (text.size() != kUuidLength) return false;
  std::array<std::uint64_t, 2> parts{};
  std::size_t digits = 0;
  for (std::size_t i = 0; i < kUuidLength; ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return false;
      continue;
    }
    const unsigned value = digit(text[i]);
    if (value > 15) return false;
    parts[digits / 16] = parts[digits / 16] << 4 | value;
    ++digits;
  }
  high = parts[0];
  low = parts[1];
  return true;
}

using UuidText = std::array<char, kUuidLength>;

UuidText format_uuid(std::uint64_t high, std::uint64_t low) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  UuidText text;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < kUuidLength; ++i) {
    if (is_dash_position(i)) {
      text[i] = '-';
      continue;
    }
    const std::uint64_t part = digits < 16 ? high : low;
    text[i] = kDigits[part >> (60 - 4 * (digits % 16)) & 15];
    ++digits;
  }
  return text;
}

const char* pointer_of(std::uint64_t address) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): ids and slots hold addresses among other bits
  return reinterpret_cast<const char*>(static_cast<std::uintptr_t>(address));
}

// User space has addresses of 47 bits.
constexpr std::uint64_t kAddressMask = (std::uint64_t{1} << 48) - 1;

std::uint64_t hash_of(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

std::string_view pooled(const char* entry) {
  return {entry + 1, static_cast<unsigned char>(*entry)};
}

}  // namespace

std::string PackedId::text() const {
  std::array<char, kUuidLength> buffer;
  return std::string(text_in(buffer));
}

std::string_view PackedId::text_in(std::array<char, 36>& buffer) const {
  if (none()) return {};
  if (!by_value()) return pooled(pointer_of(high_));
  buffer = format_uuid(high_, low_);
  return {buffer.data(), buffer.size()};
}

std::size_t PackedId::hash() const {
  std::uint64_t x = (high_ ^ (low_ << 1)) * 0x9e3779b97f4a7c15U;
  x ^= x >> 32;
  x = (x ^ low_) * 0xd6e8feb86659fd93U;
  return x ^ x >> 32;
}

std::strong_ordering PackedId::compare_texts(const PackedId& a, const PackedId& b) {
  if (a == b) return std::strong_ordering::equal;
  UuidText buffer_a;
  UuidText buffer_b;
  return a.text_in(buffer_a).compare(b.text_in(buffer_b)) <=> 0;
}

PackedId IdPool::intern(std::string_view text) {
  PackedId id;
  if (parse_uuid(text, id.high_, id.low_) && id.by_value()) return id;
  id.high_ = reinterpret_cast<std::uintptr_t>(find_or_add(text));
  id.low_ = PackedId::kVariantMask;
  return id;
}

void IdPool::prefetch_slot(std::string_view text) const {
  if (!slots_.empty()) __builtin_prefetch(&slots_[hash_of(text) & (slots_.size() - 1)]);
}

void IdPool::prefetch_text(std::string_view text) const {
  if (slots_.empty()) return;
  const Slot slot = slots_[hash_of(text) & (slots_.size() - 1)];
  __builtin_prefetch(pointer_of(slot & kAddressMask));
}

const char* IdPool::find_or_add(std::string_view text) {
  if (used_ * 4 >= slots_.size() * 3) grow();
  const std::uint64_t hash = hash_of(text);
  const std::uint64_t tag = hash >> kAddressBits;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
    if (slots_[i] == 0) {
      ++used_;
      const char* entry = store(text);
      slots_[i] = tag << kAddressBits | reinterpret_cast<std::uintptr_t>(entry);
      return entry;
    }
    if (slots_[i] >> kAddressBits != tag) continue;
    const char* entry = pointer_of(slots_[i] & kAddressMask);
    if (pooled(entry) == text) return entry;
  }
}

const char* IdPool::store(std::string_view text) {
  if (block_used_ + 1 + text.size() > kBlockBytes) {
    blocks_.push_back(std::make_unique<std::array<char, kBlockBytes>>());
    block_used_ = 0;
  }
  char* entry = blocks_.back()->data() + block_used_;
  *entry = static_cast<char>(static_cast<unsigned char>(text.size()));
  std::memcpy(entry + 1, text.data(), text.size());
  block_used_ += 1 + text.size();
  return entry;
}

void IdPool::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2, 0);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot slot : old) {
    if (slot == 0) continue;
    std::size_t i = hash_of(pooled(pointer_of(slot & kAddressMask))) & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = slot;
  }
}

}  // namespace sjukpuls::base
