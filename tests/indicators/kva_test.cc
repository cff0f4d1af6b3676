// Section 6, KVA records and notices, but for the states of the day.
#include <gmock/gmock.h>

#include <string>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using ::testing::UnorderedElementsAre;

using KvaTest = CountsTest;

TEST_F(KvaTest, ARecordCountsOnTheDayItIsPerformedAtItsUnit) {
  kva("k", {.code = "GC001",
            .performed_on = "2025-03-04"_day,
            .unit = kUnitB,
            .told_at = at("2025-03-20"_day, 12h)});
  EXPECT_EQ(count("kva_records_GC001", "28d", unit(kUnitB)), 1);
  EXPECT_EQ(count("kva_records_GC001", "28d", provider("PROVIDER-1")), 1);
  EXPECT_THAT(periods_with("kva_records_GC001"),
              UnorderedElementsAre("28d", "90d", "365d", "2025-03", "2025", "my2025"));
}

TEST_F(KvaTest, EachOfTheFourCodesHasItsOwnCounts) {
  for (const char* code : {"GC001", "DV077", "AW026", "ZV506"}) {
    kva(code, {.code = code, .performed_on = "2025-03-30"_day});
  }
  for (const std::string code : {"GC001", "DV077", "AW026", "ZV506"}) {
    EXPECT_EQ(count("kva_records_" + code, "7d"), 1);
    EXPECT_EQ(count("kva_patients_" + code, "7d"), 1);
  }
}

TEST_F(KvaTest, OtherCodesCountOnlyWhenConfigured) {
  kva("k", {.code = "AB123", .performed_on = "2025-03-30"_day});
  EXPECT_EQ(catalogue().find("kva_records_AB123"), nullptr);
  also_counting("AB123");
  EXPECT_EQ(count("kva_records_AB123", "7d"), 1);
  EXPECT_EQ(count("kva_patients_AB123", "7d"), 1);
}

TEST_F(KvaTest, ACodeThatIsConfiguredTwiceOrAlwaysThereCountsOnce) {
  also_counting("GC001");
  also_counting("AB123");
  also_counting("AB123");
  kva("k", {.code = "AB123", .performed_on = "2025-03-30"_day});
  kva("l", {.code = "GC001", .performed_on = "2025-03-30"_day});
  EXPECT_EQ(count("kva_records_AB123", "7d"), 1);
  EXPECT_EQ(count("kva_records_GC001", "7d"), 1);
}

TEST_F(KvaTest, APatientWithSeveralRecordsIsOnePatient) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-28"_day});
  kva("l", {.code = "GC001", .performed_on = "2025-03-29"_day});
  kva("m", {.code = "DV077", .performed_on = "2025-03-29"_day});
  patient("patient-2");
  kva("k", {.code = "GC001", .performed_on = "2025-03-29"_day});
  EXPECT_EQ(count("kva_records_GC001", "7d"), 3);
  EXPECT_EQ(count("kva_patients_GC001", "7d"), 2);
  EXPECT_EQ(count("kva_patients_DV077", "7d"), 1);
}

TEST_F(KvaTest, APatientAtTwoUnitsOfARegionIsOnePatientOfTheRegion) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-28"_day, .unit = kUnitA});
  kva("l", {.code = "GC001", .performed_on = "2025-03-29"_day, .unit = kUnitC});
  kva("m", {.code = "GC001", .performed_on = "2025-03-29"_day, .unit = kUnitD});
  EXPECT_EQ(count("kva_patients_GC001", "7d", unit(kUnitA)), 1);
  EXPECT_EQ(count("kva_patients_GC001", "7d", unit(kUnitC)), 1);
  EXPECT_EQ(count("kva_patients_GC001", "7d", provider("PROVIDER-1")), 1);
  EXPECT_EQ(count("kva_patients_GC001", "7d", region("01")), 1);
  EXPECT_EQ(count("kva_patients_GC001", "7d", nation()), 1);
  EXPECT_EQ(count("kva_records_GC001", "7d", nation()), 3);
}

TEST_F(KvaTest, DistinctPatientsAreCountedPeriodByPeriod) {
  kva("k", {.code = "GC001", .performed_on = "2025-02-10"_day, .unit = kUnitA});
  kva("l", {.code = "GC001", .performed_on = "2025-03-10"_day, .unit = kUnitB});
  EXPECT_EQ(count("kva_patients_GC001", "2025-02"), 1);
  EXPECT_EQ(count("kva_patients_GC001", "2025-03"), 1);
  EXPECT_EQ(count("kva_patients_GC001", "2025"), 1);
  EXPECT_EQ(count("kva_patients_GC001", "2025-02", unit(kUnitB)), 0);
}

TEST_F(KvaTest, ARemovedRecordDoesNotCount) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-28"_day});
  kva("l", {.code = "GC001", .performed_on = "2025-03-29"_day});
  kva_removed("k", at("2025-03-30"_day, 12h));
  EXPECT_EQ(count("kva_records_GC001", "7d"), 1);
  EXPECT_EQ(count("kva_patients_GC001", "7d"), 1);
}

TEST_F(KvaTest, ACorrectedRecordCountsAsItsLatestVersionSays) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-28"_day, .unit = kUnitA});
  kva("k", {.code = "DV077",
            .performed_on = "2025-02-20"_day,
            .unit = kUnitB,
            .told_at = at("2025-03-29"_day, 12h)});
  EXPECT_EQ(count("kva_records_GC001", "365d"), 0);
  EXPECT_EQ(count("kva_records_DV077", "2025-02", unit(kUnitB)), 1);
}

TEST_F(KvaTest, AMeasureYearTakesRecordsFromMarchToFebruary) {
  as_of("2025-03-31"_day);
  kva("k", {.code = "DV077", .performed_on = "2025-02-28"_day});
  kva("l", {.code = "DV077", .performed_on = "2025-03-01"_day});
  kva("m", {.code = "DV077", .performed_on = "2024-02-29"_day});
  EXPECT_EQ(count("kva_records_DV077", "my2023"), 1);
  EXPECT_EQ(count("kva_records_DV077", "my2024"), 1);
  EXPECT_EQ(count("kva_records_DV077", "my2025"), 1);
}

TEST_F(KvaTest, ANoticeCountsOnItsDayAtItsUnit) {
  notice("n", "2025-03-25"_day, kUnitB);
  notice("m", "2025-03-24"_day, kUnitB);
  notice("o", "2025-03-25"_day, kNoUnit);
  EXPECT_EQ(count("rehabilitation_need_notices", "7d", unit(kUnitB)), 1);
  EXPECT_EQ(count("rehabilitation_need_notices", "28d", unit(kUnitB)), 2);
  EXPECT_EQ(count("rehabilitation_need_notices", "28d", unit("UNKNOWN")), 1);
  EXPECT_EQ(count("rehabilitation_need_notices", "28d", nation()), 3);
}

}  // namespace
}  // namespace sjukpuls::indicators
