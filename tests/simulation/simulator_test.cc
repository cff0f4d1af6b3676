#include "processor/simulation/simulator.h"

#include <gmock/gmock.h>
#include <malloc.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "processor/domain/stockholm.h"
#include "processor/domain/terms.h"

namespace sjukpuls::simulation {
namespace {

using codec::PayloadKind;
using codec::WireEvent;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using namespace std::string_literals;
using testing::AllOf;
using testing::Gt;
using testing::IsEmpty;
using testing::Lt;

base::CivilDay day(int year, unsigned month, unsigned day_of_month) {
  return base::CivilDay{std::chrono::year{year} / static_cast<int>(month) /
                        static_cast<int>(day_of_month)};
}

SimulationOptions two_years(std::uint32_t patients) {
  SimulationOptions options;
  options.seed = 42;
  options.first_day = day(2024, 1, 1);
  options.last_day = day(2025, 12, 31);
  options.patients = patients;
  return options;
}

// FNV-1a over every field, so that one changed character shows.
class Fingerprint {
 public:
  void add(const WireEvent& event) {
    add(event.event_id);
    add(event.occurred_at.value_or(-1));
    add(event.patient.id);
    add(event.patient.sex);
    add(event.patient.birth_year);
    add(event.care_unit.id);
    add(event.care_unit.care_provider_id);
    add(event.care_unit.region);
    add(event.care_unit.care_level);
    add(static_cast<int>(event.payload));
    add_certificate(event.certificate);
    add(event.certificate_sent.certificate_id);
    add(event.certificate_sent.recipient);
    add(event.message.message_id);
    add(event.message.certificate_id);
    add(event.message.last_day_to_answer);
    for (const std::string_view question : event.message.question_ids) add(question);
    add(event.message.request_message_id);
    add(event.message.reminded_message_id);
    add(event.kva_record.record_id);
    add(event.kva_record.code);
    add(event.kva_record.performed_on);
    add(event.kva_record.performer_role);
    add(event.kva_record.patient_present ? 1 : 0);
    add(event.kva_record.contact_id);
    add(event.unit_facts.care_unit_id);
    add(event.unit_facts.name);
    add(event.unit_facts.valid_from);
    add(event.unit_facts.listed_patients.value_or(-1));
    add(static_cast<std::int64_t>(event.unit_facts.coordinator_fte.value_or(-1) * 1000));
    add(event.survey_result.measure);
    add(event.survey_result.entity_id);
    add(event.survey_result.numerator);
    add(event.survey_result.denominator);
  }
  std::uint64_t value() const { return hash_; }

 private:
  void add_certificate(const codec::WireCertificate& certificate) {
    add(certificate.certificate_id);
    add(certificate.type);
    add(certificate.signed_at.value_or(-1));
    add(certificate.diagnosis);
    for (const int occupation : certificate.occupations) add(occupation);
    for (const codec::WirePeriod& period : certificate.periods) {
      add(period.first_day);
      add(period.last_day);
      add(period.degree);
    }
    add(certificate.relation.type);
    add(certificate.relation.certificate_id);
  }
  void add(std::string_view text) {
    for (const char c : text) step(static_cast<unsigned char>(c));
    step(0xff);
  }
  void add(std::int64_t number) {
    for (int i = 0; i < 8; ++i) step(static_cast<std::uint64_t>(number) >> (8 * i) & 0xff);
  }
  void step(std::uint64_t byte) { hash_ = (hash_ ^ byte) * 0x100000001b3U; }

  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

std::uint64_t fingerprint(const SimulationOptions& options) {
  Simulator simulator(options);
  Fingerprint fingerprint;
  while (const WireEvent* event = simulator.next()) fingerprint.add(*event);
  return fingerprint.value();
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t at, std::size_t size) {
    return std::stoi(std::string(text.substr(at, size)));
  };
  return (std::chrono::year{number(0, 4)} / number(5, 2) / number(8, 2)).ok();
}

bool is_reference(PayloadKind kind) {
  return kind == PayloadKind::kUnitFacts || kind == PayloadKind::kSurveyResult;
}

// What the rules of rejection say against the event; empty when it stands.
std::vector<std::string> faults(const WireEvent& event) {
  std::vector<std::string> faults;
  const auto require = [&faults](bool holds, const char* rule) {
    if (!holds) faults.emplace_back(rule);
  };
  const std::int64_t oldest = domain::start_of(day(2010, 1, 1)).time_since_epoch().count();
  require(!event.event_id.empty() && event.event_id.size() <= 64, "event_id");
  require(event.occurred_at.has_value() && *event.occurred_at >= oldest, "occurred_at");
  require(is_reference(event.payload) || !event.patient.id.empty(), "patient.id");
  require(event.patient.id.size() <= 64, "patient.id too long");
  switch (event.payload) {
    case PayloadKind::kCertificate:
      require(!event.certificate.certificate_id.empty(), "certificate_id");
      require(!event.certificate.type.empty(), "type");
      require(event.certificate.signed_at && *event.certificate.signed_at >= oldest, "signed_at");
      require(!event.certificate.periods.empty(), "periods");
      for (const codec::WirePeriod& period : event.certificate.periods) {
        require(is_day(period.first_day) && is_day(period.last_day), "days of a period");
        require(period.first_day <= period.last_day, "order of days");
        require(period.degree % 25 == 0 && period.degree >= 25 && period.degree <= 100, "degree");
      }
      break;
    case PayloadKind::kCertificateSent:
      require(!event.certificate_sent.recipient.empty(), "recipient");
      [[fallthrough]];
    case PayloadKind::kCertificateRevoked:
      require(!event.certificate_sent.certificate_id.empty(), "certificate_id");
      break;
    case PayloadKind::kCompletionRequest:
      require(event.message.last_day_to_answer.empty() || is_day(event.message.last_day_to_answer),
              "last_day_to_answer");
      [[fallthrough]];
    case PayloadKind::kReminder:
      require(!event.message.message_id.empty(), "message_id");
      require(!event.message.certificate_id.empty(), "certificate_id");
      break;
    case PayloadKind::kCompletionAnswer:
      require(!event.message.request_message_id.empty(), "request_message_id");
      break;
    case PayloadKind::kRehabilitationNeedNotice:
      require(!event.message.message_id.empty(), "message_id");
      break;
    case PayloadKind::kKvaRecord:
      require(domain::KvaCode::parse(event.kva_record.code).has_value(), "code");
      require(is_day(event.kva_record.performed_on), "performed_on");
      [[fallthrough]];
    case PayloadKind::kKvaRecordRemoved:
      require(!event.kva_record.record_id.empty(), "record_id");
      break;
    case PayloadKind::kUnitFacts:
      require(!event.unit_facts.care_unit_id.empty(), "care_unit_id");
      require(is_day(event.unit_facts.valid_from), "valid_from");
      require(event.unit_facts.listed_patients.value_or(0) >= 0, "listed_patients");
      break;
    case PayloadKind::kSurveyResult:
      require(!event.survey_result.measure.empty() && event.survey_result.level != 0, "survey");
      require(is_day(event.survey_result.period_first_day), "period_first_day");
      require(is_day(event.survey_result.period_last_day), "period_last_day");
      require(event.survey_result.numerator <= event.survey_result.denominator, "numerator");
      break;
    case PayloadKind::kNone:
      faults.emplace_back("payload");
  }
  return faults;
}

TEST(SimulatorTest, SameOptionsGiveTheSameEventsOnEveryMachine) {
  SimulationOptions options = two_years(500);
  options.disorder = {.duplicates = 0.01, .late = 0.02, .conflicts = 0.01, .bad = 0.01};
  EXPECT_EQ(fingerprint(options), 8938522376075579753U);
  EXPECT_EQ(fingerprint(options), fingerprint(options));
}

TEST(SimulatorTest, AnotherSeedGivesOtherEvents) {
  SimulationOptions options = two_years(50);
  const std::uint64_t first = fingerprint(options);
  options.seed = 43;
  EXPECT_NE(fingerprint(options), first);
}

TEST(SimulatorTest, EventsAreGoodAndInOrderOfTimeWithinTheSpan) {
  const SimulationOptions options = two_years(5'000);
  Simulator simulator(options);
  std::int64_t before = domain::start_of(options.first_day).time_since_epoch().count();
  std::set<std::string, std::less<>> event_ids;
  while (const WireEvent* event = simulator.next()) {
    ASSERT_THAT(faults(*event), IsEmpty());
    ASSERT_GE(*event->occurred_at, before);
    before = *event->occurred_at;
    ASSERT_TRUE(event_ids.emplace(event->event_id).second);
  }
  EXPECT_LT(before, domain::start_of(options.last_day + days{1}).time_since_epoch().count());
}

TEST(SimulatorTest, MessagesReferToCertificatesAndRequestsOfTheSamePatientThatCameBefore) {
  Simulator simulator(two_years(5'000));
  std::set<std::string> certificates;
  std::set<std::string> requests;
  while (const WireEvent* event = simulator.next()) {
    const std::string patient(event->patient.id);
    const auto known = [&patient](const std::set<std::string>& ids, std::string_view id) {
      return id.empty() || ids.contains(patient + std::string(id));
    };
    ASSERT_TRUE(known(certificates, event->certificate.relation.certificate_id));
    ASSERT_TRUE(known(certificates, event->certificate_sent.certificate_id));
    ASSERT_TRUE(known(certificates, event->message.certificate_id));
    ASSERT_TRUE(known(requests, event->message.request_message_id));
    ASSERT_TRUE(known(requests, event->message.reminded_message_id));
    if (event->payload == PayloadKind::kCertificate) {
      ASSERT_TRUE(
          certificates.insert(patient + std::string(event->certificate.certificate_id)).second);
    }
    if (event->payload == PayloadKind::kCompletionRequest) {
      requests.insert(patient + std::string(event->message.message_id));
    }
  }
  EXPECT_THAT(requests.size(), Gt(300U));
}

// Bytes that the program holds on the heap; 0 under a sanitizer's allocator.
std::size_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST(SimulatorTest, MemoryFollowsThoseWhoAreIllAndNotTheLengthOfHistory) {
  SimulationOptions options = two_years(60'000);
  const auto peak_of = [](const SimulationOptions& span) {
    const std::size_t before = heap_bytes();
    Simulator simulator(span);
    std::size_t peak = 0;
    for (int i = 0; simulator.next() != nullptr; ++i) {
      if (i % 10'000 == 0) peak = std::max(peak, heap_bytes());
    }
    return peak - std::min(peak, before);
  };
  const std::size_t two_years_peak = peak_of(options);
  if (two_years_peak == 0) GTEST_SKIP() << "this allocator does not tell";
  options.first_day = day(2018, 1, 1);
  options.patients *= 4;
  options.units = usual_units(60'000);
  EXPECT_LT(peak_of(options), two_years_peak * 2);
  EXPECT_LT(two_years_peak, 16U << 20);
}

// The shares that Sweden's own figures suggest, roughly.
class SharesTest : public testing::Test {
 protected:
  struct Shares {
    std::map<std::string, int> sex_of;
    std::set<std::string> sent, requested, reminded;
    std::map<PayloadKind, int> kinds;
    std::map<std::string, int> types, chapters, codes;
    std::map<int, int> relations, months, hours_of_day;
    std::vector<long> period_days;
    int weekends = 0, part_time = 0, events = 0;

    void count(const WireEvent& event) {
      ++events;
      ++kinds[event.payload];
      if (!event.patient.id.empty()) sex_of[std::string(event.patient.id)] = event.patient.sex;
      if (event.payload == PayloadKind::kCertificate) count_certificate(event);
      if (event.payload == PayloadKind::kCertificateSent &&
          event.certificate_sent.recipient == "FKASSA") {
        sent.emplace(event.certificate_sent.certificate_id);
      }
      if (event.payload == PayloadKind::kCompletionRequest) {
        requested.emplace(event.message.certificate_id);
      }
      if (event.payload == PayloadKind::kReminder) reminded.emplace(event.message.certificate_id);
      if (event.payload == PayloadKind::kKvaRecord) ++codes[std::string(event.kva_record.code)];
    }
    void count_certificate(const WireEvent& event) {
      const codec::WireCertificate& certificate = event.certificate;
      ++types[std::string(certificate.type)];
      ++chapters[std::string(certificate.diagnosis.substr(0, 1))];
      ++relations[certificate.relation.type];
      const base::EventTime signed_at{milliseconds{*certificate.signed_at}};
      const base::CivilDay signed_on = domain::civil_day(signed_at);
      // First certificates of the second year: nobody is ill yet when the first begins.
      const std::chrono::year_month_day date{signed_on};
      if (certificate.relation.type == 0 && date.year() == std::chrono::year{2025}) {
        ++months[static_cast<int>(static_cast<unsigned>(date.month()))];
      }
      ++hours_of_day[static_cast<int>((signed_at - domain::start_of(signed_on)) / hours{1})];
      if (std::chrono::weekday{signed_on}.iso_encoding() > 5) ++weekends;
      if (certificate.periods[0].degree < 100) ++part_time;
    }
  };

  static double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }
  static double of_certificates(int part) {
    return static_cast<double>(part) / shares().kinds.at(PayloadKind::kCertificate);
  }

  // Told once for all tests.
  static const Shares& shares() {
    static const Shares shares = [] {
      Shares counted;
      Simulator simulator(two_years(20'000));
      while (const WireEvent* event = simulator.next()) counted.count(*event);
      return counted;
    }();
    return shares;
  }
};

TEST_F(SharesTest, AsManyPatientsFallIllAsWanted) {
  EXPECT_NEAR(static_cast<double>(shares().sex_of.size()), 20'000, 40);
  EXPECT_THAT(share(static_cast<std::size_t>(shares().events), shares().sex_of.size()),
              AllOf(Gt(5.0), Lt(7.0)));
}

TEST_F(SharesTest, SixOfTenAreWomenAndFewStateNoSex) {
  int women = 0;
  int unstated = 0;
  for (const auto& [id, sex] : shares().sex_of) {
    if (sex == kFemale) ++women;
    if (sex == 0) ++unstated;
  }
  EXPECT_NEAR(women / 20'000.0, 0.62, 0.012);
  EXPECT_THAT(unstated, AllOf(Gt(20), Lt(160)));
}

TEST_F(SharesTest, FiveToTenPerCentOfSentCertificatesAreToBeCompleted) {
  EXPECT_THAT(share(shares().requested.size(), shares().sent.size()), AllOf(Gt(0.05), Lt(0.10)));
}

TEST_F(SharesTest, SomeRequestsNeedReminders) {
  EXPECT_THAT(share(shares().reminded.size(), shares().requested.size()),
              AllOf(Gt(0.08), Lt(0.25)));
}

TEST_F(SharesTest, MostCertificatesGoToForsakringskassanAndOneOrTwoOfHundredAreRevoked) {
  EXPECT_THAT(of_certificates(static_cast<int>(shares().sent.size())), AllOf(Gt(0.65), Lt(0.90)));
  EXPECT_THAT(of_certificates(shares().kinds.at(PayloadKind::kCertificateRevoked)),
              AllOf(Gt(0.008), Lt(0.02)));
}

TEST_F(SharesTest, MostAreLisjpAndTheNewFormComesTowardsTheEnd) {
  EXPECT_GT(of_certificates(shares().types.at("LISJP")), 0.8);
  EXPECT_THAT(of_certificates(shares().types.at("FK7804")), AllOf(Gt(0.02), Lt(0.12)));
  for (const char* type : {"FK7263", "AG7804", "AG114", "LUSE"}) {
    EXPECT_THAT(of_certificates(shares().types.at(type)), AllOf(Gt(0.002), Lt(0.04))) << type;
  }
}

TEST_F(SharesTest, MentalAndMusculoskeletalDiagnosesLead) {
  EXPECT_THAT(of_certificates(shares().chapters.at("F")), AllOf(Gt(0.40), Lt(0.58)));
  EXPECT_THAT(of_certificates(shares().chapters.at("M")), AllOf(Gt(0.12), Lt(0.25)));
}

TEST_F(SharesTest, ManyCertificatesRenewAndSomeAreForPartOfTheTime) {
  EXPECT_THAT(of_certificates(shares().relations.at(kRenews)), AllOf(Gt(0.35), Lt(0.60)));
  EXPECT_THAT(of_certificates(shares().part_time), AllOf(Gt(0.25), Lt(0.55)));
}

TEST_F(SharesTest, WinterHasMoreThanSummerAndOfficesCloseAtNight) {
  EXPECT_GT(shares().months.at(2), 1.2 * shares().months.at(7));
  EXPECT_LT(of_certificates(shares().weekends), 0.03);
  for (const auto& [hour, certificates] : shares().hours_of_day) {
    EXPECT_THAT(hour, AllOf(Gt(5), Lt(19)));
  }
}

TEST_F(SharesTest, EveryCodeOfSickLeaveCareIsRecorded) {
  for (const char* code : {"GC001", "DV077", "AW026", "ZV506", "XS012"}) {
    EXPECT_GT(shares().codes.at(code), 200) << code;
  }
}

// Counts of the events under each id, and how many came in order.
struct Delivered {
  std::map<std::string, int> by_event_id;
  std::map<std::string, std::uint64_t> content;               // by event id
  std::map<std::string, std::set<std::string>> diagnoses_of;  // by certificate
  int events = 0, bad = 0, out_of_order = 0;
};

Delivered deliver(const DisorderRates& disorder) {
  SimulationOptions options = two_years(5'000);
  options.disorder = disorder;
  Simulator simulator(options);
  Delivered delivered;
  std::int64_t latest = 0;
  while (const WireEvent* event = simulator.next()) {
    ++delivered.events;
    if (!faults(*event).empty()) {
      ++delivered.bad;
      continue;
    }
    ++delivered.by_event_id[std::string(event->event_id)];
    Fingerprint content;
    content.add(*event);
    delivered.content[std::string(event->event_id)] = content.value();
    if (*event->occurred_at < latest) ++delivered.out_of_order;
    latest = std::max(latest, *event->occurred_at);
    if (event->payload == PayloadKind::kCertificate) {
      delivered.diagnoses_of[std::string(event->certificate.certificate_id)].emplace(
          event->certificate.diagnosis);
    }
  }
  return delivered;
}

TEST(DisorderTest, LateEventsComeOutOfOrderButAllOfThemByTheEnd) {
  const Delivered plain = deliver({});
  const Delivered late = deliver({.late = 0.05});
  EXPECT_NEAR(late.out_of_order / static_cast<double>(late.events), 0.05, 0.01);
  EXPECT_EQ(late.by_event_id, plain.by_event_id);
}

TEST(DisorderTest, DuplicatesComeBesideTheTrueEvents) {
  const Delivered plain = deliver({});
  const Delivered doubled = deliver({.duplicates = 0.05});
  EXPECT_NEAR(doubled.events / static_cast<double>(plain.events), 1.05, 0.01);
  int as_same_event = 0;
  for (const auto& [id, times] : plain.by_event_id) {
    const int now = doubled.by_event_id.at(id);
    ASSERT_GE(now, 1);
    if (now == 2) ++as_same_event;
  }
  EXPECT_THAT(as_same_event, AllOf(Gt(plain.events / 50), Lt(plain.events / 20)));
}

TEST(DisorderTest, ConflictsGiveAnIdAnotherContent) {
  const Delivered conflicting = deliver({.conflicts = 0.1});
  const auto conflicts = std::ranges::count_if(
      conflicting.diagnoses_of, [](const auto& entry) { return entry.second.size() > 1; });
  EXPECT_NEAR(static_cast<double>(conflicts) / static_cast<double>(conflicting.diagnoses_of.size()),
              0.1, 0.02);
}

TEST(DisorderTest, BadEventsAreSeenToBeBadAndSpareTheGoodOnes) {
  const Delivered plain = deliver({});
  const Delivered spoiled = deliver({.bad = 0.05});
  EXPECT_NEAR(spoiled.bad / static_cast<double>(plain.events), 0.05, 0.01);
  // Events with one wrong period among good ones count as bad here, though the rest of them stands.
  for (const auto& [id, content] : spoiled.content) ASSERT_EQ(content, plain.content.at(id));
}

TEST(LiveTest, EventsHappenAtTheInstantAskedForWithTheirDaysAroundIt) {
  const SimulationOptions options = two_years(2'000);
  Simulator simulator(options);
  std::set<std::string> certificates;
  while (const WireEvent* event = simulator.next()) {
    certificates.emplace(event->certificate.certificate_id);
  }
  base::EventTime now = domain::start_of(day(2026, 7, 1)) + hours{10};
  int about_earlier = 0;
  std::map<PayloadKind, int> kinds;
  for (int i = 0; i < 5'000; ++i, now += milliseconds{200}) {
    const WireEvent& event = simulator.next_live(now);
    ASSERT_THAT(faults(event), IsEmpty());
    ASSERT_EQ(*event.occurred_at, now.time_since_epoch().count());
    ++kinds[event.payload];
    if (event.payload == PayloadKind::kCertificate) {
      EXPECT_LE(now.time_since_epoch().count() - *event.certificate.signed_at, 120'000);
      // What replaces or completes a certificate repeats its days.
      if (event.certificate.relation.type <= kRenews) {
        const std::string first_day(event.certificate.periods[0].first_day);
        EXPECT_THAT(first_day, AllOf(Gt("2026-06-01"s), Lt("2026-07-08"s)));
      }
    }
    if (event.payload == PayloadKind::kKvaRecord) {
      EXPECT_LE(event.kva_record.performed_on, "2026-07-01");
    }
    if (certificates.contains(std::string(event.message.certificate_id))) ++about_earlier;
  }
  EXPECT_GT(about_earlier, 5);
  for (const PayloadKind kind :
       {PayloadKind::kCertificate, PayloadKind::kCertificateSent, PayloadKind::kCompletionRequest,
        PayloadKind::kCompletionAnswer, PayloadKind::kKvaRecord}) {
    EXPECT_GT(kinds[kind], 10);
  }
}

}  // namespace
}  // namespace sjukpuls::simulation
