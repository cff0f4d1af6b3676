#pragma once

#include <array>
#include <cstdint>

#include "processor/base/time.h"
#include "processor/codec/wire_event.h"

namespace sjukpuls::simulation {

// Certificate types, as far as they are simulated.
enum class CertificateType : std::uint8_t { kLisjp, kFk7804, kFk7263, kAg7804, kAg114, kLuse };

// DV077, AW026, GC001, ZV506 and XS012.
enum class KvaKind : std::uint8_t { kPlan, kFollowUp, kCoordination, kEmployer, kTelephone };

// Enumerators of the events by their numbers in the .proto; 0 is unset.
inline constexpr std::uint8_t kFemale = 1;
inline constexpr std::uint8_t kMale = 2;
inline constexpr std::uint8_t kCurrentWork = 1;
inline constexpr std::uint8_t kJobSeeker = 2;
inline constexpr std::uint8_t kParentalLeave = 3;
inline constexpr std::uint8_t kStudies = 4;
inline constexpr std::uint8_t kRenews = 1;
inline constexpr std::uint8_t kReplaces = 2;
inline constexpr std::uint8_t kComplements = 3;

// What is wrong with an event that is meant to be bad.
enum class Flaw : std::uint8_t {
  kNone,
  kExtraWrongPeriod,  // the one flaw that leaves the rest of its event standing
  kNoEventId,
  kNoOccurredAt,
  kNoPatient,
  kNoPayload,
  kNoNaturalId,
  kLongId,
  kTooOld,
  kWrongDay,
  kWrongValue,
};
inline constexpr std::uint8_t kFlaws = 11;

struct DraftPeriod {
  std::int32_t first_day = 0;  // days since 1970
  std::uint16_t length = 0;    // days; 0 for no period
  std::uint16_t degree = 0;
};

// An event before it has a text: numbers instead of ids, days instead of instants, so that a
// million waiting events are cheap. Ids follow from patient, spell and number (see `Writer`). Which
// members mean something depends on the kind.
struct Draft {
  static constexpr std::uint16_t kNone = 0xffff;

  base::CivilDay day;              // of occurred_at
  std::uint32_t milliseconds = 0;  // since that day began
  std::uint32_t patient = 0;       // for survey results: region from 1 on, or 0 for the nation
  std::uint32_t unit = 0;
  codec::PayloadKind kind = codec::PayloadKind::kNone;
  std::uint8_t spell = 0;  // of the patient, from 0
  std::uint8_t sex = 0;
  std::uint8_t copy = 0;  // told apart by their event ids: 0 is the event itself
  std::uint16_t birth_year = 0;
  std::uint16_t event = 0;  // of the spell; gives the event id
  std::uint16_t item = 0;   // certificate, message or record of the spell; gives the natural id
                            // (unit facts: version; survey results: measure)
  std::uint16_t refers_to = kNone;  // the certificate a relation or message is about
  std::uint16_t message = kNone;    // the request that an answer or reminder is about
  std::uint8_t relation = 0;
  CertificateType type = CertificateType::kLisjp;
  std::uint8_t diagnosis = 0;
  std::uint8_t occupation = 0;
  std::uint8_t second_occupation = 0;
  std::uint8_t code = 0;  // KVÅ code, recipient or set of questions
  std::uint8_t role = 0;
  Flaw flaw = Flaw::kNone;
  std::uint32_t signed_milliseconds_before = 0;
  bool flag = false;         // patient present
  base::CivilDay other_day;  // last day to answer (epoch for none), performed on, valid from
  std::array<DraftPeriod, 2> periods{};
};
static_assert(sizeof(Draft) <= 88);

}  // namespace sjukpuls::simulation
