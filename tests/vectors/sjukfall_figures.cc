#include "tests/vectors/sjukfall_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "processor/domain/day_text.h"
#include "processor/domain/terms.h"
#include "tests/vectors/numbers.h"

namespace sjukpuls::vectors {
namespace {

using domain::Level;
using indicators::Group;
using std::chrono::days;

// Where a period of the source is found among those of the contract.
struct Reading {
  CivilDay as_of;
  std::string period;
};

bool same_facts(const Certificates& certificates, CivilDay from, CivilDay other_from, CivilDay to) {
  for (const Certificate& certificate : certificates) {
    for (const SickLeave& period : certificate.periods) {
      if (period.overlaps(from, to) != period.overlaps(other_from, to)) return false;
    }
  }
  return true;
}

CivilDay first_of_year(CivilDay day) {
  return CivilDay{std::chrono::year_month_day{day}.year() / 1 / 1};
}
CivilDay last_of_year(CivilDay day) {
  return CivilDay{std::chrono::year_month_day{day}.year() / 12 / 31};
}

// A calendar month is one of the contract's, as of its last day and as of a later one alike; so is
// a calendar year. Other periods are read as a rolling one with the same last day, if the facts
// that it overlaps are the same; beyond the last fact nothing changes.
std::vector<Reading> readings(const Certificates& certificates, CivilDay from, CivilDay to) {
  CivilDay signed_by = to;
  CivilDay last_day = from;
  for (const Certificate& certificate : certificates) {
    for (const SickLeave& period : certificate.periods) {
      if (period.first_day <= to) signed_by = std::max(signed_by, certificate.signed_on());
      last_day = std::max(last_day, period.last_day);
    }
  }
  if (from == first_of_month(to) && to == last_of_month(from)) {
    const std::string month = domain::day_text(to).substr(0, 7);
    return {{signed_by, month}, {signed_by + days{40}, month}};
  }
  if (from == first_of_year(to) && to == last_of_year(to)) {
    return {{signed_by, domain::day_text(to).substr(0, 4)}};
  }
  const CivilDay as_of = std::min(to, last_day);
  for (const int width : {365, 90, 28, 7}) {
    if (same_facts(certificates, from, as_of - days{width - 1}, as_of)) {
      return {{as_of, fmt::format("{}d", width)}};
    }
  }
  return {};
}

std::string group_text(const Json& group) {
  return group.is_string() ? group.get<std::string>() : group.dump();
}

// Whether a certificate has the group's value of unit, issuer, diagnosis or degree.
Predicate having_group(const std::string& measure, const Json& group) {
  const std::string text = group_text(group);
  if (measure.ends_with("unit")) {
    return [text](const Certificate& it) { return entity_of(it.unit) == entity_of(text); };
  }
  if (measure.ends_with("issuer")) {
    return [text](const Certificate& it) { return entity_of(it.issuer) == entity_of(text); };
  }
  if (measure.ends_with("degree")) {
    return
        [text](const Certificate& it) { return std::to_string(it.periods.front().degree) == text; };
  }
  const auto chapter = domain::chapter_of(text.substr(0, 3));
  return [chapter](const Certificate& it) { return domain::chapter_of(it.diagnosis) == chapter; };
}

// "61-90"; "731-" is open.
bool has_length(std::int64_t length, const std::string& group) {
  const std::size_t dash = group.find('-');
  const std::string to = group.substr(dash + 1);
  return std::stoll(group.substr(0, dash)) <= length && (to.empty() || length <= std::stoll(to));
}

std::vector<std::int64_t> read_active(const Certificates& certificates, CivilDay from, CivilDay to,
                                      Group group) {
  std::vector<std::int64_t> answers;
  for (const Reading& reading : readings(certificates, from, to)) {
    const Numbers numbers(events_of(certificates), reading.as_of);
    answers.push_back(numbers.n(Level::kRegion, kAsked, reading.period, "sjukfall_active", group));
  }
  return answers;
}

}  // namespace

void SjukfallFigures::check(const Json& figure, Tally& tally) {
  SCOPED_TRACE(figure.dump());
  const std::int64_t threshold = figure.value("threshold", 0);
  Question question{.measure = text_of(figure, "measure"),
                    .scope = scope_of(figure),
                    .from = day_of(figure, "from"),
                    .to = day_of(figure, "to"),
                    .sex = "",
                    .group = figure.value("group", Json())};
  if (question.measure == "sjukfall_by_certificate_count") {
    tally.leave_out("certificates per sjukfall are no count of section 6");
    return;
  }
  const std::array<std::pair<const char*, const char*>, 3> stated = {
      {{"total", ""}, {"male", "M"}, {"female", "F"}}};
  for (const auto& [key, sex] : stated) {
    if (!figure.contains(key)) continue;
    question.sex = sex;
    const Answers answers =
        threshold > 1 ? answer_with_threshold(question, threshold) : answer(question);
    EXPECT_FALSE(answers.empty()) << key;
    for (const std::int64_t n : answers) EXPECT_EQ(n, figure[key].get<std::int64_t>()) << key;
    ++tally.asserted;
  }
}

// Each cell of one provider and one sex counts as 0 below the threshold. That rule is the source's:
// the contract's counts are exact (section 9), so it is applied to them here.
SjukfallFigures::Answers SjukfallFigures::answer_with_threshold(const Question& question,
                                                                std::int64_t threshold) {
  std::set<std::string> providers;
  for (const Certificate& certificate : certificates_) {
    providers.insert(entity_of(certificate.care_provider));
  }
  std::int64_t sum = 0;
  for (const std::string& provider : providers) {
    for (const char* sex : {"M", "F"}) {
      if (!question.sex.empty() && question.sex != sex) continue;
      Question cell = question;
      cell.scope.care_provider = provider;
      cell.sex = sex;
      const Answers answers = answer(cell);
      if (answers.empty()) return {};
      for (const std::int64_t n : answers) EXPECT_EQ(n, answers.front());
      if (answers.front() >= threshold) sum += answers.front();
    }
  }
  return {sum};
}

SjukfallFigures::Answers SjukfallFigures::answer(const Question& question) {
  const std::string& measure = question.measure;
  if (measure == "sjukfall") return active(question);
  if (measure == "sjukfall_over_90_days") return over_90_days(question);
  if (measure == "sjukfall_by_length") return by_length(question);
  if (measure == "sjukfall_ended_by_length") return ended_by_length(question);
  if (measure == "sjukfall_by_latest_degree") return by_latest_degree(question);
  if (measure == "sjukfall_having_degree") return having_degree(question);
  if (measure.starts_with("sjukfall_by_latest_")) return by_latest(question);
  if (measure.starts_with("sjukfall_having_")) return having(question);
  ADD_FAILURE() << "unknown measure";
  return {};
}

SjukfallFigures::Answers SjukfallFigures::active(const Question& question) {
  const Certificates certificates = in_scope(certificates_, question.scope, question.sex);
  Answers answers = read_active(certificates, question.from, question.to, indicators::kTotal);
  add_entity_answers(question, certificates, answers);
  return answers;
}

// The rows that are the scope itself: of the nation, a provider or a unit; and one sex of all. The
// source drops certificates without a care provider; the nation has them under UNKNOWN.
void SjukfallFigures::add_entity_answers(const Question& question, const Certificates& certificates,
                                         Answers& answers) const {
  const Scope& scope = question.scope;
  const bool whole = std::ranges::all_of(certificates, [&](const Certificate& certificate) {
    return scope.sees(certificate) ||
           (scope.care_provider && entity_of(certificate.care_provider) != *scope.care_provider);
  });
  for (const Reading& reading : readings(certificates, question.from, question.to)) {
    const Numbers some(events_of(certificates), reading.as_of);
    if (!scope.care_provider) {
      answers.push_back(some.n(Level::kNation, "SE", reading.period, "sjukfall_active") -
                        some.n(Level::kProvider, entity_of(""), reading.period, "sjukfall_active"));
    } else if (whole) {
      answers.push_back(
          some.n(Level::kProvider, *scope.care_provider, reading.period, "sjukfall_active"));
    }
    if (scope.units && scope.units->size() == 1) {
      answers.push_back(
          some.n(Level::kUnit, *scope.units->begin(), reading.period, "sjukfall_active"));
    }
    if (question.sex.empty()) continue;
    const Numbers all(events_of(in_scope(certificates_, scope, "")), reading.as_of);
    const auto sex = question.sex == "M" ? domain::Sex::kMale : domain::Sex::kFemale;
    answers.push_back(all.n(Level::kRegion, kAsked, reading.period, "sjukfall_active",
                            indicators::kFirstSex + static_cast<Group>(sex)));
  }
}

// Of whatever kind the group is: it is that of the last fact that overlaps the period, as the
// diagnosis is.
SjukfallFigures::Answers SjukfallFigures::by_latest(const Question& question) {
  const Certificates certificates =
      with_diagnosis(in_scope(split_by_degree(certificates_), question.scope, question.sex),
                     having_group(question.measure, question.group));
  return read_active(certificates, question.from, question.to, group_of(domain::chapter_of("A00")));
}

// Asked in two ways: the degree also is that of the day on which the last fact begins.
SjukfallFigures::Answers SjukfallFigures::by_latest_degree(const Question& question) {
  Answers answers = by_latest(question);
  const Certificates certificates = in_scope(certificates_, question.scope, question.sex);
  std::int64_t n = 0;
  for (const View& view : views(certificates, question.scope, question.from, question.to)) {
    const auto degree =
        degree_on(of_patient(certificates, view.patient), view.visible.back().first_day());
    if (degree && std::to_string(*degree) == group_text(question.group)) ++n;
  }
  answers.push_back(n);
  return answers;
}

// Of whatever kind the group is: the sjukfall counts wherever a fact of the group overlaps the
// period, as it does by care level, and at the units.
SjukfallFigures::Answers SjukfallFigures::having(const Question& question) {
  const Certificates certificates =
      with_care_level(in_scope(split_by_degree(certificates_), question.scope, question.sex),
                      having_group(question.measure, question.group));
  Answers answers =
      read_active(certificates, question.from, question.to, group_of(domain::CareLevel::kPrimary));
  if (!question.measure.ends_with("unit")) return answers;
  const std::string unit = entity_of(group_text(question.group));
  const bool is_seen = std::ranges::any_of(certificates, [&](const Certificate& certificate) {
    return entity_of(certificate.unit) == unit && question.scope.sees(certificate);
  });
  for (const Reading& reading : readings(certificates, question.from, question.to)) {
    const Numbers numbers(events_of(certificates), reading.as_of);
    if (is_seen)
      answers.push_back(numbers.n(Level::kUnit, unit, reading.period, "sjukfall_active"));
  }
  return answers;
}

// Asked in two ways: the degree also is that of the day on which one of the facts begins.
SjukfallFigures::Answers SjukfallFigures::having_degree(const Question& question) {
  Answers answers = having(question);
  const Certificates certificates = in_scope(certificates_, question.scope, question.sex);
  std::int64_t n = 0;
  for (const View& view : views(certificates, question.scope, question.from, question.to)) {
    const Certificates own = of_patient(certificates, view.patient);
    n += std::ranges::any_of(view.visible, [&](const Certificate& certificate) {
      const auto degree = degree_on(own, certificate.first_day());
      return degree && std::to_string(*degree) == group_text(question.group);
    });
  }
  answers.push_back(n);
  return answers;
}

// A sjukfall is as long in a view as it is on the last day of the view, which
// sick_listed_over_90 asks about; a patient of two providers is asked about one at a time.
SjukfallFigures::Answers SjukfallFigures::over_90_days(const Question& question) {
  const Certificates certificates = in_scope(certificates_, question.scope, question.sex);
  std::int64_t by_state = 0;
  std::int64_t by_days = 0;
  for (const View& view : views(certificates, question.scope, question.from, question.to)) {
    const std::string provider = entity_of(view.visible.front().care_provider);
    const Certificates own = only(certificates, [&](const Certificate& certificate) {
      return certificate.patient == view.patient &&
             entity_of(certificate.care_provider) == provider;
    });
    const Numbers numbers(events_of(own), view.last_day);
    by_state += numbers.n(Level::kRegion, kAsked, "at", "sick_listed_over_90");
    by_days += view.days > 90 ? 1 : 0;
  }
  return {by_state, by_days};
}

// Days up to the view's last day are those with the state sjukfall_ongoing until then.
SjukfallFigures::Answers SjukfallFigures::by_length(const Question& question) {
  const Certificates certificates = in_scope(certificates_, question.scope, question.sex);
  const auto seen = views(certificates, question.scope, question.from, question.to);
  for (const std::int64_t n :
       read_active(certificates, question.from, question.to, indicators::kTotal)) {
    EXPECT_EQ(n, static_cast<std::int64_t>(seen.size()));
  }
  return {std::ranges::count_if(
      seen, [&](const View& view) { return has_length(view.days, group_text(question.group)); })};
}

// By the year's own counts where they have the group, and by the courses for every group.
SjukfallFigures::Answers SjukfallFigures::ended_by_length(const Question& question) {
  const std::string group = group_text(question.group);
  std::int64_t n = 0;
  const Certificates certificates = in_scope(certificates_, question.scope, question.sex);
  for (const std::string& patient : patients_of(certificates)) {
    const Certificates own = of_patient(certificates, patient);
    n += std::ranges::count_if(
        course(patient, own.front().care_provider).chains, [&](const Chain& chain) {
          return question.from <= chain.last_day && chain.last_day <= question.to &&
                 has_length(chain.days, group);
        });
  }
  Answers answers = {n};
  const std::map<std::string, const char*> counts = {{"91-180", "sjukfall_ended_91_180"},
                                                     {"181-365", "sjukfall_ended_181_365"},
                                                     {"366-", "sjukfall_ended_366"}};
  if (const auto count = counts.find(group); count != counts.end()) {
    const Numbers numbers(events_of(certificates), question.to + days{40});
    answers.push_back(numbers.n(Level::kRegion, kAsked, domain::day_text(question.to).substr(0, 4),
                                count->second));
  }
  return answers;
}

const Course& SjukfallFigures::course(const std::string& patient,
                                      const std::string& care_provider) {
  const auto [place, is_new] = courses_.try_emplace({patient, entity_of(care_provider)});
  if (is_new) place->second = observe(of_patient(certificates_, patient), care_provider);
  return place->second;
}

std::vector<View> SjukfallFigures::views(const Certificates& certificates, const Scope& scope,
                                         CivilDay from, CivilDay to) {
  Certificates facts = split_by_degree(only(
      certificates, [&scope](const Certificate& certificate) { return scope.sees(certificate); }));
  std::ranges::stable_sort(facts, {}, [](const Certificate& certificate) {
    return std::tuple(certificate.first_day(), certificate.signed_at, certificate.id);
  });
  std::vector<View> views;
  for (const Certificate& fact : facts) {
    const SickLeave& period = fact.periods.front();
    if (!period.is_valid() || !period.overlaps(from, to)) continue;
    const Course& course = this->course(fact.patient, fact.care_provider);
    const auto chain = std::ranges::find_if(
        course.chains, [&](const Chain& it) { return it.covers(period.first_day); });
    if (chain == course.chains.end()) {
      ADD_FAILURE() << "no sjukfall covers " << fact.id;
      continue;
    }
    auto view = std::ranges::find_if(views, [&](const View& it) {
      return it.patient == fact.patient && it.chain == *chain &&
             entity_of(it.visible.front().care_provider) == entity_of(fact.care_provider);
    });
    if (view == views.end()) {
      view = views.insert(views.end(), {fact.patient, *chain, {}, period.last_day, 0});
    }
    view->visible.push_back(fact);
    view->last_day = std::max(view->last_day, period.last_day);
    view->days = course.days_within(chain->first_day, view->last_day);
  }
  return views;
}

}  // namespace sjukpuls::vectors
