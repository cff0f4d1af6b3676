// Section 6, areas 1.1 and 1.2, by completion request and by reminder.
#include <gmock/gmock.h>

#include "tests/indicators/counts_fixture.h"

namespace sjukpuls::indicators {
namespace {

using ::testing::IsEmpty;

// A certificate "a" of unit A and one "b" of unit B, both signed on 1 March 2025.
class RequestsTest : public CountsTest {
 protected:
  RequestsTest() {
    certificate("a", {.from = "2025-03-01"_day, .unit = kUnitA});
    certificate("b", {.from = "2025-03-01"_day, .unit = kUnitB});
  }
};

TEST_F(RequestsTest, ARequestCountsOnItsOwnDayAtTheUnitOfItsCertificate) {
  request("r", {.certificate = "b", .sent_on = "2025-03-20"_day});
  EXPECT_EQ(count("requests", "28d", unit(kUnitB)), 1);
  EXPECT_EQ(count("requests", "28d", unit(kUnitA)), 0);
  EXPECT_EQ(count("requests", "7d"), 0);
}

TEST_F(RequestsTest, TwoRequestsOfOneCertificateAreTwo) {
  request("r1", {.certificate = "a", .sent_on = "2025-03-20"_day});
  request("r2", {.certificate = "a", .sent_on = "2025-03-20"_day});
  EXPECT_EQ(count("requests", "28d"), 2);
}

TEST_F(RequestsTest, ARequestKeepsTheUnitOfARevokedCertificate) {
  request("r", {.certificate = "a", .sent_on = "2025-03-20"_day});
  revoke("a");
  EXPECT_EQ(count("requests", "28d", unit(kUnitA)), 1);
}

TEST_F(RequestsTest, ARequestOfACertificateThatIsNotKnownBelongsToUnknown) {
  request("r", {.certificate = "never seen", .sent_on = "2025-03-20"_day});
  EXPECT_EQ(count("requests", "28d", unit("UNKNOWN")), 1);
  EXPECT_EQ(count("requests", "28d", region("00")), 1);
  EXPECT_EQ(count("requests", "28d", nation(), care_level("UNKNOWN")), 1);
  EXPECT_EQ(count("requests", "28d", nation(), diagnosis("UNKNOWN")), 1);
}

TEST_F(RequestsTest, ARequestBelongsToUnknownUntilItsCertificateIsVisible) {
  certificate("late", {.from = "2025-03-25"_day, .unit = kUnitC});
  request("r", {.certificate = "late", .sent_on = "2025-03-20"_day});
  as_of("2025-03-24"_day);
  EXPECT_EQ(count("requests", "28d", unit("UNKNOWN")), 1);
  as_of("2025-03-25"_day);
  EXPECT_EQ(count("requests", "28d", unit("UNKNOWN")), 0);
  EXPECT_EQ(count("requests", "28d", unit(kUnitC)), 1);
}

TEST_F(RequestsTest, ARequestIsOpenUntilItIsAnswered) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  answer("r", "2025-03-15"_day);
  as_of("2025-03-09"_day);
  EXPECT_EQ(count_at("requests_open"), 0);
  as_of("2025-03-10"_day);
  EXPECT_EQ(count_at("requests_open", unit(kUnitA)), 1);
  as_of("2025-03-14"_day);
  EXPECT_EQ(count_at("requests_open"), 1);
  as_of("2025-03-15"_day);
  EXPECT_EQ(count_at("requests_open"), 0);
}

TEST_F(RequestsTest, ARequestOfARevokedCertificateIsNotOpen) {
  request(
      "r",
      {.certificate = "a", .sent_on = "2025-03-10"_day, .last_day_to_answer = "2025-03-20"_day});
  EXPECT_EQ(count_at("requests_open"), 1);
  EXPECT_EQ(count_at("requests_overdue"), 1);
  revoke("a");
  EXPECT_EQ(count_at("requests_open"), 0);
  EXPECT_EQ(count_at("requests_overdue"), 0);
}

TEST_F(RequestsTest, ARevocationClosesARequestAlsoWhenTheCertificateNeverComes) {
  request("r", {.certificate = "never seen", .sent_on = "2025-03-10"_day});
  EXPECT_EQ(count_at("requests_open", unit("UNKNOWN")), 1);
  revoke("never seen");
  EXPECT_EQ(count_at("requests_open"), 0);
}

TEST_F(RequestsTest, ARequestIsOverdueFromTheDayAfterItsLastDay) {
  request(
      "r",
      {.certificate = "a", .sent_on = "2025-03-10"_day, .last_day_to_answer = "2025-03-20"_day});
  as_of("2025-03-20"_day);
  EXPECT_EQ(count_at("requests_open"), 1);
  EXPECT_EQ(count_at("requests_overdue"), 0);
  as_of("2025-03-21"_day);
  EXPECT_EQ(count_at("requests_overdue"), 1);
}

TEST_F(RequestsTest, ARequestWithoutALastDayIsNeverOverdue) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  as_of("2030-03-10"_day);
  EXPECT_EQ(count_at("requests_open"), 1);
  EXPECT_EQ(count_at("requests_overdue"), 0);
}

TEST_F(RequestsTest, AnAnsweredRequestIsNotOverdue) {
  request(
      "r",
      {.certificate = "a", .sent_on = "2025-03-10"_day, .last_day_to_answer = "2025-03-20"_day});
  answer("r", "2025-03-25"_day);
  as_of("2025-03-24"_day);
  EXPECT_EQ(count_at("requests_overdue"), 1);
  as_of("2025-03-25"_day);
  EXPECT_EQ(count_at("requests_overdue"), 0);
}

TEST_F(RequestsTest, AnAnswerCountsOnItsOwnDayWithTheDaysSinceTheRequest) {
  request("r", {.certificate = "a", .sent_on = "2025-02-20"_day});
  answer("r", "2025-03-05"_day);
  EXPECT_EQ(count("requests_answered", "2025-02"), 0);
  EXPECT_EQ(count("requests_answered", "2025-03", unit(kUnitA)), 1);
  EXPECT_EQ(count("request_answer_days", "2025-03", unit(kUnitA)), 13);
}

TEST_F(RequestsTest, AnAnswerOnTheSameDayTakesNoDays) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  answer("r", "2025-03-10"_day);
  EXPECT_EQ(count("requests_answered", "28d"), 1);
  EXPECT_EQ(count("request_answer_days", "28d"), 0);
}

TEST_F(RequestsTest, AnswerDaysAddUpOverRequests) {
  request("r1", {.certificate = "a", .sent_on = "2025-03-10"_day});
  request("r2", {.certificate = "b", .sent_on = "2025-03-11"_day});
  answer("r1", "2025-03-13"_day);
  answer("r2", "2025-03-18"_day);
  EXPECT_EQ(count("requests_answered", "28d"), 2);
  EXPECT_EQ(count("request_answer_days", "28d"), 3 + 7);
}

TEST_F(RequestsTest, TheFirstOfSeveralAnswersCounts) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  answer("r", "2025-03-18"_day);
  answer("r", "2025-03-14"_day);
  EXPECT_EQ(count("requests_answered", "28d"), 1);
  EXPECT_EQ(count("request_answer_days", "28d"), 4);
}

TEST_F(RequestsTest, AnAnswerDatedBeforeTheRequestCountsAsOfTheRequestsDay) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  answer("r", "2025-02-20"_day);
  EXPECT_EQ(count("requests_answered", "2025-02"), 0);
  EXPECT_EQ(count("requests_answered", "2025-03"), 1);
  EXPECT_EQ(count("request_answer_days", "2025-03"), 0);
}

TEST_F(RequestsTest, AnAnswerToNoKnownRequestCountsNothing) {
  answer("never seen", "2025-03-10"_day);
  EXPECT_THAT(periods_with("requests_answered"), IsEmpty());
}

TEST_F(RequestsTest, AComplementingCertificateAnswersAllRequestsOfItsCertificate) {
  request("r1", {.certificate = "a", .sent_on = "2025-03-10"_day});
  request("r2", {.certificate = "a", .sent_on = "2025-03-12"_day});
  request("other", {.certificate = "b", .sent_on = "2025-03-10"_day});
  certificate("c", {.from = "2025-03-01"_day, .signed_on = "2025-03-15"_day, .complements = "a"});
  EXPECT_EQ(count("requests_answered", "28d"), 2);
  EXPECT_EQ(count("request_answer_days", "28d"), 5 + 3);
  EXPECT_EQ(count_at("requests_open"), 1);
}

TEST_F(RequestsTest, AnAnswerByCertificateBelongsToTheUnitOfTheCertificateThatWasAskedAbout) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  certificate("c", {.from = "2025-03-01"_day,
                    .signed_on = "2025-03-15"_day,
                    .unit = kUnitB,
                    .complements = "a"});
  EXPECT_EQ(count("requests_answered", "28d", unit(kUnitA)), 1);
  EXPECT_EQ(count("requests_answered", "28d", unit(kUnitB)), 0);
}

TEST_F(RequestsTest, AComplementSignedOnTheRequestsDayAnswersItAndOneSignedBeforeDoesNot) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day, .sent_at = 18h});
  certificate("before",
              {.from = "2025-03-01"_day, .signed_on = "2025-03-09"_day, .complements = "a"});
  EXPECT_EQ(count("requests_answered", "28d"), 0);
  certificate("same day", {.from = "2025-03-01"_day,
                           .signed_on = "2025-03-10"_day,
                           .signed_at = 8h,
                           .complements = "a"});
  EXPECT_EQ(count("requests_answered", "28d"), 1);
  EXPECT_EQ(count("request_answer_days", "28d"), 0);
}

TEST_F(RequestsTest, ARevokedComplementAnswersNothing) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  certificate("c", {.from = "2025-03-01"_day, .signed_on = "2025-03-15"_day, .complements = "a"});
  EXPECT_EQ(count("requests_answered", "28d"), 1);
  revoke("c");
  EXPECT_EQ(count("requests_answered", "28d"), 0);
}

TEST_F(RequestsTest, ACertificateThatComplementsItselfAnswersNothing) {
  certificate("c", {.from = "2025-03-20"_day, .complements = "c"});
  request("r", {.certificate = "c", .sent_on = "2025-03-20"_day});
  EXPECT_EQ(count("requests_answered", "28d"), 0);
}

TEST_F(RequestsTest, TheFirstOfAnswerAndComplementCounts) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  answer("r", "2025-03-14"_day);
  certificate("c", {.from = "2025-03-01"_day, .signed_on = "2025-03-12"_day, .complements = "a"});
  EXPECT_EQ(count("request_answer_days", "28d"), 2);
  revoke("c");
  EXPECT_EQ(count("request_answer_days", "28d"), 4);
}

TEST_F(RequestsTest, AnyTypeOfCertificateCanComplement) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  certificate("c", {.signed_on = "2025-03-12"_day, .type = "LUSE", .complements = "a"});
  EXPECT_EQ(count("requests_answered", "28d"), 1);
}

TEST_F(RequestsTest, AReminderWithoutANameLinksToTheLatestRequestOfItsCertificateSentBefore) {
  request("early", {.certificate = "a", .sent_on = "2025-02-10"_day});
  request("middle", {.certificate = "a", .sent_on = "2025-03-10"_day});
  request("later", {.certificate = "a", .sent_on = "2025-03-20"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day});
  EXPECT_EQ(count("requests_reminded", "90d"), 1);
  EXPECT_EQ(count("requests_reminded", "2025-02"), 0);
  as_of("2025-03-19"_day);  // before "later" is visible
  EXPECT_EQ(count("requests_reminded", "2025-03"), 1);
}

TEST_F(RequestsTest, AReminderLinksToARequestOfTheSameInstant) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day, .sent_at = 12h});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-10"_day, .sent_at = 12h});
  EXPECT_EQ(count("reminders", "28d"), 1);
}

TEST_F(RequestsTest, AReminderDoesNotLinkToARequestAMillisecondLater) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day, .sent_at = 12h + 1ms});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-10"_day, .sent_at = 12h});
  EXPECT_EQ(count("reminders", "28d"), 0);
  EXPECT_EQ(count("reminders_unlinked", "28d"), 1);
}

TEST_F(RequestsTest, OfRequestsOfOneInstantTheOneWithTheGreatestEventIdIsReminded) {
  request("z-message", {.certificate = "a", .sent_on = "2025-03-10"_day, .event_id = "event-a"});
  request("a-message", {.certificate = "a", .sent_on = "2025-03-10"_day, .event_id = "event-b"});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day});
  reminder("n", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "a-message"});
  EXPECT_EQ(count("requests_reminded", "28d"), 1);  // both remind of the same one
  reminder("o", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "z-message"});
  EXPECT_EQ(count("requests_reminded", "28d"), 2);
}

TEST_F(RequestsTest, AReminderLinksOnlyToRequestsOfItsOwnCertificate) {
  request("r", {.certificate = "b", .sent_on = "2025-03-10"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day});
  EXPECT_EQ(count("reminders_unlinked", "28d", unit(kUnitA)), 1);
  EXPECT_EQ(count("requests_reminded", "28d"), 0);
}

TEST_F(RequestsTest, AReminderThatNamesARequestLinksToItOnWhateverDay) {
  request("r", {.certificate = "a", .sent_on = "2025-03-20"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "r"});
  EXPECT_EQ(count("reminders", "28d"), 1);
  EXPECT_EQ(count("requests_reminded", "28d"), 1);
  as_of("2025-03-19"_day);  // the request is not visible yet
  EXPECT_EQ(count("reminders", "28d"), 0);
  EXPECT_EQ(count("reminders_unlinked", "28d"), 1);
}

TEST_F(RequestsTest, AReminderThatNamesNoRequestIsUnlinkedThoughItsCertificateHasOne) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "never seen"});
  reminder("n", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "m"});
  EXPECT_EQ(count("reminders", "28d"), 0);
  EXPECT_EQ(count("reminders_unlinked", "28d"), 2);
}

TEST_F(RequestsTest, AReminderCountsByItsOwnCertificateAndTheRemindedRequestByItsOwn) {
  request("r", {.certificate = "b", .sent_on = "2025-03-10"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "r"});
  EXPECT_EQ(count("reminders", "28d", unit(kUnitA)), 1);
  EXPECT_EQ(count("reminders", "28d", unit(kUnitB)), 0);
  EXPECT_EQ(count("requests_reminded", "28d", unit(kUnitA)), 0);
  EXPECT_EQ(count("requests_reminded", "28d", unit(kUnitB)), 1);
}

TEST_F(RequestsTest, SeveralRemindersOfOneRequestAreSeveralRemindersAndOneRequest) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day});
  reminder("n", {.certificate = "a", .sent_on = "2025-03-16"_day});
  EXPECT_EQ(count("reminders", "28d"), 2);
  EXPECT_EQ(count("requests_reminded", "28d"), 1);
}

TEST_F(RequestsTest, ARemindedRequestCountsOnItsOwnDayAndTheReminderOnItsOwn) {
  request("r", {.certificate = "a", .sent_on = "2025-02-20"_day});
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day});
  EXPECT_EQ(count("requests_reminded", "2025-02"), 1);
  EXPECT_EQ(count("requests_reminded", "2025-03"), 0);
  EXPECT_EQ(count("reminders", "2025-03"), 1);
  EXPECT_EQ(count("reminders", "2025-02"), 0);
}

TEST_F(RequestsTest, AMessageOfAnotherPatientLinksToNothing) {
  request("r", {.certificate = "a", .sent_on = "2025-03-10"_day});
  patient("patient-2");
  reminder("m", {.certificate = "a", .sent_on = "2025-03-15"_day, .names = "r"});
  answer("r", "2025-03-12"_day);
  EXPECT_EQ(count("reminders_unlinked", "28d", unit("UNKNOWN")), 1);
  EXPECT_EQ(count("requests_answered", "28d"), 0);
}

TEST_F(RequestsTest, RequestsOfCertificatesOfAnyTypeCount) {
  certificate("luse", {.signed_on = "2025-03-01"_day, .unit = kUnitC, .type = "LUSE"});
  request("r", {.certificate = "luse", .sent_on = "2025-03-10"_day});
  EXPECT_EQ(count("requests", "28d", unit(kUnitC)), 1);
  EXPECT_EQ(count("certificates_requested", "28d"), 0);
}

}  // namespace
}  // namespace sjukpuls::indicators
