#include "sinks/alerts/signal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "sinks/alerts/dispersion.h"
#include "sinks/alerts/poisson.h"

namespace sjukpuls::alerts {
namespace {

using domain::Level;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

constexpr base::CivilDay kDay{2025y / 3 / 31};
using Counts = std::initializer_list<std::pair<std::string_view, std::int64_t>>;

class SignalTest : public testing::Test {
 protected:
  void row(Level level, std::string_view entity, std::string_view period, Counts counts) {
    std::vector<engine::Cell> cells;
    for (const auto& [name, n] : counts) {
      if (n == 0) continue;
      cells.push_back({indicators::CellId(*catalogue_.find(name), 0).value(), n});
    }
    std::ranges::sort(cells, {}, &engine::Cell::id);
    table_.put(0, {level, entity, period}, cells);
    table_.set_as_of(kDay);
    if (level == Level::kUnit) its_provider_has_many(period);
  }
  // All are units of one provider, among others that hide what is withheld of these.
  void its_provider_has_many(std::string_view period) {
    std::vector<engine::Cell> cells;
    for (const indicators::CountInfo& count : catalogue_.counts()) {
      cells.push_back({indicators::CellId(count, 0).value(), 1'000'000});
    }
    std::ranges::sort(cells, {}, &engine::Cell::id);
    table_.put(0, {Level::kProvider, domain::kUnknownId, period}, cells);
  }
  // The nation's row, and that of a unit, for many_reminders.
  void nation(std::int64_t sent, std::int64_t reminded) {
    row(Level::kNation, "SE", "365d",
        {{"certificates_sent", sent}, {"certificates_reminded", reminded}});
  }
  void unit(std::string_view id, std::int64_t sent, std::int64_t reminded) {
    lies_in(id, "00");
    row(Level::kUnit, id, "365d",
        {{"certificates_sent", sent}, {"certificates_reminded", reminded}});
  }
  // Units as the nation, so that the others differ from them and not from each other.
  void ordinary_units() {
    for (int i = 0; i < 40; ++i) unit(fmt::format("ORDINARY-{}", i), 400, 4);
  }
  void lies_in(std::string_view id, std::string_view region, std::string_view name = "") {
    domain::UnitFactsVersion facts;
    facts.event_id = id;
    facts.care_unit_id = id;
    facts.name = name;
    facts.region = *domain::Region::parse(region);
    facts.valid_from = base::CivilDay{2020y / 1 / 1};
    table_.put(facts);
  }

  Findings find() const {
    const auto shown =
        disclosure::publish(table_, catalogue_, publication_, disclosure::Scope::kAll);
    return find_signals(disclosure::gather(table_, disclosure::Scope::kAll), catalogue_, shown,
                        publication_.min_count, options_);
  }
  std::vector<std::string> signals() const {
    std::vector<std::string> lines;
    for (const Signal& signal : find().signals) {
      std::string line =
          fmt::format("{} {} {}", name(signal.level), name(signal.rule), signal.care_unit);
      if (signal.numbers) {
        line += fmt::format(" {} of {}", signal.numbers->counted, signal.numbers->cases);
      }
      lines.push_back(line);
    }
    return lines;
  }

  indicators::Catalogue catalogue_;
  disclosure::PublicationOptions publication_;
  SignalOptions options_;
  engine::Table table_;
};

TEST_F(SignalTest, AUnitWithFarMoreRemindersThanTheNationIsAnAlert) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 15);  // 4 expected
  EXPECT_THAT(signals(), ElementsAre("alert many_reminders UNIT-A 15 of 400"));
  const Numbers numbers = find().signals[0].numbers.value();
  EXPECT_DOUBLE_EQ(numbers.expected, 4);
  EXPECT_DOUBLE_EQ(numbers.probability, poisson_upper_tail(15, 4));
}

TEST_F(SignalTest, AUnitWithSomewhatMoreIsOnTheWatchList) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 10);  // 4 expected: P = 0.008
  EXPECT_THAT(signals(), ElementsAre("warning many_reminders UNIT-A 10 of 400"));
  EXPECT_DOUBLE_EQ(find().signals[0].numbers->probability, poisson_upper_tail(10, 4));
}

TEST_F(SignalTest, AUnitAsTheNationIsNoSignal) {
  nation(100'000, 1'000);
  unit("UNIT-A", 600, 6);
  EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(SignalTest, FewerThanTwentyCertificatesAreNotJudged) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 19, 19);
  EXPECT_THAT(signals(), IsEmpty());
  unit("UNIT-A", 20, 19);
  EXPECT_THAT(signals(), SizeIs(1));
}

TEST_F(SignalTest, FewerThanFiveRemindedAreNotJudged) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 20, 4);
  EXPECT_THAT(signals(), IsEmpty());
  unit("UNIT-A", 20, 5);
  EXPECT_THAT(signals(), SizeIs(1));
}

TEST_F(SignalTest, WhatMayNotBePublishedIsNotJudged) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 15);
  publication_.min_count = 16;
  EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(SignalTest, CertificatesWithoutAUnitAreNobodys) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNKNOWN", 400, 40);
  EXPECT_THAT(signals(), IsEmpty());
}

// Ordinary units that differ by twice what chance makes: an outlier has to stand out from them.
TEST_F(SignalTest, WhereUnitsDifferMuchAnyhowItTakesMore) {
  nation(100'000, 1'000);
  for (int i = 0; i < 20; ++i) {
    unit(fmt::format("LOW-{}", i), 1'600, 8);    // z -2
    unit(fmt::format("HIGH-{}", i), 1'600, 24);  // z +2
  }
  EXPECT_DOUBLE_EQ(find().of(Rule::kManyReminders).dispersion.value(), 4 / kWinsorisedSecondMoment);
  EXPECT_THAT(signals(), IsEmpty());  // alone, 24 of 16 expected would be on the watch list
  unit("UNIT-A", 1'600, 60);
  EXPECT_THAT(signals(), ElementsAre("alert many_reminders UNIT-A 60 of 1600"));
}

TEST_F(SignalTest, OutliersDoNotMakeTheDispersion) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 200);
  EXPECT_DOUBLE_EQ(find().of(Rule::kManyReminders).dispersion.value(), 0);
}

TEST_F(SignalTest, AUnitCanBeHeldAgainstItsRegion) {
  nation(100'000, 1'000);
  row(Level::kRegion, "01", "365d",
      {{"certificates_sent", 10'000}, {"certificates_reminded", 1'000}});
  ordinary_units();
  lies_in("LESS", "01");  // whose numbers go before those of UNIT-A where some must
  unit("LESS", 30, 1);
  lies_in("UNIT-A", "01");
  unit("UNIT-A", 100, 12);  // 1 by the nation, 10 by its region
  unit("UNIT-B", 100, 12);  // of which no facts are known
  EXPECT_THAT(signals(), ElementsAre("alert many_reminders UNIT-A 12 of 100",
                                     "alert many_reminders UNIT-B 12 of 100"));
  options_.baseline = Baseline::kRegion;
  EXPECT_THAT(signals(), ElementsAre("alert many_reminders UNIT-B 12 of 100"));
}

TEST_F(SignalTest, ASignalNamesTheUnitAsItsFactsDo) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 40);
  lies_in("UNIT-A", "12", "Made-up unit");
  const Signal signal = find().signals.at(0);
  EXPECT_EQ(signal.care_unit_name, "Made-up unit");
  EXPECT_EQ(signal.region.code(), "12");
}

TEST_F(SignalTest, WithheldNumbersAreNotInTheSignal) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 40);
  publication_.unit_counts = {"certificates_reminded"};  // the other is shown nowhere
  EXPECT_THAT(signals(), ElementsAre("alert many_reminders UNIT-A"));
}

TEST_F(SignalTest, NorAreThoseThatTellWithheldNumbersOfTheRegion) {
  nation(100'000, 1'000);
  ordinary_units();
  row(Level::kRegion, "01", "365d", {{"certificates_sent", 10'000}, {"certificates_reminded", 4}});
  lies_in("UNIT-A", "01");
  unit("UNIT-A", 400, 40);
  options_.baseline = Baseline::kRegion;
  EXPECT_THAT(signals(), ElementsAre("alert many_reminders UNIT-A"));
}

TEST_F(SignalTest, AWarningWithWithheldNumbersIsHidden) {
  nation(100'000, 1'000);
  ordinary_units();
  unit("UNIT-A", 400, 10);
  publication_.unit_counts = {"certificates_reminded"};
  EXPECT_THAT(signals(), IsEmpty());
  EXPECT_THAT(find().hidden_warnings,
              ElementsAre(std::pair(Rule::kManyReminders, std::string("UNIT-A"))));
}

TEST_F(SignalTest, TheLeastProbableComeFirstAndThoseWithoutNumbersLastByName) {
  row(Level::kNation, "SE", "28d", {{"certificates", 10'000}});
  row(Level::kNation, "SE", "365d", {{"certificates", 110'000}});
  const auto sends = [this](std::string_view id, std::int64_t year, std::int64_t month) {
    lies_in(id, "00");
    row(Level::kUnit, id, "365d", {{"certificates", year}});
    row(Level::kUnit, id, "28d", {{"certificates", month}});
  };
  for (int i = 0; i < 40; ++i) sends(fmt::format("ORDINARY-{}", i), 110, 10);
  sends("SILENT-B", 900, 0);
  sends("SILENT-A", 400, 0);
  sends("LESS", 407, 7);
  sends("STILL-LESS", 1'006, 6);
  EXPECT_THAT(
      signals(),
      ElementsAre("alert coverage_drop STILL-LESS 6 of 1006", "alert coverage_drop LESS 7 of 407",
                  "alert coverage_drop SILENT-A", "alert coverage_drop SILENT-B"));
}

// Overdue requests are held against the requests that the unit got in a year, not against its
// certificates: whether it writes them well is another question.
TEST_F(SignalTest, OverdueRequestsAreJudgedByTheRequestsOfAYear) {
  row(Level::kNation, "SE", "365d", {{"requests", 10'000}});
  row(Level::kNation, "SE", "at", {{"requests_overdue", 500}});
  const auto owes = [this](std::string_view id, std::int64_t requests, std::int64_t overdue) {
    lies_in(id, "00");
    row(Level::kUnit, id, "365d", {{"requests", requests}});
    row(Level::kUnit, id, "at", {{"requests_overdue", overdue}});
  };
  for (int i = 0; i < 20; ++i) owes(fmt::format("ORDINARY-{}", i), 100, 5);
  owes("UNIT-A", 100, 17);
  owes("MANY-REQUESTS", 400, 20);
  EXPECT_THAT(signals(), ElementsAre("alert overdue_requests UNIT-A 17 of 100"));
}

class CoverageTest : public SignalTest {
 protected:
  CoverageTest() {
    in_the_nation(10'000);
    for (int i = 0; i < 40; ++i) sends(fmt::format("ORDINARY-{}", i), 110, 10);
  }
  void in_the_nation(std::int64_t month) {
    row(Level::kNation, "SE", "28d", {{"certificates", month}});
    row(Level::kNation, "SE", "365d", {{"certificates", 100'000 + month}});
  }
  void sends(std::string_view id, std::int64_t year, std::int64_t month) {
    row(Level::kUnit, id, "365d", {{"certificates", year}});
    row(Level::kUnit, id, "28d", {{"certificates", month}});
  }
};

TEST_F(CoverageTest, AUnitThatFallsSilentIsAnAlertWithoutNumbers) {
  sends("UNIT-A", 200, 0);  // 20 expected
  EXPECT_THAT(signals(), ElementsAre("alert coverage_drop UNIT-A"));
}

TEST_F(CoverageTest, WhenEveryoneSendsLessNobodyIsSilent) {
  in_the_nation(2'500);  // as in July
  for (int i = 0; i < 40; ++i) sends(fmt::format("ORDINARY-{}", i), 103, 3);
  sends("UNIT-A", 205, 5);
  EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(CoverageTest, ASmallUnitIsNotJudged) {
  sends("UNIT-A", 99, 0);  // 9.9 expected
  EXPECT_THAT(signals(), IsEmpty());
  EXPECT_THAT(find().hidden_warnings, IsEmpty());
}

// Which of the counts from 0 to 4 it was makes no difference: none can be told from the signal.
TEST_F(CoverageTest, CountsThatAreWithheldAreJudgedAlike) {
  sends("UNIT-A", 145, 0);
  sends("UNIT-B", 146, 1);
  sends("UNIT-C", 149, 4);
  EXPECT_THAT(signals(), IsEmpty());
  EXPECT_THAT(find().hidden_warnings, SizeIs(3));
}

TEST_F(CoverageTest, AUnitWithoutAPastIsNotJudged) {
  sends("UNIT-A", 50, 50);
  EXPECT_THAT(signals(), IsEmpty());
}

TEST_F(SignalTest, AnEmptyTableHasNoFindings) {
  EXPECT_EQ(find().as_of, std::nullopt);
  EXPECT_THAT(signals(), IsEmpty());
}

}  // namespace
}  // namespace sjukpuls::alerts
