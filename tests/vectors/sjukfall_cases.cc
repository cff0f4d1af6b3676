// The kinds of Intygsstatistik: chains, figures and views, days and periods.
#include <algorithm>
#include <tuple>

#include "processor/domain/day_text.h"
#include "processor/domain/terms.h"
#include "processor/indicators/periods.h"
#include "tests/vectors/cases.h"
#include "tests/vectors/numbers.h"
#include "tests/vectors/sjukfall_figures.h"

namespace sjukpuls::vectors {
namespace {

using domain::Level;
using std::chrono::days;

bool asserts(const Json& golden, const std::string& what) {
  return std::ranges::any_of(golden["asserted"], [&what](const Json& it) {
    return it.get<std::string>().starts_with(what);
  });
}

// How many sjukfall of the certificates have their first fact (`started`) or their last (`ended`)
// in chapter I, where that day is the last of seven.
std::int64_t started(const Certificates& certificates, CivilDay first_day) {
  return Numbers(events_of(certificates), first_day)
      .n(Level::kRegion, kAsked, "7d", "sjukfall_started", group_of(domain::chapter_of("A00")));
}
std::int64_t ended(const Certificates& certificates, CivilDay last_day) {
  const Numbers numbers(events_of(certificates), last_day + days{7});
  const auto chapter = group_of(domain::chapter_of("A00"));
  return numbers.n(Level::kRegion, kAsked, "7d", "sjukfall_ended", chapter) +
         numbers.n(Level::kRegion, kAsked, "7d", "sjukfall_ended_short", chapter);
}

// What a case says of one sjukfall beyond its days: its first and last certificate.
void check_ends(const Json& expected, const Certificates& certificates, bool is_asserted,
                Tally& tally) {
  const CivilDay first_day = day_of(expected, "start");
  const CivilDay last_day = day_of(expected, "end");
  const auto of = [&](const Predicate& matches) { return with_diagnosis(certificates, matches); };
  if (expected.contains("first_certificate")) {
    const std::string id = text_of(expected, "first_certificate");
    const auto matches = [&id](const Certificate& it) { return it.id == id; };
    tally.expect_eq(started(of(matches), first_day), 1, is_asserted);
  }
  for (const char* key : {"first_diagnosis", "latest_diagnosis"}) {
    if (!expected.contains(key)) continue;
    const std::string diagnosis = text_of(expected, key);
    const auto asked = of([&](const Certificate& it) { return it.diagnosis == diagnosis; });
    tally.expect_eq(*key == 'f' ? started(asked, first_day) : ended(asked, last_day), 1,
                    is_asserted);
  }
  if (expected.contains("latest_degree")) {
    const CivilDay last_begins =
        std::ranges::max(certificates.back().periods, {}, &SickLeave::first_day).first_day;
    tally.expect_eq(degree_on(certificates, last_begins), expected["latest_degree"].get<int>(),
                    is_asserted);
  }
}

// Whether a day-by-day look sees every certificate on its first day. Those that are signed on the
// day of the source's test are seen later; their figures are checked as of then.
bool can_be_observed(const Certificates& certificates) {
  return std::ranges::all_of(certificates, [](const Certificate& certificate) {
    return certificate.signed_on() == certificate.first_day();
  });
}

void check_expected(const Json& golden, const Certificates& certificates, SjukfallFigures& figures,
                    Tally& tally) {
  const bool is_asserted = asserts(golden, "expected");
  std::size_t number = 0;
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Certificate& certificate : certificates) {
    if (certificate.care_provider.empty()) continue;  // the source drops it
    pairs.emplace(certificate.patient, certificate.care_provider);
  }
  for (const auto& [patient, care_provider] : pairs) {
    number += figures.course(patient, care_provider).chains.size();
  }
  tally.expect_eq(number, golden["expected"].size(), is_asserted);
  for (const Json& expected : golden["expected"]) {
    SCOPED_TRACE(expected.dump());
    const std::string patient = text_of(expected, "patient");
    const Course& course = figures.course(patient, text_of(expected, "care_provider"));
    const Chain chain{day_of(expected, "start"), day_of(expected, "end"), expected["days"]};
    EXPECT_NE(std::ranges::find(course.chains, chain), course.chains.end())
        << testing::PrintToString(course.chains);
    ++(is_asserted ? tally.asserted : tally.derived);
    check_ends(expected, of_patient(certificates, patient), is_asserted, tally);
  }
}

void check_views(const Json& golden, const Certificates& certificates, SjukfallFigures& figures,
                 Tally& tally) {
  for (const Json& json : golden["views"]) {
    const auto views =
        figures.views(certificates, scope_of(json), day_of(json, "from"), day_of(json, "to"));
    ASSERT_EQ(views.size(), json["sjukfall"].size());
    for (std::size_t i = 0; i < views.size(); ++i) {
      const Json& expected = json["sjukfall"][i];
      tally.expect_eq(views[i].chain.first_day, day_of(expected, "start"));
      tally.expect_eq(views[i].last_day, day_of(expected, "end"));
      tally.expect_eq(views[i].days, expected["days"].get<std::int64_t>(), false);
      // The view's last day, by the unit's own state.
      const Numbers last(events_of(in_scope(certificates, scope_of(json), "")), views[i].last_day);
      EXPECT_EQ(last.n(Level::kRegion, kAsked, "at", "sick_listed"), 1);
      const Numbers next(events_of(in_scope(certificates, scope_of(json), "")),
                         views[i].last_day + days{1});
      EXPECT_EQ(next.n(Level::kRegion, kAsked, "at", "sick_listed"), 0);
    }
  }
}

}  // namespace

void check_sjukfall(const Json& golden, Tally& tally) {
  const Certificates certificates = certificates_of(golden);
  SjukfallFigures figures(certificates);
  if (can_be_observed(certificates)) check_expected(golden, certificates, figures, tally);
  if (golden.contains("views")) check_views(golden, certificates, figures, tally);
  if (!golden.contains("figures")) return;
  for (const Json& figure : golden["figures"]) figures.check(figure, tally);
}

void check_covered_days(const Json& golden, Tally& tally) {
  Certificates certificates = certificates_of_intervals(golden["periods"]);
  if (golden.contains("other_periods")) {
    for (Certificate& other : certificates_of_intervals(golden["other_periods"])) {
      other.id += "/other";
      other.unit = "enhet2";
      certificates.push_back(other);
    }
  }
  const Course course = observe(certificates);
  tally.expect_eq(course.days.size(), golden["expected_days"].get<std::size_t>());
  if (!golden.contains("expected_start")) return;
  tally.expect_eq(course.days.front(), day_of(golden, "expected_start"));
  tally.expect_eq(course.days.back(), day_of(golden, "expected_end"));
}

// A certificate has a day in the span when its patient is on sick leave on one of them.
void check_overlap(const Json& golden, Tally& tally) {
  for (Certificate& certificate : certificates_of(golden)) {
    certificate.patient = certificate.id;
    const Course course = observe(std::span(&certificate, 1));
    const bool overlaps = course.days_within(day_of(golden, "from"), day_of(golden, "to")) > 0;
    tally.expect_eq(overlaps, lists(golden["expected_overlapping"], certificate.id));
  }
}

namespace {

// The contract's month that holds the day, as of some time later.
indicators::PeriodSet month_of(const indicators::PeriodCalendar& calendar, CivilDay day) {
  constexpr auto kMonths = indicators::PeriodSet((std::uint64_t{1} << indicators::kFirstYear) -
                                                 (std::uint64_t{1} << indicators::kFirstMonth));
  return calendar.containing(day) & kMonths;
}

}  // namespace

void check_period_bounds(const Json& golden, Tally& tally) {
  const auto& expected = golden["expected_periods"];
  const indicators::PeriodCalendar calendar(day_of(expected.back(), "to") + days{40});
  tally.expect_eq(expected.size(), golden["period_count"].get<std::size_t>());
  CivilDay begins = day_of(golden, "from");
  for (const Json& period : expected) {
    const CivilDay first = day_of(period, "from");
    const CivilDay last = day_of(period, "to");
    tally.expect_eq(first, begins);
    tally.expect_eq(month_of(calendar, first).size(), 1U);
    tally.expect_eq(month_of(calendar, first), month_of(calendar, last));
    EXPECT_NE(month_of(calendar, first), month_of(calendar, first - days{1}));
    EXPECT_NE(month_of(calendar, last), month_of(calendar, last + days{1}));
    begins = last + days{1};
  }
}

// In the month before the periods, and in each of them: sjukfall_active as of the month's last day.
// The sjukfall of one certificate each are counted.
void check_period_assignment(const Json& golden, Tally& tally) {
  Certificates certificates = certificates_of(golden);
  for (Certificate& certificate : certificates) certificate.patient += certificate.id;
  const auto active = [&certificates](CivilDay day) {
    const CivilDay as_of = last_of_month(day);
    return Numbers(events_of(certificates), as_of)
        .n(Level::kNation, "SE", domain::day_text(as_of).substr(0, 7), "sjukfall_active");
  };
  const auto& expected = golden["expected_assignment"];
  CivilDay begins = day_of(golden, "from");
  std::int64_t before = 0;
  for (int month = 0; month < 12; ++month) {
    begins = first_of_month(begins - days{1});
    before += active(begins);
  }
  tally.expect_eq(before, static_cast<std::int64_t>(expected["before"].size()));
  begins = day_of(golden, "from");
  for (const Json& ids : expected["periods"]) {
    tally.expect_eq(active(begins), static_cast<std::int64_t>(ids.size()));
    begins = last_of_month(begins) + days{1};
  }
}

void check_day_number(const Json& golden, Tally& tally) {
  const CivilDay day_zero{std::chrono::year{2000} / 1 / 1};
  tally.expect_eq(day_zero + days{golden["day"].get<int>()}, day_of(golden, "expected_date"));
}

}  // namespace sjukpuls::vectors
