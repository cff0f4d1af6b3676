#pragma once

#include <fmt/format.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/domain/event.h"
#include "tests/fakes/days.h"

namespace sjukpuls::fakes {

using base::CivilDay;
using base::EventTime;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;

// A care unit as events describe it.
struct Unit {
  std::string_view id;
  std::string_view provider;
  std::string_view region = "01";
  domain::CareLevel care_level = domain::CareLevel::kPrimary;
};

// A, B and C are of one region; A and B of one provider. D is far away.
inline constexpr Unit kUnitA = {"UNIT-A", "PROVIDER-1", "01", domain::CareLevel::kPrimary};
inline constexpr Unit kUnitB = {"UNIT-B", "PROVIDER-1", "01", domain::CareLevel::kPsychiatry};
inline constexpr Unit kUnitC = {"UNIT-C", "PROVIDER-2", "01", domain::CareLevel::kSpecialised};
inline constexpr Unit kUnitD = {"UNIT-D", "PROVIDER-3", "12", domain::CareLevel::kPrimary};
inline constexpr Unit kNoUnit = {"", "", "00", domain::CareLevel::kUnknown};

struct SickLeave {
  CivilDay from;
  CivilDay to;
  int degree = 100;
};

// What a test says of a certificate; the rest is as usual. One period from `from` to `to`, and
// those in `periods`. Signed at noon of `signed_on`, which is the first period's first day unless
// said; told of when signed unless said.
struct CertificateSaid {
  std::optional<CivilDay> from = {};
  std::optional<CivilDay> to = {};
  int degree = 100;
  std::vector<SickLeave> periods = {};
  std::optional<CivilDay> signed_on = {};
  milliseconds signed_at = hours{12};
  Unit unit = kUnitA;
  std::string_view type = "LISJP";
  std::string_view diagnosis = "F32";
  bool current_work = true;
  domain::Sex sex = domain::Sex::kFemale;
  std::string_view complements = {};
  std::optional<EventTime> told_at = {};
};

struct RequestSaid {
  std::string_view certificate;
  CivilDay sent_on;
  milliseconds sent_at = hours{12};
  std::optional<CivilDay> last_day_to_answer = {};
  std::string_view event_id = {};
};

struct ReminderSaid {
  std::string_view certificate;
  CivilDay sent_on;
  milliseconds sent_at = hours{12};
  std::string_view names = {};  // the request
};

struct KvaSaid {
  std::string_view code;
  CivilDay performed_on;
  Unit unit = kUnitA;
  domain::Sex sex = domain::Sex::kUnknown;
  std::optional<EventTime> told_at = {};  // else the evening of the day
};

struct UnitFactsSaid {
  Unit unit = kUnitA;
  CivilDay valid_from;
  std::int64_t listed_patients = 0;
  std::int64_t coordinator_fte_hundredths = 0;
  bool has_coordinator = false;
  bool expert_physician = false;
  bool offers_training = false;
  std::string_view name = "Made-up unit";
  std::optional<EventTime> told_at = {};
};

struct SurveySaid {
  std::string_view measure;
  domain::Level level = domain::Level::kNation;
  std::string_view entity = "SE";
  CivilDay first_day;
  CivilDay last_day;
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  std::optional<EventTime> told_at = {};  // else the noon after the last day
};

// Makes events as the decoder would, of made-up patients; owns their texts. Each event has an event
// id of its own, in order of making, unless said. The content hash tells content apart and nothing
// else, as in production. Events hold as long as their maker.
class EventMaker {
 public:
  // Whose the next events are.
  void patient(std::string_view id) { patient_ = keep(id); }

  const domain::Event& certificate(std::string_view id, const CertificateSaid& said = {}) {
    std::vector<domain::SickLeavePeriod>& periods = periods_.emplace_back();
    if (said.from) add(periods, {*said.from, said.to.value_or(*said.from), said.degree});
    for (const SickLeave& period : said.periods) add(periods, period);
    const CivilDay signed_on = said.signed_on ? *said.signed_on : periods.at(0).first_day();
    const EventTime signed_at = at(signed_on, said.signed_at);
    domain::Certificate certificate{.certificate_id = keep(id),
                                    .kind = domain::certificate_kind(said.type),
                                    .signed_at = signed_at,
                                    .diagnosis = domain::chapter_of(said.diagnosis),
                                    .names_current_work = said.current_work,
                                    .periods = periods,
                                    .complements = keep(said.complements)};
    std::string content =
        fmt::format("certificate {} {} {} {} {} {} {} {}", id, said.type,
                    signed_at.time_since_epoch().count(), said.diagnosis, said.current_work,
                    said.complements, said.unit.id, static_cast<int>(said.sex));
    for (const domain::SickLeavePeriod& period : periods) {
      content +=
          fmt::format(" {} {} {}", domain::day_text(period.first_day()),
                      domain::day_text(period.last_day()), static_cast<int>(period.degree()));
    }
    domain::Event& event = make(said.told_at.value_or(signed_at), certificate, content);
    event.patient.sex = said.sex;
    event.care_unit = care_unit(said.unit);
    return event;
  }

  const domain::Event& sent(std::string_view certificate, std::string_view recipient = "FKASSA",
                            CivilDay on = operator""_day("2025-01-01", 10)) {
    return make(at(on, hours{13}),
                domain::CertificateSent{keep(certificate), recipient == "FKASSA"},
                fmt::format("sent {} {}", certificate, recipient));
  }

  const domain::Event& revoke(std::string_view certificate,
                              CivilDay on = operator""_day("2025-01-01", 10)) {
    return make(at(on, hours{14}), domain::CertificateRevoked{keep(certificate)},
                fmt::format("revoked {}", certificate));
  }

  const domain::Event& request(std::string_view id, const RequestSaid& said) {
    domain::Event& event = make(
        at(said.sent_on, said.sent_at),
        domain::CompletionRequest{keep(id), keep(said.certificate), said.last_day_to_answer},
        fmt::format("request {} {} {}", id, said.certificate,
                    said.last_day_to_answer ? domain::day_text(*said.last_day_to_answer) : ""));
    if (!said.event_id.empty()) event.event_id = keep(said.event_id);
    return event;
  }

  const domain::Event& answer(std::string_view request, CivilDay on) {
    return make(at(on, hours{15}), domain::CompletionAnswer{keep(request)},
                fmt::format("answer {}", request));
  }

  const domain::Event& reminder(std::string_view id, const ReminderSaid& said) {
    return make(at(said.sent_on, said.sent_at),
                domain::Reminder{keep(id), keep(said.certificate), keep(said.names)},
                fmt::format("reminder {} {} {}", id, said.certificate, said.names));
  }

  const domain::Event& kva(std::string_view id, const KvaSaid& said) {
    domain::Event& event = make(
        said.told_at.value_or(at(said.performed_on, hours{18})),
        domain::KvaRecord{keep(id), domain::KvaCode::parse(said.code).value(), said.performed_on},
        fmt::format("kva {} {} {} {} {}", id, said.code, domain::day_text(said.performed_on),
                    said.unit.id, static_cast<int>(said.sex)));
    event.patient.sex = said.sex;
    event.care_unit = care_unit(said.unit);
    return event;
  }

  const domain::Event& kva_removed(std::string_view id, EventTime told_at) {
    return make(told_at, domain::KvaRecordRemoved{keep(id)}, fmt::format("kva removed {}", id));
  }

  const domain::Event& notice(std::string_view id, CivilDay on, const Unit& unit = kUnitA) {
    domain::Event& event = make(at(on, hours{12}), domain::RehabilitationNeedNotice{keep(id)},
                                fmt::format("notice {} {}", id, unit.id));
    event.care_unit = care_unit(unit);
    return event;
  }

  const domain::Event& unit_facts(const UnitFactsSaid& said) {
    domain::Event& event =
        make(said.told_at.value_or(at(said.valid_from, hours{12})),
             domain::UnitFacts{.care_unit_id = keep(said.unit.id),
                               .name = keep(said.name),
                               .valid_from = said.valid_from,
                               .listed_patients = said.listed_patients,
                               .coordinator_fte_hundredths = said.coordinator_fte_hundredths,
                               .has_coordinator = said.has_coordinator,
                               .expert_physician = said.expert_physician,
                               .offers_training = said.offers_training},
             "unit facts");
    event.patient = {};
    event.care_unit = care_unit(said.unit);
    return event;
  }

  const domain::Event& survey(const SurveySaid& said) {
    domain::Event& event = make(said.told_at.value_or(at(said.last_day + days{1}, hours{12})),
                                domain::SurveyResult{.measure = keep(said.measure),
                                                     .level = said.level,
                                                     .entity_id = keep(said.entity),
                                                     .first_day = said.first_day,
                                                     .last_day = said.last_day,
                                                     .numerator = said.numerator,
                                                     .denominator = said.denominator},
                                "survey");
    event.patient = {};
    return event;
  }

 private:
  std::string_view keep(std::string_view text) {
    return text.empty() ? std::string_view() : std::string_view(texts_.emplace_back(text));
  }

  static void add(std::vector<domain::SickLeavePeriod>& periods, const SickLeave& period) {
    periods.emplace_back(period.from, period.to, domain::parse_degree(period.degree).value());
  }

  domain::CareUnit care_unit(const Unit& unit) {
    return {keep(unit.id), keep(unit.provider),
            domain::Region::parse(unit.region).value_or(domain::Region()), unit.care_level};
  }

  domain::Event& make(EventTime occurred_at, domain::Payload payload, std::string_view content) {
    const auto hash = std::hash<std::string>{}(fmt::format("{} {}", patient_, content));
    return events_.emplace_back(
        domain::Event{.event_id = keep(fmt::format("event-{:06}", events_.size())),
                      .occurred_at = occurred_at,
                      .patient = {patient_, domain::Sex::kUnknown},
                      .care_unit = {},
                      .payload = std::move(payload),
                      .content_hash = static_cast<std::uint32_t>(hash & 0xffffffffU)});
  }

  std::deque<std::string> texts_;
  std::deque<std::vector<domain::SickLeavePeriod>> periods_;
  std::deque<domain::Event> events_;
  std::string_view patient_ = "patient-1";
};

}  // namespace sjukpuls::fakes
