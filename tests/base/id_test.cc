#include "processor/base/id.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace sjukpuls::base {
namespace {

// An RFC 4122 UUID is held by its value, with nothing in the pool; the others are no such UUIDs for
// one reason each.
constexpr std::string_view kUuid = "01234567-89ab-4def-8123-456789abcdef";
constexpr std::string_view kUpperCase = "01234567-89AB-4DEF-8123-456789ABCDEF";
constexpr std::string_view kOneCapital = "01234567-89ab-4def-8123-456789abcdeF";
constexpr std::string_view kOldVariant = "01234567-89ab-4def-7123-456789abcdef";
constexpr std::string_view kMicrosoftVariant = "01234567-89ab-4def-c123-456789abcdef";
constexpr std::string_view kNil = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kAllOnes = "ffffffff-ffff-ffff-ffff-ffffffffffff";
constexpr std::string_view kNoDashes = "0123456789ab4def8123456789abcdef";
constexpr std::string_view kDashMoved = "0123456-789ab-4def-8123-456789abcdef";
constexpr std::string_view kNoHexDigit = "01234567-89ab-4def-8123-456789abcdeg";

// Ids on which an order by value and an order by text could disagree.
const std::vector<std::string>& tricky_texts() {
  static const std::vector<std::string> kTexts = [] {
    std::vector<std::string> texts;
    for (const std::string_view text :
         {kUuid, kUpperCase, kOneCapital, kOldVariant, kMicrosoftVariant, kNil, kAllOnes, kNoDashes,
          kDashMoved, kNoHexDigit}) {
      texts.emplace_back(text);
    }
    for (const char* text : {"0",
                             "1",
                             "9",
                             "A",
                             "Z",
                             "a",
                             "f",
                             "g",
                             "z",
                             "-",
                             " ",
                             "~",
                             "\x01",
                             "\x7f",
                             "\xc3\xa5",
                             "\xff",
                             "01234567",
                             "01234567-",
                             "01234567-89ab-4def-8123-456789abcde",
                             "01234567-89ab-4def-8123-456789abcdef0",
                             "01234567-89ab-4def-8123-456789abcdee",
                             "01234567-89ab-4def-8123-456789abcdf0",
                             "01234567-89ab-4def-9123-456789abcdef",
                             "01234567-89ab-4def-b123-456789abcdef",
                             "01234567-89ab-4def-a123-456789abcdef",
                             "ffffffff-ffff-ffff-bfff-ffffffffffff",
                             "00000000-0000-0000-8000-000000000000",
                             "7fffffff-ffff-ffff-8000-000000000000",
                             "80000000-0000-0000-8000-000000000000",
                             "intyg-1",
                             "intyg-10",
                             "intyg-2",
                             "0123456 -89ab-4def-8123-456789abcdef"}) {
      texts.emplace_back(text);
    }
    texts.push_back(std::string("a\0b", 3));
    texts.push_back(std::string("a\0", 2));
    texts.push_back(std::string(64, 'x'));
    texts.push_back(std::string(63, 'x'));
    return texts;
  }();
  return kTexts;
}

std::string random_text(std::mt19937& random) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
  std::string text;
  if (below(3) == 0) {
    for (unsigned left = 1 + below(64); left > 0; --left) {
      text.push_back(static_cast<char>(1 + below(255)));
    }
    return text;
  }
  for (std::size_t i = 0; i < 36; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    text.push_back(dash ? '-' : kDigits[below(below(4) == 0 ? 16 : 2)]);
  }
  if (below(2) == 0) text[19] = kDigits[8 + below(4)];
  if (below(4) == 0) text[below(36)] = static_cast<char>('A' + below(6));
  return text;
}

TEST(IdTest, AnIdGivesItsTextBack) {
  IdPool pool;
  for (const std::string& text : tricky_texts()) EXPECT_EQ(pool.intern(text).text(), text);
}

TEST(IdTest, AUuidTakesNoRoomInThePool) {
  IdPool pool;
  EXPECT_EQ(pool.intern(kUuid).text(), kUuid);
  EXPECT_EQ(pool.bytes(), 0U);
}

TEST(IdTest, WhatIsNotALowerCaseRfcUuidIsHeldAsText) {
  for (const std::string_view text : {kUpperCase, kOneCapital, kOldVariant, kMicrosoftVariant, kNil,
                                      kAllOnes, kNoDashes, kDashMoved, kNoHexDigit}) {
    IdPool pool;
    EXPECT_EQ(pool.intern(text).text(), text);
    EXPECT_GT(pool.bytes(), 0U) << text;
  }
}

TEST(IdTest, TheSameTextIsHeldOnceAndIsTheSameId) {
  IdPool pool;
  const PackedId first = pool.intern("intyg-1");
  const std::size_t bytes = pool.bytes();
  for (int again = 0; again < 10'000; ++again) {
    const PackedId same = pool.intern("intyg-1");
    ASSERT_EQ(same, first);
    ASSERT_EQ(same.hash(), first.hash());
  }
  EXPECT_EQ(pool.bytes(), bytes);
}

TEST(IdTest, UpperAndLowerCaseAreDifferentIds) {
  IdPool pool;
  EXPECT_NE(pool.intern(kUuid), pool.intern(kUpperCase));
  EXPECT_NE(pool.intern("intyg-a"), pool.intern("intyg-A"));
}

TEST(IdTest, NoneIsNoIdAndSortsFirst) {
  IdPool pool;
  EXPECT_TRUE(PackedId().none());
  EXPECT_EQ(PackedId().text(), "");
  for (const std::string& text : tricky_texts()) {
    EXPECT_FALSE(pool.intern(text).none());
    EXPECT_LT(PackedId(), pool.intern(text));
  }
}

TEST(IdTest, IdsSortAsTheirTextsWhateverTheirForm) {
  IdPool pool;
  for (const std::string& a : tricky_texts()) {
    for (const std::string& b : tricky_texts()) {
      EXPECT_EQ(pool.intern(a) <=> pool.intern(b), a.compare(b) <=> 0) << a << " and " << b;
      EXPECT_EQ(pool.intern(a) == pool.intern(b), a == b) << a << " and " << b;
    }
  }
}

TEST(IdTest, RandomIdsSortAsTheirTexts) {
  constexpr unsigned kSeed = 20250331;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  IdPool pool;
  std::vector<std::string> texts;
  for (int i = 0; i < 20'000; ++i) texts.push_back(random_text(random));
  std::vector<PackedId> ids;
  for (const std::string& text : texts) ids.push_back(pool.intern(text));
  std::ranges::sort(texts);
  std::ranges::sort(ids);
  for (std::size_t i = 0; i < ids.size(); ++i) ASSERT_EQ(ids[i].text(), texts[i]) << i;
}

TEST(IdTest, OrderByBitsTellsAllIdsApart) {
  IdPool pool;
  const LessByBits less;
  for (const std::string& a : tricky_texts()) {
    for (const std::string& b : tricky_texts()) {
      const PackedId id_a = pool.intern(a);
      const PackedId id_b = pool.intern(b);
      EXPECT_EQ(less(id_a, id_b) || less(id_b, id_a), a != b) << a << " and " << b;
    }
  }
}

TEST(IdTest, NeighbouringUuidsHashApart) {
  IdPool pool;
  std::unordered_set<std::size_t> low_bits;
  for (int i = 0; i < 256; ++i) {
    std::string text(kUuid);
    text[34] = "0123456789abcdef"[i / 16];
    text[35] = "0123456789abcdef"[i % 16];
    low_bits.insert(pool.intern(text).hash() & 0xffff);
  }
  EXPECT_GT(low_bits.size(), 240U);
}

TEST(IdTest, IdsStayValidWhileThePoolGrowsAndMoves) {
  IdPool pool;
  std::vector<PackedId> ids;
  for (int i = 0; i < 20'000; ++i) ids.push_back(pool.intern("intyg-" + std::to_string(i)));
  IdPool moved = std::move(pool);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = "intyg-" + std::to_string(i);
    ASSERT_EQ(ids[static_cast<std::size_t>(i)].text(), text);
    ASSERT_EQ(moved.intern(text), ids[static_cast<std::size_t>(i)]);
  }
}

TEST(IdTest, AKindOfIdOpensToItsValue) {
  using CertificateId = Id<struct CertificateTag>;
  IdPool pool;
  const CertificateId id(pool.intern("intyg-1"));
  EXPECT_EQ(id.value().text(), "intyg-1");
  EXPECT_FALSE(id.none());
  EXPECT_TRUE(CertificateId().none());
  EXPECT_LT(id, CertificateId(pool.intern("intyg-2")));
}

}  // namespace
}  // namespace sjukpuls::base
