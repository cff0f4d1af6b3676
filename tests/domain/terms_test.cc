#include "processor/domain/terms.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>

namespace sjukpuls::domain {
namespace {

std::string_view chapter(std::string_view code) { return name(chapter_of(code)); }

// Section 7 of the contract, read the other way: the chapter of every category that there can be.
std::string_view expected_chapter(char letter, int number) {
  switch (letter) {
    case 'A':
    case 'B':
      return "I";
    case 'C':
      return "II";
    case 'D':
      return number <= 48 ? "II" : number <= 49 || number >= 90 ? "UNKNOWN" : "III";
    case 'E':
      return number <= 90 ? "IV" : "UNKNOWN";
    case 'F':
      return "V";
    case 'G':
      return "VI";
    case 'H':
      return number <= 59 ? "VII" : number <= 95 ? "VIII" : "UNKNOWN";
    case 'I':
      return "IX";
    case 'J':
      return "X";
    case 'K':
      return number <= 93 ? "XI" : "UNKNOWN";
    case 'L':
      return "XII";
    case 'M':
      return "XIII";
    case 'N':
      return "XIV";
    case 'O':
      return "XV";
    case 'P':
      return number <= 96 ? "XVI" : "UNKNOWN";
    case 'Q':
      return "XVII";
    case 'R':
      return "XVIII";
    case 'S':
      return "XIX";
    case 'T':
      return number <= 98 ? "XIX" : "UNKNOWN";
    case 'U':
      return "XXII";
    case 'V':
      return number == 0 ? "UNKNOWN" : "XX";
    case 'W':
    case 'X':
      return "XX";
    case 'Y':
      return number <= 98 ? "XX" : "UNKNOWN";
    case 'Z':
      return "XXI";
    default:
      return "UNKNOWN";
  }
}

TEST(DiagnosisChapterTest, EveryCategoryHasTheChapterOfTheContract) {
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    for (int number = 0; number < 100; ++number) {
      const std::string code = {letter, static_cast<char>('0' + number / 10),
                                static_cast<char>('0' + number % 10)};
      EXPECT_EQ(chapter(code), expected_chapter(letter, number)) << code;
    }
  }
}

TEST(DiagnosisChapterTest, ChaptersChangeWithinTheLettersDAndHAndEndAtGaps) {
  EXPECT_EQ(chapter("D48"), "II");
  EXPECT_EQ(chapter("D49"), "UNKNOWN");
  EXPECT_EQ(chapter("D50"), "III");
  EXPECT_EQ(chapter("D89"), "III");
  EXPECT_EQ(chapter("D90"), "UNKNOWN");
  EXPECT_EQ(chapter("H59"), "VII");
  EXPECT_EQ(chapter("H60"), "VIII");
  EXPECT_EQ(chapter("H96"), "UNKNOWN");
  EXPECT_EQ(chapter("T98"), "XIX");
  EXPECT_EQ(chapter("T99"), "UNKNOWN");
  EXPECT_EQ(chapter("V00"), "UNKNOWN");
  EXPECT_EQ(chapter("V01"), "XX");
}

TEST(DiagnosisChapterTest, OnlyTheFirstThreeCharactersCount) {
  EXPECT_EQ(chapter("F32"), "V");
  EXPECT_EQ(chapter("F32.1"), "V");
  EXPECT_EQ(chapter("F321"), "V");
  EXPECT_EQ(chapter("F32\xc3\xa5"), "V");
}

TEST(DiagnosisChapterTest, TheLetterMayBeOfEitherCase) {
  EXPECT_EQ(chapter("f32"), "V");
  EXPECT_EQ(chapter("z99"), "XXI");
}

TEST(DiagnosisChapterTest, WhatIsNoLetterAndTwoDigitsIsUnknown) {
  for (const std::string_view code : {"", "F", "F3", "F3A", "FA2", "332", "F 3", " F32", "F-3",
                                      "\xc3\xa5\x33\x32", "[32", "@32", "{32", "`32"}) {
    EXPECT_EQ(chapter(code), "UNKNOWN") << code;
  }
}

TEST(RegionTest, ARegionIsTwoDigits) {
  for (int i = 0; i < 100; ++i) {
    const std::string code = {static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10)};
    ASSERT_TRUE(Region::parse(code)) << code;
    EXPECT_EQ(Region::parse(code)->number(), i);
    EXPECT_EQ(Region::parse(code)->code(), code);
  }
  for (const std::string_view other : {"", "1", "001", "1a", "a1", " 1", "1 ", "-1", "+1"}) {
    EXPECT_FALSE(Region::parse(other)) << other;
  }
}

TEST(RegionTest, TheUnknownRegionIs00) { EXPECT_EQ(Region().code(), "00"); }

TEST(KvaCodeTest, ACodeIsTwoCapitalsAndThreeDigits) {
  for (const std::string_view code : {"GC001", "DV077", "AW026", "ZV506", "AA000", "ZZ999"}) {
    ASSERT_TRUE(KvaCode::parse(code)) << code;
    EXPECT_EQ(KvaCode::parse(code)->text(), code);
    EXPECT_EQ(KvaCode::from_number(KvaCode::parse(code)->number()), *KvaCode::parse(code));
  }
  for (const std::string_view other : {"", "GC01", "GC0011", "gc001", "Gc001", "G1001", "1C001",
                                       "GCO01", "GC00A", " GC001", "GC001 ", "GC 01",
                                       "\xc3\x85"
                                       "001"}) {
    EXPECT_FALSE(KvaCode::parse(other)) << other;
  }
}

TEST(KvaCodeTest, NumbersOrderAsTextsDo) {
  const std::string_view in_order[] = {"AA000", "AA001", "AA999", "AB000", "AZ999",
                                       "BA000", "DV077", "ZV506", "ZZ999"};
  for (std::size_t i = 0; i + 1 < std::size(in_order); ++i) {
    EXPECT_LT(KvaCode::parse(in_order[i])->number(), KvaCode::parse(in_order[i + 1])->number());
  }
  EXPECT_LT(KvaCode::parse("ZZ999")->number(), 26U * 26U * 1000U);
}

TEST(CertificateKindTest, ThreeTypesMakeSickLeaveAndTwoOfThemCanBeCompleted) {
  EXPECT_EQ(certificate_kind("LISJP"), CertificateKind::kSickPay);
  EXPECT_EQ(certificate_kind("FK7804"), CertificateKind::kSickPay);
  EXPECT_EQ(certificate_kind("FK7263"), CertificateKind::kFk7263);
  for (const std::string_view other : {"AG7804", "AG114", "LUSE", "LISU", "lisjp", "", "LISJP "}) {
    EXPECT_EQ(certificate_kind(other), CertificateKind::kOther) << other;
  }
}

TEST(NamesTest, GroupsAndLevelsAreCalledAsInTheContract) {
  EXPECT_EQ(name(Sex::kFemale), "FEMALE");
  EXPECT_EQ(name(Sex::kMale), "MALE");
  EXPECT_EQ(name(Sex::kUnknown), "UNKNOWN");
  EXPECT_EQ(name(CareLevel::kPrimary), "PRIMARY");
  EXPECT_EQ(name(CareLevel::kSpecialised), "SPECIALISED");
  EXPECT_EQ(name(CareLevel::kPsychiatry), "PSYCHIATRY");
  EXPECT_EQ(name(CareLevel::kOther), "OTHER");
  EXPECT_EQ(name(CareLevel::kUnknown), "UNKNOWN");
  EXPECT_EQ(name(Level::kNation), "nation");
  EXPECT_EQ(name(Level::kRegion), "region");
  EXPECT_EQ(name(Level::kProvider), "provider");
  EXPECT_EQ(name(Level::kUnit), "unit");
}

TEST(TermsTest, LevelsAreReadByTheirNamesAlone) {
  for (const Level level : kLevels) EXPECT_EQ(parse_level(name(level)), level);
  EXPECT_EQ(parse_level("Region"), std::nullopt);
  EXPECT_EQ(parse_level(""), std::nullopt);
}

}  // namespace
}  // namespace sjukpuls::domain
