#include "sinks/alerts/alert_book.h"

#include <gmock/gmock.h>

#include <array>

#include "processor/domain/stockholm.h"

namespace sjukpuls::alerts {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

constexpr base::CivilDay kDay{2025y / 3 / 31};

// One unit under one rule; each step is what the next look at the table finds.
class AlertBookTest : public testing::Test {
 protected:
  void alert(std::optional<Numbers> numbers = Numbers{12, 80, 3.1, 0.0001}) {
    look({signal(SignalLevel::kAlert, std::move(numbers))});
  }
  void warning() { look({signal(SignalLevel::kWarning, Numbers{7, 80, 3.1, 0.02})}); }
  void hidden_warning() { look({}, {{rule_, "UNIT-A"}}); }
  void nothing() { look({}); }
  void after(std::chrono::milliseconds time) { now_ += time; }

  bool is_known() const { return !book_.empty(); }
  const Alert& known() const { return book_.at({rule_, "UNIT-A"}); }

  AlertBook book_;
  AlertBookOptions options_;
  Rule rule_ = Rule::kManyReminders;
  base::ProcessingTime now_{domain::start_of(kDay).time_since_epoch() + hours{9}};

 private:
  Signal signal(SignalLevel level, std::optional<Numbers> numbers) const {
    return {
        rule_, level, "UNIT-A", "Made-up unit", *domain::Region::parse("01"), std::move(numbers)};
  }
  void look(std::vector<Signal> signals,
            std::vector<std::pair<Rule, std::string>> hidden_warnings = {}) {
    Findings findings;
    findings.as_of = domain::civil_day(now_);
    findings.signals = std::move(signals);
    findings.hidden_warnings = std::move(hidden_warnings);
    book_ = next(book_, findings, options_, now_);
  }
};

TEST_F(AlertBookTest, ASignalIsHeldForADayBeforeItIsAnAlert) {
  alert();
  EXPECT_EQ(known().state, AlertState::kPending);
  EXPECT_EQ(known().id, "");
  after(hours{24} - minutes{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kPending);
  after(minutes{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
  EXPECT_EQ(known().opened_at, now_);
  EXPECT_EQ(known().since, now_ - hours{24});
}

TEST_F(AlertBookTest, WithoutAHoldItIsRaisedAtOnce) {
  options_.hold = 0s;
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
}

TEST_F(AlertBookTest, ASignalThatGoesBeforeItWasHeldWasNever) {
  alert();
  after(hours{23});
  warning();
  EXPECT_FALSE(is_known());
  alert();
  after(hours{23});
  alert();
  EXPECT_EQ(known().state, AlertState::kPending);
}

TEST_F(AlertBookTest, AnIdIsRuleUnitAndTheDayOfOpening) {
  alert();
  after(hours{24});
  alert();
  EXPECT_EQ(known().id, "many_reminders:UNIT-A:2025-04-01");
  after(days{3});
  alert();
  EXPECT_EQ(known().id, "many_reminders:UNIT-A:2025-04-01");
}

TEST_F(AlertBookTest, AWarningAloneIsNoAlert) {
  warning();
  EXPECT_FALSE(is_known());
}

TEST_F(AlertBookTest, AnOpenAlertOutlivesAWarningAndClosesWithoutOne) {
  options_.hold = 0s;
  alert();
  after(hours{1});
  warning();
  EXPECT_EQ(known().state, AlertState::kOpen);
  EXPECT_EQ(known().level, SignalLevel::kWarning);
  after(hours{1});
  nothing();
  EXPECT_EQ(known().state, AlertState::kClosed);
  EXPECT_EQ(known().closed_at, now_);
  EXPECT_EQ(known().numbers, std::nullopt);
}

TEST_F(AlertBookTest, AWarningWithWithheldNumbersKeepsItOpenAndDoesNotShow) {
  options_.hold = 0s;
  alert(std::nullopt);
  const Alert before = known();
  after(hours{1});
  hidden_warning();
  EXPECT_EQ(known(), before);
}

TEST_F(AlertBookTest, AReopenedAlertIsAnotherAlert) {
  options_.hold = 0s;
  alert();
  const std::string first = known().id;
  after(days{2});
  nothing();
  after(days{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
  EXPECT_NE(known().id, first);
  EXPECT_EQ(known().closed_at, std::nullopt);
}

TEST_F(AlertBookTest, OnTheDayOfItsOpeningAClosedAlertStaysClosed) {
  options_.hold = 0s;
  alert();
  after(hours{1});
  nothing();
  after(hours{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kClosed);
  EXPECT_EQ(known().since, now_);
  after(hours{13});  // past midnight
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
  EXPECT_EQ(known().id, "many_reminders:UNIT-A:2025-04-01");
}

TEST_F(AlertBookTest, AReopeningIsHeldToo) {
  alert();
  after(days{1});
  alert();
  after(days{1});
  nothing();
  after(days{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kClosed);
  after(hours{12});
  nothing();
  after(hours{12});
  alert();
  EXPECT_EQ(known().state, AlertState::kClosed);
  after(hours{24});
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
}

TEST_F(AlertBookTest, AClosedAlertIsForgottenAfterNinetyDays) {
  options_.hold = 0s;
  alert();
  nothing();
  after(days{90} - minutes{1});
  nothing();
  EXPECT_TRUE(is_known());
  after(minutes{1});
  nothing();
  EXPECT_FALSE(is_known());
}

TEST_F(AlertBookTest, AClockThatWasSetBackBeginsTheWaitAnewAndOpensNoIdTwice) {
  alert();
  after(-hours{1});
  alert();
  after(hours{23});
  alert();
  EXPECT_EQ(known().state, AlertState::kPending);
  after(hours{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
  nothing();
  options_.hold = 0s;
  after(-days{1});
  alert();
  EXPECT_EQ(known().state, AlertState::kClosed);
}

TEST_F(AlertBookTest, TheWatchListHasWhatIsNoOpenAlert) {
  options_.hold = 0s;
  alert();
  Findings findings;
  for (const char* unit : {"UNIT-A", "UNIT-B"}) {
    findings.signals.push_back(
        {Rule::kManyReminders, SignalLevel::kWarning, unit, "", {}, std::nullopt});
  }
  const Alert open[] = {known()};
  const auto list = watch_list(findings, open);
  ASSERT_THAT(list, testing::SizeIs(1));
  EXPECT_EQ(list[0].care_unit, "UNIT-B");
}

TEST_F(AlertBookTest, AnEmptyTableChangesNothing) {
  options_.hold = 0s;
  alert();
  const AlertBook before = book_;
  EXPECT_EQ(next(book_, Findings{}, options_, now_ + hours{1}), before);
}

// A unit that closed would else be an alert until its last year has gone by.
class SettledDropTest : public AlertBookTest {
 protected:
  SettledDropTest() {
    rule_ = Rule::kCoverageDrop;
    options_.hold = 0s;
    alert(std::nullopt);
    opened_at_ = now_;
  }
  bool is_settled() const { return known().state == AlertState::kClosed; }

  base::ProcessingTime opened_at_;
};

TEST_F(SettledDropTest, ADropIsToldOfForAQuarterAndThenStaysClosedWhileItStands) {
  after(days{90} - minutes{1});
  alert(std::nullopt);
  EXPECT_EQ(known().state, AlertState::kOpen);
  after(minutes{1});
  alert(std::nullopt);
  EXPECT_TRUE(is_settled());
  EXPECT_EQ(known().closed_at, now_);
  EXPECT_EQ(opens_at(known(), options_), std::nullopt);
  const Alert closed = known();
  for (int day = 0; day < 200; ++day) {
    after(days{1});
    alert(std::nullopt);
    EXPECT_EQ(known(), closed);
  }
}

TEST_F(SettledDropTest, ItIsOnTheWatchListAsLongAsItStands) {
  Findings findings;
  findings.as_of = kDay;
  findings.signals = {{Rule::kCoverageDrop, SignalLevel::kAlert, "UNIT-A", "", {}, std::nullopt}};
  EXPECT_EQ(watch_list(findings, std::array{known()}).size(), 0U);
  EXPECT_EQ(watch_list(findings, {}).size(), 1U);
}

TEST_F(SettledDropTest, AWarningNeitherKeepsADropOpenNorForgetsThatItIsSettled) {
  after(days{90});
  hidden_warning();
  EXPECT_TRUE(is_settled());
  const Alert closed = known();
  after(days{1});
  warning();
  EXPECT_EQ(known(), closed);
  after(days{1});
  alert(std::nullopt);
  EXPECT_EQ(known(), closed);
}

TEST_F(SettledDropTest, AUnitThatSendsAgainAndFallsSilentAnewIsAnAlertAgain) {
  after(days{90});
  alert(std::nullopt);
  after(days{1});
  nothing();
  EXPECT_TRUE(is_settled());
  EXPECT_EQ(known().since, std::nullopt);
  after(days{1});
  alert(std::nullopt);
  EXPECT_EQ(known().state, AlertState::kOpen);
  EXPECT_EQ(known().opened_at, now_);
}

TEST_F(SettledDropTest, WhenItsSignalHasGoneItIsForgottenAsOthersAre) {
  after(days{90});
  alert(std::nullopt);
  after(days{91});
  alert(std::nullopt);
  EXPECT_TRUE(is_known());
  after(days{1});
  nothing();
  EXPECT_FALSE(is_known());
}

// What can be told from the end of a drop is when it began: never a count.
TEST_F(SettledDropTest, ItEndsByTimeAloneWhateverTheNumbersAre) {
  const AlertBook opened = book_;
  const base::ProcessingTime end = opened_at_ + days{90};
  for (const auto& numbers :
       {std::optional<Numbers>{}, {{4, 300, 25, 1e-9}}, {{9, 300, 25, 1e-4}}}) {
    book_ = opened;
    now_ = end - minutes{1};
    alert(numbers);
    EXPECT_EQ(known().state, AlertState::kOpen);
    now_ = end;
    alert(numbers);
    EXPECT_TRUE(is_settled());
    EXPECT_EQ(known().numbers, std::nullopt);
  }
}

TEST_F(AlertBookTest, OtherRulesAreToldOfAsLongAsTheyHold) {
  options_.hold = 0s;
  alert();
  after(days{400});
  alert();
  EXPECT_EQ(known().state, AlertState::kOpen);
}

}  // namespace
}  // namespace sjukpuls::alerts
