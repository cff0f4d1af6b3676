#include "sinks/openmetrics/series_history.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

#include "processor/codec/event_decoder.h"
#include "processor/replay/history.h"
#include "processor/replay/replay.h"
#include "sinks/prometheus/series_names.h"
#include "tests/fakes/days.h"
#include "tests/oracle/oracle.h"
#include "tests/oracle/random_events.h"

namespace sjukpuls::openmetrics {
namespace {

using base::CivilDay;
using domain::Level;
using fakes::operator""_day;
using std::chrono::days;
using testing::ElementsAre;

std::string text_of(const SeriesHistory& history, Step step = kOneADay) {
  std::string text;
  history.write(step, [&text](std::string_view piece) {
    text += piece;
    return true;
  });
  return text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> samples_of(const std::string& text) {
  auto lines = lines_of(text);
  std::erase_if(lines, [](const std::string& line) {
    return line.starts_with('#') || line.starts_with("sjukpuls_region_info");
  });
  return lines;
}

class SeriesHistoryTest : public testing::Test {
 protected:
  void row(Level level, std::string_view entity, std::string_view period, std::string_view count,
           std::int64_t n, indicators::Group group = indicators::kTotal) {
    const indicators::CellId id(*catalogue_.find(count), group);
    publication_.rows.push_back(
        {level, std::string(entity), std::string(period), {{id.value(), n}}});
  }
  void day(std::string_view text) {
    publication_.as_of = domain::parse_day(text);
    history_.add(publication_);
    publication_ = {};
  }

  indicators::Catalogue catalogue_;
  Selection selection_;
  disclosure::Publication publication_;
  SeriesHistory history_{catalogue_, selection_};
};

TEST_F(SeriesHistoryTest, AFamilyStandsInOnePieceWithTypeAndHelpAndTheTextEnds) {
  SeriesHistory history(catalogue_, {.levels = {Level::kNation}});
  publication_.as_of = "2025-01-15"_day;
  row(Level::kNation, "SE", "28d", "requests", 7);
  row(Level::kNation, "SE", "7d", "requests", 5);
  history.add(publication_);
  EXPECT_THAT(
      lines_of(text_of(history)),
      ElementsAre("# TYPE sjukpuls_nation_requests gauge",
                  "# HELP sjukpuls_nation_requests Completion requests sent. Officiell term: "
                  "Begäran om komplettering (regions' survey).",
                  "sjukpuls_nation_requests{period=\"28d\"} 7 1736981999",
                  "sjukpuls_nation_requests{period=\"7d\"} 5 1736981999", "# EOF"));
}

TEST_F(SeriesHistoryTest, WhatIsNotPublishedOnADayHasNoSampleThen) {
  row(Level::kRegion, "01", "28d", "requests", 7);
  day("2025-01-15");
  day("2025-01-16");
  row(Level::kRegion, "01", "28d", "requests", 7);
  day("2025-01-17");
  EXPECT_THAT(samples_of(text_of(history_)),
              ElementsAre("sjukpuls_region_requests{region=\"01\",period=\"28d\"} 7 1736981999",
                          "sjukpuls_region_requests{region=\"01\",period=\"28d\"} 7 1737154799"));
}

TEST_F(SeriesHistoryTest, GroupsAndOtherLevelsAreLeftOutUnlessAskedFor) {
  row(Level::kNation, "SE", "at", "sick_listed", 9, indicators::kFirstCareLevel);
  row(Level::kUnit, "A", "at", "sick_listed", 9);
  day("2025-01-15");
  EXPECT_THAT(samples_of(text_of(history_)), ElementsAre());

  SeriesHistory all(catalogue_, {.levels = {Level::kNation, Level::kUnit}, .breakdowns = true});
  publication_.as_of = "2025-01-15"_day;
  publication_.units.push_back({"A", "Vård \"A\"", "P", *domain::Region::parse("12")});
  row(Level::kNation, "SE", "at", "sick_listed", 9, indicators::kFirstCareLevel);
  row(Level::kUnit, "A", "at", "sick_listed", 9);
  row(Level::kUnit, "B", "at", "sick_listed", 8);
  all.add(publication_);
  EXPECT_THAT(
      samples_of(text_of(all)),
      ElementsAre(
          "sjukpuls_care_unit_info{care_unit=\"A\",care_unit_name=\"Vård \\\"A\\\"\","
          "care_provider=\"P\",region=\"12\"} 1 1736981999",
          "sjukpuls_nation_sick_listed_by_care_level{period=\"at\",care_level=\"PRIMARY\"} 9 "
          "1736981999",
          "sjukpuls_unit_sick_listed{care_unit=\"A\",region=\"12\",period=\"at\"} 9 1736981999",
          "sjukpuls_unit_sick_listed{care_unit=\"B\",region=\"00\",period=\"at\"} 8 1736981999"));
}

TEST_F(SeriesHistoryTest, EachRegionHasItsName) {
  day("2025-01-15");
  EXPECT_THAT(
      lines_of(text_of(history_)),
      testing::Contains("sjukpuls_region_info{region=\"12\",region_name=\"Skåne\"} 1 1736981999"));
}

TEST_F(SeriesHistoryTest, PeriodsThatWereNotAskedForAreLeftOut) {
  SeriesHistory history(catalogue_, {.levels = {Level::kNation},
                                     .periods = indicators::PeriodSet::of(indicators::kRolling28)});
  publication_.as_of = "2025-01-15"_day;
  row(Level::kNation, "SE", "28d", "requests", 7);
  row(Level::kNation, "SE", "my2024", "requests", 8);
  history.add(publication_);
  EXPECT_THAT(samples_of(text_of(history)),
              ElementsAre("sjukpuls_nation_requests{period=\"28d\"} 7 1736981999"));
}

TEST_F(SeriesHistoryTest, AnOutputThatTakesNoMoreEndsTheWriting) {
  row(Level::kNation, "SE", "28d", "requests", 7);
  day("2025-01-15");
  EXPECT_FALSE(history_.write(kOneADay, [](std::string_view) { return false; }));
}

// Of a random set of events: every sample of every day is the number of the evaluation by brute
// force, and there are as many as the days published.
class RandomHistory {
 public:
  explicit RandomHistory(std::uint64_t seed, unsigned threads)
      : set_(oracle::make_random_set(seed)), first_(set_.as_of - days{30}) {
    options_.min_count = 3;
    replay::Replay replay(catalogue_, threads, 1);
    replay::Replay::Intake intake(replay);
    for (const oracle::Event& event : set_.events) {
      intake.take(to_json(event), codec::Form::kJson, std::nullopt, 0, 1);
    }
    intake.close();
    replay::History history(catalogue_, {}, threads, replay.release());
    for (CivilDay day = first_; day <= set_.as_of; day += days{1}) {
      history.go_to(day);
      const auto publication =
          disclosure::publish(history.table(), catalogue_, options_, disclosure::Scope::kAll);
      published_ += publication.numbers + publication.reference.size();
      series_.add(publication);
    }
  }

  std::string text() const { return text_of(series_); }

  // By series and time.
  std::map<std::string, std::int64_t> exported() const {
    std::map<std::string, std::int64_t> samples;
    for (const std::string& line : samples_of(text())) {
      const auto time = line.rfind(' ');
      const auto n = line.rfind(' ', time - 1);
      samples[line.substr(0, n) + line.substr(time)] = std::stoll(line.substr(n + 1));
    }
    return samples;
  }

  std::size_t published() const { return published_; }

  // Of nation and regions, where labels follow from the row alone.
  std::map<std::string, std::int64_t> brute() const {
    std::map<std::string, std::int64_t> samples;
    for (CivilDay day = first_; day <= set_.as_of; day += days{1}) {
      const auto time = sample_times(day, kOneADay, false).front();
      for (const oracle::Row& row : oracle::evaluate(set_.events, day)) {
        if (row.level != "nation" && row.level != "region") continue;
        std::string name = "sjukpuls_" + row.level + "_" + row.count;
        std::string labels;
        if (row.level == "region") prometheus_sink::append_label("region", row.entity, labels);
        prometheus_sink::append_label("period", row.period, labels);
        if (!row.dimension.empty()) {
          prometheus_sink::append_label(row.dimension, row.group, labels);
          if (row.dimension != "measure") name += "_by_" + row.dimension;
        }
        samples[fmt::format("{}{{{}}} {}", name, labels, time)] = row.n;
      }
    }
    return samples;
  }

 private:
  indicators::Catalogue catalogue_;
  disclosure::PublicationOptions options_;
  oracle::RandomSet set_;
  CivilDay first_;
  std::size_t published_ = 0;
  SeriesHistory series_{
      catalogue_, {.levels = {domain::kLevels.begin(), domain::kLevels.end()}, .breakdowns = true}};
};

TEST(RandomHistoryTest, EverySampleIsTheNumberOfTheEvaluationByBruteForce) {
  std::size_t samples = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const RandomHistory history(seed, 1 + static_cast<unsigned>(seed % 2));
    const auto brute = history.brute();
    const auto exported = history.exported();
    std::size_t numbers = 0;
    for (const auto& [series, n] : exported) {
      if (!series.starts_with("sjukpuls_care_unit_info")) ++numbers;
      if (!series.starts_with("sjukpuls_nation") && !series.starts_with("sjukpuls_region"))
        continue;
      const auto found = brute.find(series);
      ASSERT_NE(found, brute.end()) << "seed " << seed << ": " << series;
      ASSERT_EQ(found->second, n) << "seed " << seed << ": " << series;
      ++samples;
    }
    ASSERT_EQ(numbers, history.published()) << "seed " << seed;
  }
  EXPECT_GT(samples, 50'000U);
}

TEST(RandomHistoryTest, FamiliesAndSeriesStandInOnePiece) {
  const RandomHistory history(7, 2);
  std::set<std::string> families;
  std::set<std::string> series;
  std::string family;
  std::string last;
  for (const std::string& line : lines_of(history.text())) {
    if (line.starts_with("# TYPE ")) {
      family = line.substr(7, line.rfind(' ') - 7);
      ASSERT_TRUE(families.insert(family).second) << line;
    }
    if (line.starts_with('#')) continue;
    ASSERT_TRUE(line.starts_with(family + "{")) << line;
    const std::string own = line.substr(0, line.find("} "));
    ASSERT_TRUE(own == last || series.insert(own).second) << line;
    last = own;
  }
  EXPECT_TRUE(history.text().ends_with("\n# EOF\n"));
}

TEST(RandomHistoryTest, ThreadsMakeNoDifference) {
  EXPECT_EQ(RandomHistory(3, 1).text(), RandomHistory(3, 3).text());
}

}  // namespace
}  // namespace sjukpuls::openmetrics
