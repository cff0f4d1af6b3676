#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "processor/base/time.h"
#include "processor/codec/wire_event.h"
#include "processor/simulation/draft.h"
#include "processor/simulation/sweden.h"

namespace sjukpuls::simulation {

// Makes events of drafts: ids, days and names as text, in buffers of its own that hold until the
// next event. Certificates, messages and records get v4-form UUIDs, patients tokens of 22 base64url
// characters; all of them follow from the seed.
class Writer {
 public:
  // Borrows `sweden`.
  Writer(std::uint64_t seed, const Sweden& sweden);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // The days a draft speaks of are written `shift` later; `occurred_at` is the caller's.
  const codec::WireEvent& write(const Draft& draft, base::EventTime occurred_at,
                                std::chrono::days shift);

 private:
  using Uuid = std::array<char, 36>;
  using Date = std::array<char, 10>;

  void write_patient(const Draft& draft);
  void write_care_unit(const Unit& unit);
  void write_payload(const Draft& draft);
  void write_certificate(const Draft& draft);
  void write_message(const Draft& draft);
  void write_kva_record(const Draft& draft);
  void write_unit_facts(const Draft& draft);
  void write_survey_result(const Draft& draft);
  void spoil(Flaw flaw);
  void drop_payload();
  void spoil_day();
  void spoil_value();

  std::string_view item_id(std::uint16_t item, Uuid& buffer) const;
  std::string_view date(base::CivilDay day, Date& buffer) const;

  std::uint64_t seed_;
  const Sweden& sweden_;
  codec::WireEvent event_;
  std::chrono::days shift_{0};
  std::uint64_t spell_ = 0;  // key of the draft's spell
  std::array<char, 22> patient_id_{};
  Uuid event_id_{}, item_id_{}, certificate_id_{}, message_id_{}, contact_id_{};
  std::array<Date, 4> dates_{};
  std::string long_id_ = std::string(65, 'x');
};

}  // namespace sjukpuls::simulation
