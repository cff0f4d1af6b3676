#include "sinks/prometheus/signal_metrics.h"

#include <gmock/gmock.h>
#include <prometheus/text_serializer.h>

#include <sstream>

namespace sjukpuls::prometheus_sink {
namespace {

using alerts::Rule;
using alerts::SignalLevel;
using testing::ElementsAre;
using testing::IsEmpty;

class SignalMetricsTest : public testing::Test {
 protected:
  SignalMetricsTest() {
    sample_.findings = findings_;
    sample_.open_alerts.emplace();
  }
  void signal(const std::string& unit, std::optional<double> probability) {
    alerts::Signal signal;
    signal.care_unit = unit;
    signal.region = *domain::Region::parse("01");
    if (probability) signal.numbers = alerts::Numbers{12, 80, 3.1, *probability};
    findings_->signals.push_back(signal);
  }
  void open_alert(const std::string& unit, std::optional<double> probability) {
    alerts::Alert alert;
    alert.care_unit = unit;
    alert.region = *domain::Region::parse("12");
    alert.state = alerts::AlertState::kOpen;
    if (probability) alert.numbers = alerts::Numbers{12, 80, 3.1, *probability};
    sample_.open_alerts->push_back(alert);
  }

  std::vector<std::string> series() const {
    std::stringstream text(::prometheus::TextSerializer().Serialize(
        SignalMetrics([this] { return sample_; }).Collect()));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) {
      if (!line.starts_with('#') && !line.starts_with("sjukpuls_alerts_open")) {
        lines.push_back(line);
      }
    }
    return lines;
  }

  std::shared_ptr<alerts::Findings> findings_ = std::make_shared<alerts::Findings>();
  SignalSample sample_;
};

TEST_F(SignalMetricsTest, AnOpenAlertIsASeriesWithItsProbability) {
  open_alert("UNIT-A", 0.0005);
  EXPECT_THAT(
      series(),
      ElementsAre(R"(sjukpuls_unit_signal{care_unit="UNIT-A",region="12",rule="many_reminders",)"
                  R"(level="alert"} 1)",
                  R"(sjukpuls_unit_signal_probability{care_unit="UNIT-A",region="12",)"
                  R"(rule="many_reminders"} 0.0005)"));
}

TEST_F(SignalMetricsTest, TheWatchListIsASeriesEachButForOpenAlerts) {
  signal("UNIT-A", 0.0005);
  signal("UNIT-B", 0.01);
  open_alert("UNIT-A", std::nullopt);
  EXPECT_THAT(
      series(),
      ElementsAre(R"(sjukpuls_unit_signal{care_unit="UNIT-A",region="12",rule="many_reminders",)"
                  R"(level="alert"} 1)",
                  R"(sjukpuls_unit_signal{care_unit="UNIT-B",region="01",rule="many_reminders",)"
                  R"(level="warning"} 1)",
                  R"(sjukpuls_unit_signal_probability{care_unit="UNIT-B",region="01",)"
                  R"(rule="many_reminders"} 0.01)"));
}

TEST_F(SignalMetricsTest, EveryRuleShowsHowManyAlertsAreOpenAlsoNone) {
  open_alert("UNIT-A", std::nullopt);
  open_alert("UNIT-B", std::nullopt);
  const std::string text =
      ::prometheus::TextSerializer().Serialize(SignalMetrics([this] { return sample_; }).Collect());
  EXPECT_THAT(text, testing::HasSubstr("sjukpuls_alerts_open{rule=\"many_reminders\"} 2\n"));
  EXPECT_THAT(text, testing::HasSubstr("sjukpuls_alerts_open{rule=\"overdue_requests\"} 0\n"));
  EXPECT_THAT(text, testing::HasSubstr("sjukpuls_alerts_open{rule=\"coverage_drop\"} 0\n"));
}

TEST_F(SignalMetricsTest, BeforeAlertsWereReadNothingIsSaidOfUnits) {
  signal("UNIT-A", 0.0005);
  sample_.open_alerts.reset();
  EXPECT_THAT(series(), IsEmpty());
}

TEST_F(SignalMetricsTest, HowMuchUnitsDifferInRemindersIsTheNations) {
  findings_->figures[static_cast<std::size_t>(Rule::kManyReminders)].dispersion = 1.25;
  EXPECT_THAT(series(), ElementsAre("sjukpuls_nation_reminder_dispersion 1.25"));
}

}  // namespace
}  // namespace sjukpuls::prometheus_sink
