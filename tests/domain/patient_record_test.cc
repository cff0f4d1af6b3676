#include "processor/domain/patient_record.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fakes/days.h"

namespace sjukpuls::domain {
namespace {

using base::CivilDay;
using fakes::at;
using fakes::operator""_day;
using std::chrono::days;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

constexpr std::chrono::hours kNoon = 12h;

// Facts are told with a day, an event id and a content: what the identity of versions is made of.
struct Told {
  CivilDay on = "2025-03-10"_day;
  std::string_view event = "event-1";
  std::uint32_t content = 1;
};

class PatientRecordTest : public ::testing::Test {
 protected:
  using Arrival = std::function<FoldOutcome(PatientRecord&)>;

  template <typename IdType>
  IdType id(std::string_view text) {
    return text.empty() ? IdType() : IdType(pool_.intern(text));
  }

  template <typename Fact>
  Fact told(const Told& told) {
    Fact fact;
    fact.occurred_at = at(told.on, kNoon);
    fact.event_id = id<EventId>(told.event);
    fact.content_hash = told.content;
    return fact;
  }

  // A certificate of one period per content, so that content shows.
  Arrival certificate(std::string_view certificate_id, const Told& as = {},
                      std::string_view completes = "") {
    auto fact = told<CertificateFact>(as);
    fact.id = id<CertificateId>(certificate_id);
    fact.signed_at = fact.occurred_at;
    fact.kind = CertificateKind::kSickPay;
    std::vector<SickLeavePeriod> periods;
    for (std::uint32_t i = 0; i < as.content; ++i) {
      periods.emplace_back(as.on + days{i}, as.on + days{i}, Degree::k50);
    }
    return [fact, periods, other = id<CertificateId>(completes)](PatientRecord& record) {
      return record.add(fact, periods, other);
    };
  }
  Arrival sent(std::string_view certificate_id) {
    return [own = id<CertificateId>(certificate_id)](PatientRecord& record) {
      return record.mark_sent_to_fkassa(own);
    };
  }
  Arrival revoked(std::string_view certificate_id) {
    return [own = id<CertificateId>(certificate_id)](PatientRecord& record) {
      return record.revoke(own);
    };
  }
  Arrival request(std::string_view message_id, const Told& as = {}) {
    auto fact = told<CompletionRequestFact>(as);
    fact.id = id<MessageId>(message_id);
    fact.certificate_id = id<CertificateId>("intyg");
    return [fact](PatientRecord& record) { return record.add(fact); };
  }
  Arrival answer(std::string_view message_id, CivilDay day) {
    return [own = id<MessageId>(message_id), day](PatientRecord& record) {
      return record.answer(own, day);
    };
  }
  Arrival reminder(std::string_view message_id, const Told& as = {}) {
    auto fact = told<ReminderFact>(as);
    fact.id = id<MessageId>(message_id);
    return [fact](PatientRecord& record) { return record.add(fact); };
  }
  Arrival notice(std::string_view message_id, const Told& as = {}) {
    auto fact = told<NoticeFact>(as);
    fact.id = id<MessageId>(message_id);
    return [fact](PatientRecord& record) { return record.add(fact); };
  }
  Arrival kva(std::string_view record_id, const Told& as = {}) {
    auto fact = told<KvaFact>(as);
    fact.id = id<RecordId>(record_id);
    fact.performed_on = as.on;
    fact.code = KvaCode::parse("DV077")->number() & 0xffffffU;
    return [fact](PatientRecord& record) { return record.add(fact); };
  }
  Arrival kva_removed(std::string_view record_id, const Told& as = {}) {
    auto fact = told<KvaFact>(as);
    fact.id = id<RecordId>(record_id);
    fact.removed = true;
    return [fact](PatientRecord& record) { return record.add(fact); };
  }

  // Everything the record knows, a line a fact, in order of text.
  static std::vector<std::string> facts_of(const PatientRecord& record) {
    std::vector<std::string> facts;
    auto periods = record.periods();
    for (const CertificateFact& fact : record.certificates()) {
      std::string text =
          fmt::format("certificate {} {} {}", fact.id.value().text(),
                      fact.known ? "known" : "not known", fact.event_id.value().text());
      if (fact.revoked) text += " revoked";
      if (fact.sent_to_fkassa) text += " sent";
      for (const SickLeavePeriod& period : periods.first(fact.period_count)) {
        text += " " + day_text(period.first_day());
      }
      periods = periods.subspan(fact.period_count);
      facts.push_back(text);
    }
    for (const ComplementFact& fact : record.complements()) {
      facts.push_back(fmt::format("{} complements {}", fact.certificate.value().text(),
                                  fact.completes.value().text()));
    }
    for (const CompletionRequestFact& fact : record.requests()) {
      facts.push_back(fmt::format("request {} {} {} answered {}", fact.id.value().text(),
                                  fact.known ? "known" : "not known", fact.event_id.value().text(),
                                  fact.first_answer ? day_text(*fact.first_answer) : "never"));
    }
    for (const ReminderFact& fact : record.reminders()) {
      facts.push_back("reminder " + fact.id.value().text() + " " + fact.event_id.value().text());
    }
    for (const NoticeFact& fact : record.notices()) {
      facts.push_back("notice " + fact.id.value().text() + " " + fact.event_id.value().text());
    }
    for (const KvaFact& fact : record.kva_records()) {
      facts.push_back(fmt::format("kva {} {}{}", fact.id.value().text(),
                                  fact.event_id.value().text(), fact.removed ? " removed" : ""));
    }
    std::ranges::sort(facts);
    return facts;
  }

  // The facts after the arrivals, which must be the same in every order.
  std::vector<std::string> in_every_order(const std::vector<Arrival>& arrivals) {
    std::vector<std::size_t> order(arrivals.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::string> first;
    do {
      PatientRecord record;
      for (const std::size_t i : order) arrivals[i](record);
      const auto facts = facts_of(record);
      if (first.empty()) first = facts;
      EXPECT_EQ(facts, first) << fmt::format("order {}", fmt::join(order, ","));
    } while (std::ranges::next_permutation(order).found);
    return first;
  }

  // As fold() does when it is told something.
  FoldOutcome arrives(const Arrival& arrival) { return arrival(record_); }
  Verdict verdict(const Arrival& arrival) { return arrives(arrival).verdict; }

  base::IdPool pool_;
  PatientRecord record_;
};

TEST_F(PatientRecordTest, OfACertificateThatComesTwiceTheEarlierEventHolds) {
  EXPECT_THAT(in_every_order({certificate("a", {"2025-03-10"_day, "event-2", 1}),
                              certificate("a", {"2025-03-11"_day, "event-1", 2}),
                              certificate("a", {"2025-03-12"_day, "event-0", 3})}),
              ElementsAre("certificate a known event-2 2025-03-10"));
}

TEST_F(PatientRecordTest, OfTwoCertificateEventsOfOneInstantTheLesserEventIdHolds) {
  EXPECT_THAT(in_every_order({certificate("a", {"2025-03-10"_day, "event-10", 2}),
                              certificate("a", {"2025-03-10"_day, "event-2", 1})}),
              ElementsAre("certificate a known event-10 2025-03-10 2025-03-11"));
}

TEST_F(PatientRecordTest, OfMessagesThatComeTwiceTheEarlierEventHolds) {
  EXPECT_THAT(in_every_order({request("m", {"2025-03-10"_day, "event-3", 1}),
                              request("m", {"2025-03-11"_day, "event-1", 2}),
                              reminder("m", {"2025-03-10"_day, "event-4", 1}),
                              reminder("m", {"2025-03-10"_day, "event-5", 2}),
                              notice("m", {"2025-03-09"_day, "event-6", 1}),
                              notice("m", {"2025-03-08"_day, "event-7", 2})}),
              ElementsAre("notice m event-7", "reminder m event-4",
                          "request m known event-3 answered never"));
}

TEST_F(PatientRecordTest, OfAKvaRecordTheLatestVersionHolds) {
  EXPECT_THAT(in_every_order({kva("k", {"2025-03-10"_day, "event-3", 1}),
                              kva("k", {"2025-03-12"_day, "event-1", 2}),
                              kva("k", {"2025-03-11"_day, "event-2", 3})}),
              ElementsAre("kva k event-1"));
  EXPECT_THAT(in_every_order({kva("k", {"2025-03-10"_day, "event-3", 1}),
                              kva("k", {"2025-03-10"_day, "event-4", 2})}),
              ElementsAre("kva k event-4"));
}

TEST_F(PatientRecordTest, ARemovalIsAVersionOfAKvaRecordLikeAnyOther) {
  const auto early = kva("k", {"2025-03-10"_day, "event-1", 1});
  const auto removal = kva_removed("k", {"2025-03-11"_day, "event-2", 2});
  const auto late = kva("k", {"2025-03-12"_day, "event-3", 3});
  EXPECT_THAT(in_every_order({early, removal}), ElementsAre("kva k event-2 removed"));
  EXPECT_THAT(in_every_order({early, removal, late}), ElementsAre("kva k event-3"));
  EXPECT_THAT(in_every_order({removal}), ElementsAre("kva k event-2 removed"));
}

TEST_F(PatientRecordTest, ARevocationHoldsWheneverItComes) {
  EXPECT_THAT(in_every_order({certificate("a"), revoked("a")}),
              ElementsAre("certificate a known event-1 revoked 2025-03-10"));
  EXPECT_THAT(in_every_order({revoked("a")}), ElementsAre("certificate a not known  revoked"));
}

TEST_F(PatientRecordTest, ARevocationHoldsForEveryVersionOfTheCertificate) {
  EXPECT_THAT(
      in_every_order({certificate("a", {"2025-03-10"_day, "event-1", 1}),
                      certificate("a", {"2025-03-09"_day, "event-2", 2}), revoked("a"), sent("a")}),
      ElementsAre("certificate a known event-2 revoked sent 2025-03-09 2025-03-10"));
}

TEST_F(PatientRecordTest, OfTheAnswersToARequestTheFirstDayCounts) {
  EXPECT_THAT(in_every_order({request("m"), answer("m", "2025-03-14"_day),
                              answer("m", "2025-03-12"_day), answer("m", "2025-03-13"_day)}),
              ElementsAre("request m known event-1 answered 2025-03-12"));
}

TEST_F(PatientRecordTest, AnAnswerMayComeBeforeItsRequest) {
  arrives(answer("m", "2025-03-12"_day));
  EXPECT_THAT(facts_of(record_), ElementsAre("request m not known  answered 2025-03-12"));
  arrives(request("m"));
  EXPECT_THAT(facts_of(record_), ElementsAre("request m known event-1 answered 2025-03-12"));
}

TEST_F(PatientRecordTest, AnEarlierVersionOfARequestKeepsItsAnswer) {
  EXPECT_THAT(in_every_order({request("m", {"2025-03-10"_day, "event-1", 1}),
                              request("m", {"2025-03-09"_day, "event-2", 2}),
                              answer("m", "2025-03-12"_day)}),
              ElementsAre("request m known event-2 answered 2025-03-12"));
}

TEST_F(PatientRecordTest, TheSameIdInDifferentKindsMeansDifferentFacts) {
  EXPECT_THAT(
      in_every_order({certificate("x"), request("x"), reminder("x"), notice("x"), kva("x")}),
      ElementsAre("certificate x known event-1 2025-03-10", "kva x event-1", "notice x event-1",
                  "reminder x event-1", "request x known event-1 answered never"));
}

TEST_F(PatientRecordTest, PeriodsStayWithTheirCertificates) {
  EXPECT_THAT(in_every_order({certificate("a", {"2025-03-10"_day, "event-1", 2}),
                              certificate("b", {"2025-04-10"_day, "event-2", 1}),
                              certificate("c", {"2025-05-10"_day, "event-3", 3}),
                              certificate("b", {"2025-02-10"_day, "event-4", 2}), revoked("d")}),
              ElementsAre("certificate a known event-1 2025-03-10 2025-03-11",
                          "certificate b known event-4 2025-02-10 2025-02-11",
                          "certificate c known event-3 2025-05-10 2025-05-11 2025-05-12",
                          "certificate d not known  revoked"));
}

TEST_F(PatientRecordTest, ARelationIsThatOfTheVersionThatHolds) {
  EXPECT_THAT(in_every_order({certificate("b", {"2025-03-11"_day, "event-1", 1}, "a"),
                              certificate("b", {"2025-03-10"_day, "event-2", 2})}),
              ElementsAre("certificate b known event-2 2025-03-10 2025-03-11"));
  EXPECT_THAT(in_every_order({certificate("b", {"2025-03-11"_day, "event-1", 1}, "a"),
                              certificate("b", {"2025-03-10"_day, "event-2", 2}, "c")}),
              ElementsAre("b complements c", "certificate b known event-2 2025-03-10 2025-03-11"));
}

TEST_F(PatientRecordTest, IdenticalContentIsADuplicateAndOtherContentAConflict) {
  EXPECT_EQ(verdict(certificate("a", {"2025-03-10"_day, "event-1", 1})), Verdict::kNew);
  EXPECT_EQ(verdict(certificate("a", {"2025-03-11"_day, "event-2", 1})), Verdict::kDuplicate);
  EXPECT_EQ(verdict(certificate("a", {"2025-03-12"_day, "event-3", 2})), Verdict::kConflict);
  EXPECT_EQ(verdict(request("m", {"2025-03-10"_day, "event-4", 1})), Verdict::kNew);
  EXPECT_EQ(verdict(request("m", {"2025-03-11"_day, "event-5", 1})), Verdict::kDuplicate);
  EXPECT_EQ(verdict(request("m", {"2025-03-11"_day, "event-6", 2})), Verdict::kConflict);
  EXPECT_EQ(verdict(reminder("m", {"2025-03-10"_day, "event-7", 1})), Verdict::kNew);
  EXPECT_EQ(verdict(reminder("m", {"2025-03-10"_day, "event-7", 1})), Verdict::kDuplicate);
  EXPECT_EQ(verdict(reminder("m", {"2025-03-11"_day, "event-8", 2})), Verdict::kConflict);
  EXPECT_EQ(verdict(notice("m", {"2025-03-10"_day, "event-9", 1})), Verdict::kNew);
  EXPECT_EQ(verdict(notice("m", {"2025-03-11"_day, "event-10", 2})), Verdict::kConflict);
}

TEST_F(PatientRecordTest, AnotherVersionOfAKvaRecordIsACorrection) {
  EXPECT_EQ(verdict(kva("k", {"2025-03-10"_day, "event-1", 1})), Verdict::kNew);
  EXPECT_EQ(verdict(kva("k", {"2025-03-10"_day, "event-1", 1})), Verdict::kDuplicate);
  EXPECT_EQ(verdict(kva("k", {"2025-03-11"_day, "event-2", 2})), Verdict::kCorrection);
  EXPECT_EQ(verdict(kva_removed("k", {"2025-03-12"_day, "event-3", 3})), Verdict::kCorrection);
}

TEST_F(PatientRecordTest, WhatDoesNotHoldIsSetAside) {
  arrives(certificate("a", {"2025-03-11"_day, "event-1", 1}));
  EXPECT_EQ(arrives(certificate("a", {"2025-03-12"_day, "event-2", 2})).set_aside_content, 2U);
  EXPECT_EQ(arrives(certificate("a", {"2025-03-10"_day, "event-3", 3})).set_aside_content, 1U);
  arrives(kva("k", {"2025-03-11"_day, "event-1", 1}));
  EXPECT_EQ(arrives(kva("k", {"2025-03-12"_day, "event-2", 2})).set_aside_content, 1U);
  EXPECT_EQ(arrives(kva("k", {"2025-03-10"_day, "event-3", 3})).set_aside_content, 3U);
}

TEST_F(PatientRecordTest, AnyFurtherAnswerIsADuplicateAlsoOfAnEarlierDay) {
  EXPECT_EQ(verdict(answer("m", "2025-03-11"_day)), Verdict::kNew);
  EXPECT_EQ(verdict(answer("m", "2025-03-12"_day)), Verdict::kDuplicate);
  EXPECT_EQ(verdict(answer("m", "2025-03-10"_day)), Verdict::kDuplicate);
}

TEST_F(PatientRecordTest, ARevocationOrASendingThatComesAgainIsADuplicate) {
  EXPECT_EQ(verdict(revoked("a")), Verdict::kNew);
  EXPECT_EQ(verdict(revoked("a")), Verdict::kDuplicate);
  EXPECT_EQ(verdict(sent("a")), Verdict::kNew);
  EXPECT_EQ(verdict(sent("a")), Verdict::kDuplicate);
  EXPECT_EQ(verdict(certificate("a")), Verdict::kNew);
}

TEST_F(PatientRecordTest, WhatDoesNotHoldDoesNotChangeTheRecord) {
  EXPECT_TRUE(arrives(certificate("a", {"2025-03-10"_day, "event-1", 1})).changed);
  EXPECT_FALSE(arrives(certificate("a", {"2025-03-10"_day, "event-1", 1})).changed);
  EXPECT_FALSE(arrives(certificate("a", {"2025-03-11"_day, "event-2", 2})).changed);
  EXPECT_TRUE(arrives(certificate("a", {"2025-03-09"_day, "event-3", 2})).changed);
  EXPECT_TRUE(arrives(answer("m", "2025-03-12"_day)).changed);
  EXPECT_FALSE(arrives(answer("m", "2025-03-13"_day)).changed);
  EXPECT_TRUE(arrives(answer("m", "2025-03-11"_day)).changed);
  EXPECT_TRUE(arrives(kva("k", {"2025-03-10"_day, "event-4", 1})).changed);
  EXPECT_FALSE(arrives(kva_removed("k", {"2025-03-09"_day, "event-5", 2})).changed);
}

TEST_F(PatientRecordTest, FactsAreFoundByTheirIds) {
  arrives(certificate("a"));
  arrives(certificate("b"));
  arrives(request("m"));
  ASSERT_TRUE(record_.find_certificate(id<CertificateId>("b")));
  const auto place = *record_.find_certificate(id<CertificateId>("b"));
  EXPECT_EQ(record_.certificates()[place].id.value().text(), "b");
  EXPECT_FALSE(record_.find_certificate(id<CertificateId>("c")));
  EXPECT_NE(record_.find_request(id<MessageId>("m")), nullptr);
  EXPECT_EQ(record_.find_request(id<MessageId>("a")), nullptr);
}

TEST_F(PatientRecordTest, ACopyIsHowTheRecordWasBefore) {
  arrives(certificate("a"));
  const PatientRecord before = record_;
  arrives(revoked("a"));
  arrives(kva("k"));
  EXPECT_THAT(facts_of(before), ElementsAre("certificate a known event-1 2025-03-10"));
  EXPECT_THAT(facts_of(record_), SizeIs(2));
  EXPECT_THAT(facts_of(PatientRecord()), IsEmpty());
}

TEST_F(PatientRecordTest, MixedUuidsAndOtherIdsKeepTheirFacts) {
  constexpr std::string_view kUuid = "01234567-89ab-4def-8123-456789abcdef";
  constexpr std::string_view kUpperCase = "01234567-89AB-4DEF-8123-456789ABCDEF";
  EXPECT_THAT(in_every_order({certificate(kUuid), certificate(kUpperCase), certificate("intyg-1"),
                              revoked(kUpperCase)}),
              ElementsAre("certificate 01234567-89AB-4DEF-8123-456789ABCDEF known event-1 revoked "
                          "2025-03-10",
                          "certificate 01234567-89ab-4def-8123-456789abcdef known event-1 "
                          "2025-03-10",
                          "certificate intyg-1 known event-1 2025-03-10"));
}

}  // namespace
}  // namespace sjukpuls::domain
