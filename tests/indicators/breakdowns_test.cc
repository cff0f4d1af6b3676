// Section 7: how the counts split at region and nation.
#include <gmock/gmock.h>

#include <string>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using domain::Sex;

using BreakdownsTest = CountsTest;

TEST_F(BreakdownsTest, CertificatesSplitBySexCareLevelAndDiagnosis) {
  certificate("a",
              {.from = "2025-03-30"_day, .unit = kUnitB, .diagnosis = "M54.5", .sex = Sex::kMale});
  for (const Entity& entity : {nation(), region("01")}) {
    EXPECT_EQ(count("certificates", "7d", entity), 1);
    EXPECT_EQ(count("certificates", "7d", entity, sex("MALE")), 1);
    EXPECT_EQ(count("certificates", "7d", entity, sex("FEMALE")), 0);
    EXPECT_EQ(count("certificates", "7d", entity, care_level("PSYCHIATRY")), 1);
    EXPECT_EQ(count("certificates", "7d", entity, diagnosis("XIII")), 1);
  }
}

TEST_F(BreakdownsTest, UnitsAndProvidersCarryTotalsOnly) {
  certificate("a", {.from = "2025-03-30"_day, .sex = Sex::kFemale});
  for (const Entity& entity : {unit(kUnitA), provider("PROVIDER-1")}) {
    EXPECT_EQ(count("certificates", "7d", entity), 1);
    EXPECT_EQ(count("certificates", "7d", entity, sex("FEMALE")), 0);
    EXPECT_EQ(count("certificates", "7d", entity, care_level("PRIMARY")), 0);
    EXPECT_EQ(count("certificates", "7d", entity, diagnosis("V")), 0);
  }
}

TEST_F(BreakdownsTest, TheSexIsThatOfTheLatestCertificateThatStatesOne) {
  certificate("a", {.from = "2025-03-10"_day, .sex = Sex::kMale});
  certificate("b", {.from = "2025-03-20"_day, .sex = Sex::kFemale});
  certificate("c", {.from = "2025-03-25"_day, .sex = Sex::kUnknown});
  EXPECT_EQ(count("certificates", "28d", nation(), sex("FEMALE")), 3);
  as_of("2025-03-19"_day);
  EXPECT_EQ(count("certificates", "28d", nation(), sex("MALE")), 1);
}

TEST_F(BreakdownsTest, OfCertificatesSignedAtOneInstantTheGreatestIdStatesTheSex) {
  certificate("a", {.from = "2025-03-10"_day, .sex = Sex::kMale});
  certificate("b", {.from = "2025-03-10"_day, .sex = Sex::kFemale});
  EXPECT_EQ(count("certificates", "28d", nation(), sex("FEMALE")), 2);
}

TEST_F(BreakdownsTest, ARevokedCertificateAndOneOfAnyTypeStateTheSexToo) {
  certificate("a", {.from = "2025-03-10"_day, .sex = Sex::kMale});
  certificate("luse", {.signed_on = "2025-03-12"_day, .type = "LUSE", .sex = Sex::kFemale});
  EXPECT_EQ(count("certificates", "28d", nation(), sex("FEMALE")), 1);
  certificate("revoked", {.from = "2025-03-14"_day, .sex = Sex::kMale});
  revoke("revoked");
  EXPECT_EQ(count("certificates", "28d", nation(), sex("MALE")), 1);
}

TEST_F(BreakdownsTest, WithoutACertificateThatStatesOneTheSexIsThatOfTheLatestKvaRecord) {
  certificate("a", {.from = "2025-03-01"_day, .sex = Sex::kUnknown});
  EXPECT_EQ(count("certificates", "90d", nation(), sex("UNKNOWN")), 1);
  kva("late", {.code = "GC001", .performed_on = "2025-03-20"_day, .sex = Sex::kFemale});
  kva("early", {.code = "GC001", .performed_on = "2025-03-10"_day, .sex = Sex::kMale});
  kva("silent", {.code = "GC001", .performed_on = "2025-03-25"_day});
  EXPECT_EQ(count("certificates", "90d", nation(), sex("FEMALE")), 1);
  kva("an early id", {.code = "GC001", .performed_on = "2025-03-20"_day, .sex = Sex::kMale});
  EXPECT_EQ(count("certificates", "90d", nation(), sex("FEMALE")), 1);
  kva("late too", {.code = "GC001", .performed_on = "2025-03-20"_day, .sex = Sex::kMale});
  EXPECT_EQ(count("certificates", "90d", nation(), sex("FEMALE")), 0);
  EXPECT_EQ(count("certificates", "90d", nation(), sex("MALE")), 1);
}

TEST_F(BreakdownsTest, AnyCertificateThatStatesASexGoesBeforeKvaRecords) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-20"_day, .sex = Sex::kMale});
  certificate("a", {.from = "2025-03-01"_day, .sex = Sex::kFemale});
  EXPECT_EQ(count("kva_records_GC001", "28d", nation(), sex("FEMALE")), 1);
}

TEST_F(BreakdownsTest, ARemovedKvaRecordStatesNoSex) {
  certificate("a", {.from = "2025-03-01"_day, .sex = Sex::kUnknown});
  kva("k", {.code = "GC001", .performed_on = "2025-03-20"_day, .sex = Sex::kMale});
  kva_removed("k", at("2025-03-21"_day, 12h));
  EXPECT_EQ(count("certificates", "90d", nation(), sex("UNKNOWN")), 1);
}

TEST_F(BreakdownsTest, TheSexHoldsForAllThePatientsCounts) {
  certificate("a", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .sex = Sex::kMale});
  sent("a");
  request("r", {.certificate = "a", .sent_on = "2025-03-12"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-14"_day});
  answer("r", "2025-03-16"_day);
  kva("k", {.code = "DV077", .performed_on = "2025-03-12"_day, .sex = Sex::kFemale});
  notice("n", "2025-03-12"_day);
  for (const char* name :
       {"certificates", "certificates_sent", "certificates_requested", "certificates_reminded",
        "requests", "requests_reminded", "requests_answered", "reminders", "sjukfall_active",
        "sjukfall_started", "kva_records_DV077", "kva_patients_DV077",
        "rehabilitation_need_notices"}) {
    EXPECT_EQ(count(name, "28d", nation(), sex("MALE")), 1) << name;
    EXPECT_EQ(count(name, "28d", nation(), sex("FEMALE")), 0) << name;
  }
  for (const char* name : {"sjukfall_ongoing", "sick_listed", "sick_listed_with_plan"}) {
    EXPECT_EQ(count_at(name, nation(), sex("MALE")), 1) << name;
  }
}

TEST_F(BreakdownsTest, AMessageHasTheCareLevelAndDiagnosisOfItsCertificate) {
  certificate("a", {.from = "2025-03-10"_day, .unit = kUnitB, .diagnosis = "M54"});
  certificate("b", {.from = "2025-03-10"_day, .unit = kUnitA, .diagnosis = "F32"});
  request("r", {.certificate = "a", .sent_on = "2025-03-12"_day});
  reminder("m", {.certificate = "b", .sent_on = "2025-03-14"_day, .names = "r"});
  EXPECT_EQ(count("requests", "28d", nation(), care_level("PSYCHIATRY")), 1);
  EXPECT_EQ(count("requests", "28d", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count("requests_reminded", "28d", nation(), care_level("PSYCHIATRY")), 1);
  EXPECT_EQ(count("reminders", "28d", nation(), care_level("PRIMARY")), 1);
  EXPECT_EQ(count("reminders", "28d", nation(), diagnosis("V")), 1);
}

TEST_F(BreakdownsTest, ADiagnosisThatIsMissingOrOfNoChapterIsUnknown) {
  certificate("a", {.from = "2025-03-30"_day, .diagnosis = ""});
  certificate("b", {.from = "2025-03-30"_day, .diagnosis = "D49"});
  EXPECT_EQ(count("certificates", "7d", nation(), diagnosis("UNKNOWN")), 2);
}

TEST_F(BreakdownsTest, AStartedSjukfallGoesByItsFirstFactAndAnEndedOneByItsLast) {
  certificate(
      "a", {.from = "2025-02-01"_day, .to = "2025-02-10"_day, .unit = kUnitA, .diagnosis = "F32"});
  certificate(
      "b", {.from = "2025-02-11"_day, .to = "2025-02-20"_day, .unit = kUnitB, .diagnosis = "M54"});
  EXPECT_EQ(count("sjukfall_started", "2025-02", nation(), diagnosis("V")), 1);
  EXPECT_EQ(count("sjukfall_started", "2025-02", nation(), care_level("PRIMARY")), 1);
  EXPECT_EQ(count("sjukfall_started", "2025-02", nation(), care_level("PSYCHIATRY")), 0);
  EXPECT_EQ(count("sjukfall_ended", "2025-02", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count("sjukfall_ended", "2025-02", nation(), diagnosis("V")), 0);
  EXPECT_EQ(count("sjukfall_ended", "2025-02", nation(), care_level("PSYCHIATRY")), 1);
  EXPECT_EQ(count("sjukfall_ended_days", "2025-02", nation(), diagnosis("XIII")), 20);
  EXPECT_EQ(count("spells_ended", "730d", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count("spells_ended", "730d", nation(), care_level("PSYCHIATRY")), 1);
}

TEST_F(BreakdownsTest, AnActiveSjukfallHasTheDiagnosisOfTheLastFactThatOverlapsThePeriod) {
  certificate("a", {.from = "2025-01-20"_day, .to = "2025-02-10"_day, .diagnosis = "F32"});
  certificate("b", {.from = "2025-02-05"_day, .to = "2025-03-20"_day, .diagnosis = "M54"});
  EXPECT_EQ(count("sjukfall_active", "2025-01", nation(), diagnosis("V")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-02", nation(), diagnosis("V")), 0);
  EXPECT_EQ(count("sjukfall_active", "2025-02", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(sum_of_parts("sjukfall_active", "2025", "diagnosis"), 1);
}

TEST_F(BreakdownsTest, AnActiveSjukfallOfARegionHasTheDiagnosisOfItsOwnLastFact) {
  constexpr fakes::Unit kElsewhere = {"UNIT-E", "PROVIDER-1", "12", domain::CareLevel::kOther};
  certificate(
      "a", {.from = "2025-03-01"_day, .to = "2025-03-10"_day, .unit = kUnitA, .diagnosis = "F32"});
  certificate(
      "e",
      {.from = "2025-03-05"_day, .to = "2025-03-20"_day, .unit = kElsewhere, .diagnosis = "M54"});
  EXPECT_EQ(count("sjukfall_active", "2025-03", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-03", region("01"), diagnosis("V")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-03", region("12"), diagnosis("XIII")), 1);
}

TEST_F(BreakdownsTest, AnActiveSjukfallCountsUnderEveryCareLevelThatAloneWouldCount) {
  certificate("a", {.from = "2025-02-20"_day, .to = "2025-03-10"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-05"_day, .to = "2025-03-20"_day, .unit = kUnitB});
  EXPECT_EQ(count("sjukfall_active", "2025-03"), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-03", nation(), care_level("PRIMARY")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-03", nation(), care_level("PSYCHIATRY")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-02", nation(), care_level("PRIMARY")), 1);
  EXPECT_EQ(count("sjukfall_active", "2025-02", nation(), care_level("PSYCHIATRY")), 0);
}

TEST_F(BreakdownsTest, KvaPatientsCountUnderEveryCareLevelThatHasARecord) {
  kva("k", {.code = "GC001", .performed_on = "2025-03-10"_day, .unit = kUnitA});
  kva("l", {.code = "GC001", .performed_on = "2025-03-12"_day, .unit = kUnitB});
  kva("m", {.code = "GC001", .performed_on = "2025-03-14"_day, .unit = kUnitB});
  EXPECT_EQ(count("kva_patients_GC001", "28d"), 1);
  EXPECT_EQ(count("kva_patients_GC001", "28d", nation(), care_level("PRIMARY")), 1);
  EXPECT_EQ(count("kva_patients_GC001", "28d", nation(), care_level("PSYCHIATRY")), 1);
  EXPECT_EQ(count("kva_records_GC001", "28d", nation(), care_level("PSYCHIATRY")), 2);
}

TEST_F(BreakdownsTest, KvaCountsAndNoticesHaveNoDiagnosis) {
  certificate("a", {.from = "2025-03-10"_day, .diagnosis = "F32"});
  kva("k", {.code = "GC001", .performed_on = "2025-03-10"_day});
  notice("n", "2025-03-10"_day, kUnitC);
  for (const char* name :
       {"kva_records_GC001", "kva_patients_GC001", "rehabilitation_need_notices"}) {
    EXPECT_EQ(sum_of_parts(name, "28d", "diagnosis"), 0) << name;
    EXPECT_EQ(sum_of_parts(name, "28d", "sex"), 1) << name;
    EXPECT_EQ(sum_of_parts(name, "28d", "care_level"), 1) << name;
  }
  EXPECT_EQ(count("rehabilitation_need_notices", "28d", nation(), care_level("SPECIALISED")), 1);
}

TEST_F(BreakdownsTest, TheSickListedGoByTheirLatestCertificateOfTheDay) {
  certificate(
      "a", {.from = "2025-03-01"_day, .to = "2025-03-31"_day, .unit = kUnitA, .diagnosis = "F32"});
  certificate(
      "d", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitC, .diagnosis = "M54"});
  EXPECT_EQ(count_at("sick_listed", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count_at("sick_listed", nation(), diagnosis("V")), 0);
  EXPECT_EQ(count_at("sick_listed", nation(), care_level("SPECIALISED")), 1);
}

TEST_F(BreakdownsTest, AnOngoingSjukfallGoesByTheLatestCertificateOfItsOwnProvider) {
  certificate(
      "a", {.from = "2025-03-01"_day, .to = "2025-03-31"_day, .unit = kUnitA, .diagnosis = "F32"});
  certificate(
      "c", {.from = "2025-03-10"_day, .to = "2025-03-31"_day, .unit = kUnitC, .diagnosis = "M54"});
  EXPECT_EQ(count_at("sjukfall_ongoing", nation(), diagnosis("V")), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", nation(), diagnosis("XIII")), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", nation(), care_level("PRIMARY")), 1);
  EXPECT_EQ(count_at("sjukfall_ongoing", nation(), care_level("SPECIALISED")), 1);
}

TEST_F(BreakdownsTest, PartsAddUpToTheTotalForCertificates) {
  const Sex sexes[] = {Sex::kFemale, Sex::kMale, Sex::kUnknown};
  const fakes::Unit units[] = {kUnitA, kUnitB, kUnitC, kUnitD, kNoUnit};
  const char* diagnoses[] = {"F32", "M54", "", "A00", "U99", "XXX"};
  for (std::size_t i = 0; i < 60; ++i) {
    patient("patient-" + std::to_string(i % 20));
    certificate(std::to_string(i), {.from = "2025-03-31"_day - days{i},
                                    .unit = units[i % 5],
                                    .diagnosis = diagnoses[i % 6],
                                    .sex = sexes[i % 3]});
  }
  for (const char* dimension : {"sex", "care_level", "diagnosis"}) {
    EXPECT_EQ(sum_of_parts("certificates", "28d", dimension), 28) << dimension;
    EXPECT_EQ(sum_of_parts("certificates", "90d", dimension), 60) << dimension;
  }
}

}  // namespace
}  // namespace sjukpuls::indicators
