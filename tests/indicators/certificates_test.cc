// Section 6, areas 1.1 and 1.2, by certificate.
#include <gmock/gmock.h>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using CertificatesTest = CountsTest;

TEST_F(CertificatesTest, ACertificateCountsOnTheDayItIsSignedNotOnTheDayItBegins) {
  certificate("a", {.from = "2025-03-10"_day, .signed_on = "2025-02-28"_day});
  EXPECT_EQ(count("certificates", "2025-02"), 1);
  EXPECT_EQ(count("certificates", "2025-03"), 0);
}

TEST_F(CertificatesTest, TheSigningDayIsTheDayInStockholm) {
  certificate("a", {.from = "2025-03-01"_day, .signed_on = "2025-03-01"_day, .signed_at = 1ms});
  certificate("b",
              {.from = "2025-03-01"_day, .signed_on = "2025-02-28"_day, .signed_at = 24h - 1ms});
  EXPECT_EQ(count("certificates", "2025-03"), 1);
  EXPECT_EQ(count("certificates", "2025-02"), 1);
}

TEST_F(CertificatesTest, ACertificateCountsInEveryPeriodThatItsDayLiesIn) {
  certificate("a", {.from = "2025-03-04"_day});
  EXPECT_THAT(periods_with("certificates"),
              UnorderedElementsAre("28d", "90d", "365d", "2025-03", "2025", "my2025"));
}

TEST_F(CertificatesTest, ThreeTypesCountAsCertificates) {
  certificate("a", {.from = "2025-03-30"_day, .type = "LISJP"});
  certificate("b", {.from = "2025-03-30"_day, .type = "FK7804"});
  certificate("c", {.from = "2025-03-30"_day, .type = "FK7263"});
  certificate("d", {.from = "2025-03-30"_day, .type = "AG7804"});
  certificate("e", {.from = "2025-03-30"_day, .type = "AG114"});
  certificate("f", {.from = "2025-03-30"_day, .type = "LUSE"});
  EXPECT_EQ(count("certificates", "7d"), 3);
}

TEST_F(CertificatesTest, ARevokedCertificateDoesNotCount) {
  certificate("a", {.from = "2025-03-30"_day});
  EXPECT_EQ(count("certificates", "7d"), 1);
  revoke("a");
  EXPECT_THAT(periods_with("certificates"), IsEmpty());
}

TEST_F(CertificatesTest, ACertificateWithoutPeriodsStillCounts) {
  certificate("a", {.signed_on = "2025-03-30"_day});
  EXPECT_EQ(count("certificates", "7d"), 1);
}

TEST_F(CertificatesTest, OnlyTwoTypesCountAsSent) {
  for (const char* type : {"LISJP", "FK7804", "FK7263", "AG7804"}) {
    certificate(type, {.from = "2025-03-30"_day, .type = type});
    sent(type);
  }
  EXPECT_EQ(count("certificates_sent", "7d"), 2);
}

TEST_F(CertificatesTest, OnlySendingToForsakringskassanCounts) {
  certificate("a", {.from = "2025-03-30"_day});
  EXPECT_EQ(count("certificates_sent", "7d"), 0);
  sent("a", "TRANSP");
  EXPECT_EQ(count("certificates_sent", "7d"), 0);
  sent("a", "FKASSA");
  EXPECT_EQ(count("certificates_sent", "7d"), 1);
  sent("a", "FKASSA");
  EXPECT_EQ(count("certificates_sent", "7d"), 1);
}

TEST_F(CertificatesTest, ASentCertificateCountsOnTheDayItIsSignedWhateverTheDayItIsSent) {
  certificate("a", {.from = "2025-02-28"_day});
  sent("a", "FKASSA", "2025-03-20"_day);
  certificate("b", {.from = "2025-02-28"_day});
  sent("b", "FKASSA", "2025-04-20"_day);
  EXPECT_EQ(count("certificates_sent", "2025-02"), 2);
  EXPECT_EQ(count("certificates_sent", "2025-03"), 0);
}

TEST_F(CertificatesTest, ARevokedCertificateStaysSentRequestedAndReminded) {
  certificate("a", {.from = "2025-03-20"_day});
  sent("a");
  request("r", {.certificate = "a", .sent_on = "2025-03-22"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-24"_day});
  revoke("a");
  EXPECT_EQ(count("certificates", "28d"), 0);
  EXPECT_EQ(count("certificates_sent", "28d"), 1);
  EXPECT_EQ(count("certificates_requested", "28d"), 1);
  EXPECT_EQ(count("certificates_reminded", "28d"), 1);
}

TEST_F(CertificatesTest, ACertificateWithSeveralRequestsIsRequestedOnce) {
  certificate("a", {.from = "2025-03-20"_day});
  certificate("b", {.from = "2025-03-20"_day});
  sent("a");
  sent("b");
  request("r1", {.certificate = "a", .sent_on = "2025-03-22"_day});
  request("r2", {.certificate = "a", .sent_on = "2025-03-23"_day});
  EXPECT_EQ(count("certificates_sent", "28d"), 2);
  EXPECT_EQ(count("certificates_requested", "28d"), 1);
}

TEST_F(CertificatesTest, ACertificateThatWasNotSentIsNeverRequested) {
  certificate("a", {.from = "2025-03-20"_day});
  request("r", {.certificate = "a", .sent_on = "2025-03-22"_day});
  EXPECT_EQ(count("requests", "28d"), 1);
  EXPECT_EQ(count("certificates_requested", "28d"), 0);
}

TEST_F(CertificatesTest, ARequestedCertificateCountsOnItsOwnDayNotOnThatOfTheRequest) {
  certificate("a", {.from = "2025-02-20"_day});
  sent("a");
  request("r", {.certificate = "a", .sent_on = "2025-03-22"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-24"_day});
  EXPECT_EQ(count("certificates_requested", "2025-02"), 1);
  EXPECT_EQ(count("certificates_requested", "2025-03"), 0);
  EXPECT_EQ(count("certificates_reminded", "2025-02"), 1);
  EXPECT_EQ(count("certificates_reminded", "2025-03"), 0);
}

TEST_F(CertificatesTest, ARequestOrReminderCountsFromItsOwnDayOn) {
  certificate("a", {.from = "2025-03-20"_day});
  sent("a");
  request("r", {.certificate = "a", .sent_on = "2025-03-22"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-24"_day});
  as_of("2025-03-21"_day);
  EXPECT_EQ(count("certificates_requested", "28d"), 0);
  as_of("2025-03-22"_day);
  EXPECT_EQ(count("certificates_requested", "28d"), 1);
  as_of("2025-03-23"_day);
  EXPECT_EQ(count("certificates_reminded", "28d"), 0);
  as_of("2025-03-24"_day);
  EXPECT_EQ(count("certificates_reminded", "28d"), 1);
}

TEST_F(CertificatesTest, AnUnlinkedReminderRemindsOfNoCertificate) {
  certificate("a", {.from = "2025-03-20"_day});
  sent("a");
  request("r", {.certificate = "a", .sent_on = "2025-03-22"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-21"_day});
  EXPECT_EQ(count("certificates_reminded", "28d"), 0);
}

TEST_F(CertificatesTest, AReminderThatNamesARequestRemindsOfThatRequestsCertificate) {
  certificate("a", {.from = "2025-03-20"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-20"_day, .unit = kUnitB});
  sent("a");
  sent("b");
  request("ra", {.certificate = "a", .sent_on = "2025-03-22"_day});
  request("rb", {.certificate = "b", .sent_on = "2025-03-22"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-24"_day, .names = "rb"});
  EXPECT_EQ(count("certificates_reminded", "28d", unit(kUnitA)), 0);
  EXPECT_EQ(count("certificates_reminded", "28d", unit(kUnitB)), 1);
}

TEST_F(CertificatesTest, ACertificateBelongsToItsUnitProviderRegionAndTheNation) {
  certificate("a", {.from = "2025-03-30"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-30"_day, .unit = kUnitB});
  certificate("c", {.from = "2025-03-30"_day, .unit = kUnitC});
  certificate("d", {.from = "2025-03-30"_day, .unit = kUnitD});
  EXPECT_EQ(count("certificates", "7d", unit(kUnitA)), 1);
  EXPECT_EQ(count("certificates", "7d", provider("PROVIDER-1")), 2);
  EXPECT_EQ(count("certificates", "7d", region("01")), 3);
  EXPECT_EQ(count("certificates", "7d", region("12")), 1);
  EXPECT_EQ(count("certificates", "7d", nation()), 4);
}

TEST_F(CertificatesTest, WhatCannotBeAttributedIsCountedUnderUnknown) {
  certificate("a", {.from = "2025-03-30"_day, .unit = kNoUnit});
  EXPECT_EQ(count("certificates", "7d", unit("UNKNOWN")), 1);
  EXPECT_EQ(count("certificates", "7d", provider("UNKNOWN")), 1);
  EXPECT_EQ(count("certificates", "7d", region("00")), 1);
  EXPECT_EQ(count("certificates", "7d", nation()), 1);
}

TEST_F(CertificatesTest, AUnitThatMovesToAnotherProviderCountsUnderThatOfEachCertificate) {
  constexpr fakes::Unit kMoved = {"UNIT-A", "PROVIDER-9", "01", domain::CareLevel::kPrimary};
  certificate("a", {.from = "2025-03-29"_day, .unit = kUnitA});
  certificate("b", {.from = "2025-03-30"_day, .unit = kMoved});
  EXPECT_EQ(count("certificates", "7d", unit(kUnitA)), 2);
  EXPECT_EQ(count("certificates", "7d", provider("PROVIDER-1")), 1);
  EXPECT_EQ(count("certificates", "7d", provider("PROVIDER-9")), 1);
}

TEST_F(CertificatesTest, TheSameCertificateIdOfAnotherPatientIsAnotherCertificate) {
  certificate("a", {.from = "2025-03-29"_day});
  patient("patient-2");
  certificate("a", {.from = "2025-03-30"_day});
  revoke("a");
  EXPECT_EQ(count("certificates", "7d"), 1);
}

}  // namespace
}  // namespace sjukpuls::indicators
