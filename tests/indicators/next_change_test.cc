// What lets a shard sleep: a patient's counts never change by themselves before the day that
// next_change() names.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "processor/domain/day_text.h"
#include "processor/engine/patient_store.h"
#include "processor/indicators/counts.h"
#include "tests/fakes/event_maker.h"

namespace sjukpuls::indicators {
namespace {

using base::CivilDay;
using domain::day_text;
using fakes::kUnitA;
using fakes::kUnitB;
using fakes::kUnitC;
using fakes::kUnitD;
using fakes::operator""_day;
using std::chrono::days;
using namespace std::chrono_literals;

// Calendars cost more than patients; the walks share them.
const PeriodCalendar& calendar_of(CivilDay day) {
  static std::map<CivilDay, PeriodCalendar> calendars;
  return calendars.try_emplace(day, day).first->second;
}

class NextChangeTest : public ::testing::Test {
 protected:
  void tell(const domain::Event& event) {
    patient_ = store_.find_or_add(event.patient.id);
    store_.fold(patient_, event);
  }

  // What evaluate() answers on a day, with the periods by their ids, for the place of a month that
  // falls out of sight is that of a new one.
  struct Answer {
    std::vector<Contribution> contributions;
    std::set<std::string> periods;
    friend bool operator==(const Answer&, const Answer&) = default;
  };

  Answer answer_on(CivilDay day) {
    const PeriodCalendar& calendar = calendar_of(day);
    Answer answer{counts_.evaluate(store_.record(patient_), calendar), {}};
    std::ranges::sort(answer.contributions);
    for (const Contribution& part : answer.contributions) {
      part.periods.for_each([&](PeriodSlot slot) { answer.periods.insert(calendar.id(slot)); });
    }
    return answer;
  }

  // Walks D from day to day. Of the days since the answer last changed, none may have named a next
  // change after the day on which it changes again. Returns on how many days it did.
  int changes(CivilDay from, CivilDay to) {
    int changes = 0;
    Answer held = answer_on(from);
    CivilDay latest_promise = counts_.next_change();
    for (CivilDay day = from + days{1}; day <= to; day += days{1}) {
      Answer fresh = answer_on(day);
      EXPECT_GT(counts_.next_change(), day) << "as of " << day_text(day);
      if (fresh != held) {
        ++changes;
        EXPECT_LE(latest_promise, day) << "changes on " << day_text(day);
        latest_promise = CivilDay::min();
        held = std::move(fresh);
      }
      latest_promise = std::max(latest_promise, counts_.next_change());
    }
    return changes;
  }

  fakes::EventMaker make_;
  engine::PatientStore store_;
  engine::PatientIndex patient_ = 0;
  Catalogue catalogue_;
  Counts counts_{catalogue_, store_.care_units()};
};

TEST_F(NextChangeTest, OfAPatientWithoutFactsNothingEverChanges) {
  patient_ = store_.find_or_add("patient-1");
  answer_on("2025-03-31"_day);
  EXPECT_EQ(counts_.next_change(), kNever);
}

TEST_F(NextChangeTest, OfAPatientOfLongAgoNothingChangesAnyMore) {
  tell(make_.certificate("a", {.from = "2015-01-01"_day, .to = "2015-02-01"_day}));
  tell(make_.kva("k", {.code = "GC001", .performed_on = "2015-01-10"_day}));
  answer_on("2025-03-31"_day);
  EXPECT_EQ(counts_.next_change(), kNever);
}

TEST_F(NextChangeTest, OfAFactToComeTheDayItComes) {
  tell(make_.certificate("a", {.from = "2025-06-01"_day, .signed_on = "2025-05-20"_day}));
  answer_on("2025-03-31"_day);
  EXPECT_EQ(counts_.next_change(), "2025-05-20"_day);
  answer_on("2025-05-31"_day);
  EXPECT_EQ(counts_.next_change(), "2025-06-01"_day);
}

TEST_F(NextChangeTest, ASentCertificateChangesAsItLeavesPeriods) {
  tell(make_.certificate("a", {.signed_on = "2024-02-29"_day}));
  tell(make_.sent("a"));
  // It comes, leaves four rolling periods, its month, its year and its measure year.
  EXPECT_EQ(changes("2024-02-01"_day, "2028-04-01"_day), 8);
}

TEST_F(NextChangeTest, ASjukfallFromItsFirstDayUntilItIsForgotten) {
  tell(make_.certificate("a", {.from = "2024-01-15"_day, .to = "2024-05-20"_day}));
  EXPECT_GT(changes("2024-01-01"_day, "2028-04-01"_day), 20);
}

TEST_F(NextChangeTest, SeveralSjukfallAtSeveralUnits) {
  tell(make_.certificate("a", {.from = "2024-01-15"_day, .to = "2024-02-20"_day, .unit = kUnitA}));
  tell(make_.certificate("b", {.from = "2024-02-10"_day, .to = "2024-03-31"_day, .unit = kUnitB}));
  tell(make_.certificate("c", {.from = "2024-04-06"_day, .to = "2024-04-20"_day, .unit = kUnitC}));
  tell(make_.certificate("d", {.periods = {{"2024-09-01"_day, "2024-09-30"_day, 100},
                                           {"2024-10-01"_day, "2025-03-31"_day, 50}},
                               .unit = kUnitD}));
  tell(make_.certificate("e", {.from = "2025-09-30"_day, .to = "2025-10-02"_day}));
  EXPECT_GT(changes("2024-01-01"_day, "2028-04-01"_day), 50);
}

TEST_F(NextChangeTest, OverNinetyDaysWithFreeDaysBetween) {
  tell(make_.certificate("a", {.from = "2024-01-01"_day, .to = "2024-01-31"_day}));
  tell(make_.certificate("b", {.from = "2024-02-05"_day, .to = "2024-12-31"_day}));
  EXPECT_GT(changes("2024-01-01"_day, "2028-04-01"_day), 20);
}

TEST_F(NextChangeTest, RequestsRemindersAndAnswers) {
  tell(make_.certificate("a", {.from = "2024-02-01"_day}));
  tell(make_.sent("a"));
  tell(make_.request(
      "r",
      {.certificate = "a", .sent_on = "2024-02-10"_day, .last_day_to_answer = "2024-02-20"_day}));
  tell(make_.request("late", {.certificate = "later", .sent_on = "2024-02-15"_day}));
  tell(make_.reminder("m", {.certificate = "a", .sent_on = "2024-02-25"_day}));
  tell(make_.reminder("n", {.certificate = "a", .sent_on = "2024-02-12"_day, .names = "late"}));
  tell(make_.answer("r", "2024-03-05"_day));
  tell(make_.certificate("later", {.signed_on = "2024-03-01"_day}));
  tell(make_.certificate("c", {.signed_on = "2024-03-10"_day, .complements = "later"}));
  EXPECT_GT(changes("2024-01-25"_day, "2028-04-01"_day), 20);
}

TEST_F(NextChangeTest, ARequestThatIsNeverAnsweredBecomesOverdue) {
  tell(make_.request(
      "r",
      {.certificate = "a", .sent_on = "2024-02-10"_day, .last_day_to_answer = "2024-08-20"_day}));
  answer_on("2024-08-20"_day);
  EXPECT_EQ(counts_.next_change(), "2024-08-21"_day);
  EXPECT_GT(changes("2024-01-25"_day, "2028-04-01"_day), 8);
}

TEST_F(NextChangeTest, PlansAndKvaRecordsAndNotices) {
  tell(make_.certificate("a", {.from = "2024-02-01"_day, .to = "2024-07-31"_day}));
  tell(make_.kva("k", {.code = "DV077", .performed_on = "2024-01-20"_day, .unit = kUnitB}));
  tell(make_.kva("l", {.code = "AW026", .performed_on = "2024-04-20"_day, .unit = kUnitA}));
  tell(make_.kva("m", {.code = "DV077", .performed_on = "2024-05-20"_day, .unit = kUnitA}));
  tell(make_.kva("n", {.code = "ZV506", .performed_on = "2024-03-01"_day, .unit = kUnitD}));
  tell(make_.notice("o", "2024-03-31"_day));
  EXPECT_GT(changes("2024-01-01"_day, "2028-04-01"_day), 40);
}

TEST_F(NextChangeTest, ASexThatIsStatedLater) {
  tell(make_.certificate("a", {.from = "2024-02-01"_day, .sex = domain::Sex::kUnknown}));
  tell(make_.kva("k",
                 {.code = "AB123", .performed_on = "2024-05-05"_day, .sex = domain::Sex::kMale}));
  tell(make_.certificate(
      "b", {.signed_on = "2024-06-06"_day, .type = "LUSE", .sex = domain::Sex::kFemale}));
  const Answer before = answer_on("2024-05-04"_day);
  EXPECT_EQ(counts_.next_change(), "2024-05-05"_day);
  EXPECT_NE(answer_on("2024-05-05"_day), before);
  EXPECT_GT(changes("2024-01-25"_day, "2028-04-01"_day), 9);
}

// Made-up histories with everything in them.
TEST_F(NextChangeTest, RandomPatients) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
    const auto some_day = [&] { return "2024-01-01"_day + days{below(500)}; };
    const fakes::Unit units[] = {kUnitA, kUnitB, kUnitC, kUnitD, fakes::kNoUnit};
    const char* codes[] = {"GC001", "DV077", "AW026", "ZV506"};
    const std::string name = "patient of seed " + std::to_string(seed);
    make_.patient(name);
    const unsigned facts = 2 + below(8);
    for (unsigned i = 0; i < facts; ++i) {
      const std::string id = std::to_string(i);
      const std::string other = std::to_string(below(facts));
      const CivilDay day = some_day();
      switch (below(6)) {
        case 0:
        case 1:
          tell(make_.certificate(id, {.from = day,
                                      .to = day + days{below(below(2) == 0 ? 20 : 200)},
                                      .degree = below(2) == 0 ? 50 : 100,
                                      .signed_on = day + days{below(20)} - days{10},
                                      .unit = units[below(5)],
                                      .complements = below(2) == 0 ? other : ""}));
          if (below(2) == 0) tell(make_.sent(id));
          break;
        case 2:
          tell(make_.request(
              id,
              {.certificate = other, .sent_on = day, .last_day_to_answer = day + days{below(60)}}));
          if (below(2) == 0) tell(make_.answer(id, some_day()));
          break;
        case 3:
          tell(make_.reminder(id, {.certificate = other,
                                   .sent_on = day,
                                   .names = below(2) == 0 ? std::to_string(below(facts)) : ""}));
          break;
        case 4:
          tell(make_.kva(id, {.code = codes[below(4)],
                              .performed_on = day,
                              .unit = units[below(5)],
                              .sex = domain::Sex::kMale}));
          break;
        default:
          tell(make_.notice(id, day, units[below(5)]));
      }
    }
    changes("2024-01-01"_day, "2028-04-01"_day);
  }
}

}  // namespace
}  // namespace sjukpuls::indicators
