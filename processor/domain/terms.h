#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sjukpuls::domain {

// The small closed sets of docs/INDICATORS.md sections 2, 3 and 7. Enumerators are ordered so that
// they index arrays; the name functions give the texts of the contract.

enum class Sex : std::uint8_t { kFemale, kMale, kUnknown };
inline constexpr std::size_t kSexes = 3;
std::string_view name(Sex sex);

enum class CareLevel : std::uint8_t { kPrimary, kSpecialised, kPsychiatry, kOther, kUnknown };
inline constexpr std::size_t kCareLevels = 5;
std::string_view name(CareLevel level);

// Chapter I to XXII of ICD-10-SE as 0 to 21, and 22 for UNKNOWN (section 7).
enum class DiagnosisChapter : std::uint8_t { kUnknown = 22 };
inline constexpr std::size_t kDiagnosisChapters = 23;
std::string_view name(DiagnosisChapter chapter);
DiagnosisChapter chapter_of(std::string_view icd10_code);

// The levels of section 3.
enum class Level : std::uint8_t { kNation, kRegion, kProvider, kUnit };
inline constexpr std::array kLevels = {Level::kNation, Level::kRegion, Level::kProvider,
                                       Level::kUnit};
std::string_view name(Level level);
std::optional<Level> parse_level(std::string_view text);

// The nation's entity id, and what stands for a missing unit, provider or group.
inline constexpr std::string_view kNationId = "SE";
inline constexpr std::string_view kUnknownId = "UNKNOWN";

// A county code, 00 to 99; 00 is the unknown region.
class Region {
 public:
  Region() = default;  // 00
  // Exactly two digits, or nullopt.
  static std::optional<Region> parse(std::string_view code);

  std::uint8_t number() const { return number_; }
  std::string code() const;
  friend auto operator<=>(const Region&, const Region&) = default;

 private:
  explicit Region(std::uint8_t number) : number_(number) {}
  std::uint8_t number_ = 0;
};

// A KVA code of two capital letters and three digits, such as DV077 (klassifikation av
// vardatgarder).
class KvaCode {
 public:
  static std::optional<KvaCode> parse(std::string_view text);

  // Orders as the text does; less than 26 * 26 * 1000.
  std::uint32_t number() const { return number_; }
  static KvaCode from_number(std::uint32_t number) { return KvaCode(number); }
  std::string text() const;
  friend auto operator<=>(const KvaCode&, const KvaCode&) = default;

 private:
  explicit KvaCode(std::uint32_t number) : number_(number) {}
  std::uint32_t number_;
};

// What a certificate's type means for the counts; the types themselves are many.
enum class CertificateKind : std::uint8_t {
  kOther,    // no sick leave in the sense of section 5
  kFk7263,   // sick leave, from before the form that can be completed
  kSickPay,  // LISJP or FK7804: sick leave, and what certificates_sent counts
};
CertificateKind certificate_kind(std::string_view type);

}  // namespace sjukpuls::domain
