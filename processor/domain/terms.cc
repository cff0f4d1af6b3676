#include "processor/domain/terms.h"

#include "processor/domain/period.h"

namespace sjukpuls::domain {
namespace {

constexpr std::array<std::string_view, kSexes> kSexNames = {"FEMALE", "MALE", "UNKNOWN"};
constexpr std::array<std::string_view, kCareLevels> kCareLevelNames = {
    "PRIMARY", "SPECIALISED", "PSYCHIATRY", "OTHER", "UNKNOWN"};
constexpr std::array<std::string_view, 4> kLevelNames = {"nation", "region", "provider", "unit"};
constexpr std::array<std::string_view, kDiagnosisChapters> kChapterNames = {
    "I",    "II",  "III", "IV",  "V",    "VI",    "VII", "VIII", "IX",  "X",    "XI",     "XII",
    "XIII", "XIV", "XV",  "XVI", "XVII", "XVIII", "XIX", "XX",   "XXI", "XXII", "UNKNOWN"};

// From this letter and number on, up to the next row; section 7 leaves gaps, which are UNKNOWN.
struct ChapterRange {
  char first_letter;
  int first_number;
  char last_letter;
  int last_number;
};
constexpr std::array<ChapterRange, kDiagnosisChapters - 1> kChapterRanges = {{
    {'A', 0, 'B', 99}, {'C', 0, 'D', 48}, {'D', 50, 'D', 89}, {'E', 0, 'E', 90}, {'F', 0, 'F', 99},
    {'G', 0, 'G', 99}, {'H', 0, 'H', 59}, {'H', 60, 'H', 95}, {'I', 0, 'I', 99}, {'J', 0, 'J', 99},
    {'K', 0, 'K', 93}, {'L', 0, 'L', 99}, {'M', 0, 'M', 99},  {'N', 0, 'N', 99}, {'O', 0, 'O', 99},
    {'P', 0, 'P', 96}, {'Q', 0, 'Q', 99}, {'R', 0, 'R', 99},  {'S', 0, 'T', 98}, {'V', 1, 'Y', 98},
    {'Z', 0, 'Z', 99}, {'U', 0, 'U', 99},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

int two_digits(char tens, char ones) { return (tens - '0') * 10 + (ones - '0'); }

}  // namespace

std::string_view name(Sex sex) { return kSexNames[static_cast<std::size_t>(sex)]; }
std::string_view name(CareLevel level) { return kCareLevelNames[static_cast<std::size_t>(level)]; }
std::string_view name(Level level) { return kLevelNames[static_cast<std::size_t>(level)]; }
std::string_view name(DiagnosisChapter chapter) {
  return kChapterNames[static_cast<std::size_t>(chapter)];
}

std::optional<Level> parse_level(std::string_view text) {
  for (const Level level : kLevels) {
    if (name(level) == text) return level;
  }
  return std::nullopt;
}

DiagnosisChapter chapter_of(std::string_view icd10_code) {
  if (icd10_code.size() < 3 || !is_digit(icd10_code[1]) || !is_digit(icd10_code[2])) {
    return DiagnosisChapter::kUnknown;
  }
  char letter = icd10_code[0];
  if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  if (!is_capital(letter)) return DiagnosisChapter::kUnknown;
  const int place = letter * 100 + two_digits(icd10_code[1], icd10_code[2]);
  for (std::size_t i = 0; i < kChapterRanges.size(); ++i) {
    const ChapterRange& range = kChapterRanges[i];
    if (range.first_letter * 100 + range.first_number <= place &&
        place <= range.last_letter * 100 + range.last_number) {
      return static_cast<DiagnosisChapter>(i);
    }
  }
  return DiagnosisChapter::kUnknown;
}

std::optional<Region> Region::parse(std::string_view code) {
  if (code.size() != 2 || !is_digit(code[0]) || !is_digit(code[1])) return std::nullopt;
  return Region(static_cast<std::uint8_t>(two_digits(code[0], code[1])));
}

std::string Region::code() const {
  return {static_cast<char>('0' + number_ / 10), static_cast<char>('0' + number_ % 10)};
}

std::optional<KvaCode> KvaCode::parse(std::string_view text) {
  if (text.size() != 5 || !is_capital(text[0]) || !is_capital(text[1]) || !is_digit(text[2]) ||
      !is_digit(text[3]) || !is_digit(text[4])) {
    return std::nullopt;
  }
  const int letters = (text[0] - 'A') * 26 + (text[1] - 'A');
  return KvaCode(static_cast<std::uint32_t>(letters * 1000 + (text[2] - '0') * 100 +
                                            two_digits(text[3], text[4])));
}

std::string KvaCode::text() const {
  const auto letter = [](std::uint32_t i) { return static_cast<char>('A' + i); };
  const auto numeral = [](std::uint32_t i) { return static_cast<char>('0' + i % 10); };
  return {letter(number_ / 26000), letter(number_ / 1000 % 26), numeral(number_ / 100),
          numeral(number_ / 10), numeral(number_)};
}

CertificateKind certificate_kind(std::string_view type) {
  if (type == "LISJP" || type == "FK7804") return CertificateKind::kSickPay;
  if (type == "FK7263") return CertificateKind::kFk7263;
  return CertificateKind::kOther;
}

std::optional<Degree> parse_degree(std::int32_t per_cent) {
  switch (per_cent) {
    case 25:
      return Degree::k25;
    case 50:
      return Degree::k50;
    case 75:
      return Degree::k75;
    case 100:
      return Degree::k100;
    default:
      return std::nullopt;
  }
}

}  // namespace sjukpuls::domain
