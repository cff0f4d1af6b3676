#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "processor/base/check.h"

namespace sjukpuls::domain {

// Several short lists of plain values, one a type, in a single block of memory: eight bytes while
// empty, and a copy is one memcpy. Made for millions of small owners whose lists seldom grow;
// inserting moves what comes after, so it costs time in proportion to the whole. Spans hold until
// the next change.
template <typename... Ts>
class PackedLists {
  static_assert((std::is_trivially_copyable_v<Ts> && ...));
  static_assert(((sizeof(Ts) % 8 == 0 && alignof(Ts) <= 8) && ...));

 public:
  PackedLists() = default;
  PackedLists(const PackedLists& other) : block_(duplicate(other.block_)) {}
  PackedLists(PackedLists&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  PackedLists& operator=(PackedLists other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~PackedLists() { std::free(block_); }

  template <typename T>
  std::span<const T> list() const {
    if (block_ == nullptr) return {};
    return {reinterpret_cast<const T*>(data() + offset(kIndex<T>)), block_->sizes[kIndex<T>]};
  }

  template <typename T>
  std::span<T> mutable_list() {
    if (block_ == nullptr) return {};
    return {reinterpret_cast<T*>(data() + offset(kIndex<T>)), block_->sizes[kIndex<T>]};
  }

  // Puts `values` before the element at `position`, 0 to the list's size.
  template <typename T>
  void insert(std::size_t position, std::span<const T> values) {
    if (values.empty()) return;
    reserve(used() + values.size_bytes());
    base::check(position <= block_->sizes[kIndex<T>],
                "elements go in within their list or at its end");
    std::byte* place = data() + offset(kIndex<T>) + position * sizeof(T);
    std::memmove(place + values.size_bytes(), place, static_cast<std::size_t>(end() - place));
    std::memcpy(place, values.data(), values.size_bytes());
    block_->sizes[kIndex<T>] += static_cast<std::uint32_t>(values.size());
  }
  template <typename T>
  void insert(std::size_t position, const T& value) {
    insert(position, std::span<const T>(&value, 1));
  }

  template <typename T>
  void erase(std::size_t position, std::size_t count) {
    if (count == 0) return;
    base::check(position + count <= list<T>().size(), "only elements that are there are erased");
    std::byte* place = data() + offset(kIndex<T>) + position * sizeof(T);
    const std::byte* rest = place + count * sizeof(T);
    std::memmove(place, rest, static_cast<std::size_t>(end() - rest));
    block_->sizes[kIndex<T>] -= static_cast<std::uint32_t>(count);
  }

  // Fetches the begin of the block into the cache.
  void prefetch() const {
    constexpr std::size_t kLine = 64;
    const auto* begin = reinterpret_cast<const std::byte*>(block_);
    for (std::size_t line = 0; line < 4; ++line) __builtin_prefetch(begin + line * kLine);
  }

  // Bytes of the block, without the allocator's own.
  std::size_t bytes() const { return block_ == nullptr ? 0 : sizeof(Header) + block_->capacity; }

 private:
  struct Header {
    std::uint32_t capacity;  // bytes after the header
    std::array<std::uint32_t, sizeof...(Ts)> sizes;
  };
  static constexpr std::size_t kHeaderBytes = (sizeof(Header) + 7) / 8 * 8;
  static constexpr std::size_t kGranule = 32;

  template <typename T, std::size_t... Is>
  static constexpr std::size_t index_of(std::index_sequence<Is...>) {
    return ((std::is_same_v<T, std::tuple_element_t<Is, std::tuple<Ts...>>> ? Is : 0) + ...);
  }
  template <typename T>
  static constexpr std::size_t kIndex = index_of<T>(std::index_sequence_for<Ts...>{});
  static constexpr std::array<std::size_t, sizeof...(Ts)> kElementBytes = {sizeof(Ts)...};

  std::byte* data() const { return reinterpret_cast<std::byte*>(block_) + kHeaderBytes; }
  std::size_t offset(std::size_t list) const {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < list; ++i) bytes += block_->sizes[i] * kElementBytes[i];
    return bytes;
  }
  std::size_t used() const { return block_ == nullptr ? 0 : offset(sizeof...(Ts)); }
  std::byte* end() const { return data() + used(); }

  static Header* allocate(Header* old, std::size_t capacity) {
    void* block = std::realloc(old, kHeaderBytes + capacity);
    if (block == nullptr) throw std::bad_alloc();
    return static_cast<Header*>(block);
  }

  static Header* duplicate(const Header* other) {
    if (other == nullptr) return nullptr;
    Header* copy = allocate(nullptr, other->capacity);
    std::memcpy(copy, other, kHeaderBytes + other->capacity);
    return copy;
  }

  void reserve(std::size_t bytes) {
    if (block_ != nullptr && bytes <= block_->capacity) return;
    const bool fresh = block_ == nullptr;
    const std::size_t capacity = (bytes + kGranule - 1) / kGranule * kGranule;
    block_ = allocate(block_, capacity);
    if (fresh) block_->sizes.fill(0);
    block_->capacity = static_cast<std::uint32_t>(capacity);
  }

  Header* block_ = nullptr;
};

}  // namespace sjukpuls::domain
