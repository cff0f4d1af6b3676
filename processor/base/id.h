#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sjukpuls::base {

// The text of an id in 16 bytes. A canonical UUID (lower-case, RFC 4122 variant) is held by its
// value; any other text is a handle to the one copy that an IdPool holds. Ids of one pool are equal
// iff their texts are, and sort exactly as their texts do, byte by byte. Trivially copyable; a
// handle borrows from its pool and lives as long as it. The all-zero value is no id (`none`).
class PackedId {
 public:
  PackedId() = default;  // none

  bool none() const { return high_ == 0 && low_ == 0; }
  std::string text() const;

  // Mixed bits for a hash table; equal ids hash alike.
  std::size_t hash() const;

  friend bool operator==(const PackedId&, const PackedId&) = default;
  friend std::strong_ordering operator<=>(const PackedId& a, const PackedId& b) {
    if (a.by_value() && b.by_value()) {
      if (a.high_ != b.high_) return a.high_ <=> b.high_;
      return a.low_ <=> b.low_;
    }
    return compare_texts(a, b);
  }

 private:
  friend class IdPool;
  friend struct LessByBits;
  static constexpr std::uint64_t kVariantMask = std::uint64_t{3} << 62;
  static constexpr std::uint64_t kRfc4122 = std::uint64_t{2} << 62;

  // Handles set both bits of the variant, which no UUID held by value does.
  bool by_value() const { return (low_ & kVariantMask) == kRfc4122; }
  std::string_view text_in(std::array<char, 36>& buffer) const;
  static std::strong_ordering compare_texts(const PackedId& a, const PackedId& b);

  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

// A fast total order of the ids of one pool, for look-up only: no number may depend on it.
struct LessByBits {
  bool operator()(const PackedId& a, const PackedId& b) const {
    return a.high_ != b.high_ ? a.high_ < b.high_ : a.low_ < b.low_;
  }
};

// Holds the texts of ids that are no UUIDs, each once; only grows. Not thread-safe: one per shard.
// Texts are at most 64 bytes (docs/INDICATORS.md section 2, id_too_long) and not empty.
class IdPool {
 public:
  IdPool() = default;
  IdPool(const IdPool&) = delete;
  IdPool& operator=(const IdPool&) = delete;
  IdPool(IdPool&&) = default;
  IdPool& operator=(IdPool&&) = default;

  PackedId intern(std::string_view text);

  // Fetch into the cache what intern(text) will look at first, and then the text that it will
  // compare. A million texts do not fit there: who has many to intern calls the first for all, then
  // the second.
  void prefetch_slot(std::string_view text) const;
  void prefetch_text(std::string_view text) const;

  std::size_t bytes() const { return blocks_.size() * kBlockBytes + slots_.size() * sizeof(Slot); }

 private:
  // Below, the address of a length byte and the text; above it, bits of the text's hash, so that a
  // look at the wrong text is rare. 0 is free.
  using Slot = std::uint64_t;
  static constexpr unsigned kAddressBits = 48;
  static constexpr std::size_t kBlockBytes = std::size_t{1} << 16;

  const char* find_or_add(std::string_view text);
  const char* store(std::string_view text);
  void grow();

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
  std::vector<std::unique_ptr<std::array<char, kBlockBytes>>> blocks_;
  std::size_t block_used_ = kBlockBytes;
};

// A PackedId that says of what: explicit to make, `.value()` to open, equal only to its own kind.
template <typename Tag>
class Id {
 public:
  Id() = default;  // none, until assigned
  explicit Id(PackedId value) : value_(value) {}

  const PackedId& value() const { return value_; }
  bool none() const { return value_.none(); }
  std::size_t hash() const { return value_.hash(); }

  friend bool operator==(const Id&, const Id&) = default;
  friend auto operator<=>(const Id&, const Id&) = default;

 private:
  PackedId value_;
};

}  // namespace sjukpuls::base
