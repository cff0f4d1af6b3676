// Section 1, rule 4: everything dated after D is invisible, and revocations, removals and
// corrections are timeless. Section 2, Identity, where it touches the counts.
#include <gmock/gmock.h>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using VisibilityTest = CountsTest;

TEST_F(VisibilityTest, ACertificateIsVisibleFromTheDayItIsSigned) {
  certificate("a",
              {.from = "2025-03-01"_day, .to = "2025-03-31"_day, .signed_on = "2025-03-10"_day});
  as_of("2025-03-09"_day);
  EXPECT_EQ(count("certificates", "28d"), 0);
  EXPECT_EQ(count("sjukfall_active", "28d"), 0);
  EXPECT_EQ(count_at("sick_listed"), 0);
  as_of("2025-03-10"_day);
  EXPECT_EQ(count("certificates", "28d"), 1);
  EXPECT_EQ(count("sjukfall_active", "28d"), 1);
  EXPECT_EQ(count_at("sick_listed"), 1);
}

TEST_F(VisibilityTest, AMessageIsVisibleFromTheDayItIsSent) {
  certificate("a", {.from = "2025-03-01"_day});
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-12"_day});
  notice("n", "2025-03-14"_day);
  as_of("2025-03-09"_day);
  EXPECT_EQ(count("requests", "28d"), 0);
  as_of("2025-03-10"_day);
  EXPECT_EQ(count("requests", "28d"), 1);
  as_of("2025-03-11"_day);
  EXPECT_EQ(count("reminders", "28d"), 0);
  as_of("2025-03-12"_day);
  EXPECT_EQ(count("reminders", "28d"), 1);
  as_of("2025-03-13"_day);
  EXPECT_EQ(count("rehabilitation_need_notices", "28d"), 0);
  as_of("2025-03-14"_day);
  EXPECT_EQ(count("rehabilitation_need_notices", "28d"), 1);
}

TEST_F(VisibilityTest, AnAnswerIsVisibleFromItsOwnDay) {
  certificate("a", {.from = "2025-03-01"_day});
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  answer("r", "2025-03-12"_day);
  as_of("2025-03-11"_day);
  EXPECT_EQ(count("requests_answered", "28d"), 0);
  EXPECT_EQ(count_at("requests_open"), 1);
  as_of("2025-03-12"_day);
  EXPECT_EQ(count("requests_answered", "28d"), 1);
  EXPECT_EQ(count_at("requests_open"), 0);
}

TEST_F(VisibilityTest, AKvaRecordIsVisibleFromTheDayItIsPerformedHoweverLateItIsRecorded) {
  kva("k",
      {.code = "GC001", .performed_on = "2025-03-10"_day, .told_at = at("2025-06-01"_day, 12h)});
  as_of("2025-03-09"_day);
  EXPECT_EQ(count("kva_records_GC001", "28d"), 0);
  as_of("2025-03-10"_day);
  EXPECT_EQ(count("kva_records_GC001", "28d"), 1);
}

TEST_F(VisibilityTest, ARevocationHoldsForEveryDayOnceItIsKnown) {
  certificate("a", {.from = "2025-03-01"_day, .to = "2025-03-31"_day});
  as_of("2025-03-10"_day);
  EXPECT_EQ(count("certificates", "28d"), 1);
  revoke("a", "2025-06-01"_day);
  EXPECT_EQ(count("certificates", "28d"), 0);
  EXPECT_EQ(count("sjukfall_active", "28d"), 0);
  EXPECT_EQ(count_at("sick_listed"), 0);
}

TEST_F(VisibilityTest, ARemovalOfAKvaRecordHoldsForEveryDayOnceItIsKnown) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-10"_day});
  as_of("2025-03-11"_day);
  EXPECT_EQ(count("kva_records_GC001", "28d"), 1);
  kva_removed("k", at("2025-06-01"_day, 12h));
  EXPECT_EQ(count("kva_records_GC001", "28d"), 0);
}

TEST_F(VisibilityTest, WhichVersionHoldsDoesNotDependOnTheDayAndItMayBeInvisible) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-10"_day});
  kva("k",
      {.code = "GC001", .performed_on = "2025-03-20"_day, .told_at = at("2025-03-21"_day, 12h)});
  as_of("2025-03-15"_day);
  EXPECT_EQ(count("kva_records_GC001", "28d"), 0);
  as_of("2025-03-20"_day);
  EXPECT_EQ(count("kva_records_GC001", "28d"), 1);
}

TEST_F(VisibilityTest, OfACertificateToldTwiceTheEarlierVersionIsCounted) {
  certificate("a", {.from = "2025-03-01"_day,
                    .to = "2025-03-10"_day,
                    .unit = kUnitA,
                    .told_at = at("2025-03-01"_day, 12h)});
  certificate("a", {.from = "2025-03-01"_day,
                    .to = "2025-03-20"_day,
                    .unit = kUnitB,
                    .told_at = at("2025-03-02"_day, 12h)});
  as_of("2025-03-15"_day);
  EXPECT_EQ(count("certificates", "28d"), 1);
  EXPECT_EQ(count("certificates", "28d", unit(kUnitA)), 1);
  EXPECT_EQ(count_at("sick_listed"), 0);
}

TEST_F(VisibilityTest, ARemovedKvaRecordComesBackWithALaterVersion) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-10"_day});
  kva_removed("k", at("2025-03-11"_day, 12h));
  EXPECT_EQ(count("kva_records_GC001", "28d"), 0);
  kva("k",
      {.code = "DV077", .performed_on = "2025-03-12"_day, .told_at = at("2025-03-12"_day, 12h)});
  EXPECT_EQ(count("kva_records_GC001", "28d"), 0);
  EXPECT_EQ(count("kva_records_DV077", "28d"), 1);
}

TEST_F(VisibilityTest, APeriodThatBeginsAfterTheDayIsNoSickLeaveYet) {
  certificate("a",
              {.from = "2025-03-20"_day, .to = "2025-03-31"_day, .signed_on = "2025-03-01"_day});
  as_of("2025-03-19"_day);
  EXPECT_EQ(count("certificates", "28d"), 1);
  EXPECT_EQ(count("sjukfall_active", "28d"), 0);
  EXPECT_EQ(count("sjukfall_started", "28d"), 0);
  as_of("2025-03-20"_day);
  EXPECT_EQ(count("sjukfall_active", "28d"), 1);
  EXPECT_EQ(count("sjukfall_started", "28d"), 1);
}

}  // namespace
}  // namespace sjukpuls::indicators
