// The kinds of Rehabstod: current and earlier sjukfall, the active certificate, length.
#include <algorithm>

#include "processor/domain/day_text.h"
#include "processor/domain/terms.h"
#include "tests/vectors/cases.h"
#include "tests/vectors/course.h"
#include "tests/vectors/numbers.h"
#include "tests/vectors/questions.h"

namespace sjukpuls::vectors {
namespace {

using domain::Level;
using std::chrono::days;

constexpr int kFreeDaysThatJoin = 5;  // section 5

// Rehabstod groups whatever it knows, signed when it may be, and looks ahead. To be seen on their
// first days all certificates are signed then.
Course course_of(Certificates certificates) {
  for (Certificate& certificate : certificates) {
    certificate.signed_at = domain::day_text(certificate.first_day()) + "T00:00:00Z";
  }
  return observe(certificates);
}

// The periods of a certificate with so long a pause between them are not one sjukfall by section 5;
// Rehabstod takes a certificate from its first to its last day.
bool has_parts_apart(const Certificate& certificate) {
  return course_of({certificate}).chains.size() > 1;
}

// Whether the case's own longest pause parts and joins the same certificates as five days do.
bool five_days_do_the_same(const Json& golden, const Certificates& certificates) {
  const int allowed = golden["max_gap_days"];
  if (allowed < 0) return false;
  const Course course = course_of(certificates);
  for (std::size_t i = 1; i < course.days.size(); ++i) {
    const auto free = (course.days[i] - course.days[i - 1]).count() - 1;
    if (free > 0 && (free <= allowed) != (free <= kFreeDaysThatJoin)) return false;
  }
  return true;
}

// Where sjukfall are grouped otherwise by design there is nothing to compare.
bool is_shared(const Json& golden, const Certificates& certificates, Tally& tally) {
  if (std::ranges::any_of(certificates, has_parts_apart)) {
    tally.leave_out("Rehabstod joins certificates from first to last day; section 5 their periods");
    return false;
  }
  if (!five_days_do_the_same(golden, certificates)) {
    tally.leave_out(
        "the longest pause is a user's setting in Rehabstod; section 5 fixes five days");
    return false;
  }
  return true;
}

std::int64_t sick_listed(const Certificates& certificates, CivilDay day,
                         indicators::Group group = indicators::kTotal) {
  return Numbers(events_of(certificates), day).n(Level::kNation, "SE", "at", "sick_listed", group);
}

// The active certificate is the latest certificate at D, which gives the state its diagnosis.
void check_active_certificate(const Certificates& certificates, CivilDay day, const Json& expected,
                              Tally& tally) {
  const std::string id = text_of(expected, "active_certificate");
  const auto asked =
      with_diagnosis(certificates, [&id](const Certificate& it) { return it.id == id; });
  tally.expect_eq(sick_listed(asked, day, group_of(domain::chapter_of("A00"))), 1);
}

const Json* of_patient(const Json& list, const std::string& patient) {
  const auto place = std::ranges::find_if(
      list, [&](const Json& item) { return text_of(item, "patient") == patient; });
  return place == list.end() ? nullptr : &*place;
}

Chain chain_of(const Json& expected) {
  return {day_of(expected, "start"), day_of(expected, "end"), expected["days"]};
}

}  // namespace

void check_unit_sjukfall(const Json& golden, Tally& tally) {
  const Certificates all = certificates_of(golden);
  if (!is_shared(golden, all, tally)) return;
  const CivilDay day = day_of(golden, "active_date");
  for (const std::string& patient : patients_of(all)) {
    const Certificates certificates = of_patient(all, patient);
    const Json* expected = of_patient(golden["expected"], patient);
    tally.expect_eq(sick_listed(certificates, day), expected == nullptr ? 0 : 1);
    if (expected == nullptr) continue;
    const Course course = course_of(certificates);
    const auto current =
        std::ranges::find_if(course.chains, [day](const Chain& it) { return it.covers(day); });
    ASSERT_NE(current, course.chains.end());
    tally.expect_eq(*current, chain_of(*expected));
    check_active_certificate(certificates, day, *expected, tally);
  }
}

void check_patient_sjukfall(const Json& golden, Tally& tally) {
  const Certificates certificates = certificates_of(golden);
  if (!is_shared(golden, certificates, tally)) return;
  std::vector<Chain> chains = course_of(certificates).chains;
  if (golden.value("drop_future", true) && golden.contains("active_date")) {
    const CivilDay day = day_of(golden, "active_date");
    std::erase_if(chains, [day](const Chain& chain) { return chain.first_day > day; });
  }
  std::vector<Chain> expected;
  for (const Json& json : golden["expected"]) expected.insert(expected.begin(), chain_of(json));
  tally.expect_eq(chains, expected);
}

void check_unit_preparation(const Json& golden, Tally& tally) {
  const Certificates all = certificates_of(golden);
  const CivilDay day = day_of(golden, "active_date");
  for (const std::string& patient : patients_of(all)) {
    const Certificates certificates = of_patient(all, patient);
    const Json* expected = of_patient(golden["expected_patients"], patient);
    tally.expect_eq(sick_listed(certificates, day), expected == nullptr ? 0 : 1);
    if (expected != nullptr) check_active_certificate(certificates, day, *expected, tally);
  }
}

void check_certificate_state(const Json& golden, Tally& tally) {
  const bool active = golden["expected_state"]["active"];
  tally.expect_eq(sick_listed(certificates_of(golden), day_of(golden, "active_date")),
                  active ? 1 : 0);
}

void check_length(const Json& golden, Tally& tally) {
  const Certificates certificates = certificates_of(golden);
  if (!is_shared(golden, certificates, tally)) return;
  const Course course = course_of(certificates);
  if (golden["active_date"].is_null()) {
    tally.expect_eq(course.chains.back().days, golden["expected_days"].get<std::int64_t>());
    return;
  }
  const CivilDay day = day_of(golden, "active_date");
  const auto current =
      std::ranges::find_if(course.chains, [day](const Chain& it) { return it.covers(day); });
  const bool is_active = course.days_within(day, day) == 1;
  tally.expect_eq(is_active ? current->days : 0, golden["expected_days"].get<std::int64_t>());
}

// The walk starts from the day to compare with, on which the active certificate begins (back) or
// ends (forward). With a certificate of that day the walk is its sjukfall: the certificates of the
// chain, and no others, make it up.
void check_chain(const Json& golden, Tally& tally) {
  Certificates certificates = certificates_of(golden);
  const CivilDay day = day_of(golden, "compare_date");
  std::set<CivilDay> walked = {day};
  for (const Certificate& certificate : certificates) {
    if (!lists(golden["expected_chain"], certificate.id)) continue;
    const SickLeave& period = certificate.periods.front();
    for (CivilDay on = period.first_day; on <= period.last_day; on += days{1}) walked.insert(on);
  }
  Certificate& active = certificates.emplace_back();
  active.id = "active";
  active.periods = {{day, day}};
  const Course course = course_of(certificates);
  const auto chain =
      std::ranges::find_if(course.chains, [day](const Chain& it) { return it.covers(day); });
  ASSERT_NE(chain, course.chains.end());
  const Chain expected{*walked.begin(), *walked.rbegin(), static_cast<std::int64_t>(walked.size())};
  tally.expect_eq(*chain, expected);
}

// Intervals without a pause are one sjukfall without a free day.
void check_merge_intervals(const Json& golden, Tally& tally) {
  std::vector<Chain> expected;
  for (const Json& json : golden["expected_intervals"]) {
    const CivilDay first_day = day_of(json, "start");
    const CivilDay last_day = day_of(json, "end");
    expected.push_back({first_day, last_day, (last_day - first_day).count() + 1});
  }
  tally.expect_eq(course_of(certificates_of_intervals(golden["intervals"])).chains, expected);
}

}  // namespace sjukpuls::vectors
