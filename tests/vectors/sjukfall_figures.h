#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/vectors/course.h"
#include "tests/vectors/questions.h"
#include "tests/vectors/tally.h"

namespace sjukpuls::vectors {

// A sjukfall as a scope sees it in a period: up to the last day of the certificates that the scope
// sees in the period.
struct View {
  std::string patient;
  Chain chain;
  Certificates visible;  // one for each degree period
  CivilDay last_day;
  std::int64_t days = 0;
};

// Answers figures and views about the sjukfall of a case.
class SjukfallFigures {
 public:
  explicit SjukfallFigures(Certificates certificates) : certificates_(std::move(certificates)) {}

  // Checks total, male and female, or leaves the figure out.
  void check(const Json& figure, Tally& tally);

  std::vector<View> views(const Certificates& certificates, const Scope& scope, CivilDay from,
                          CivilDay to);
  const Course& course(const std::string& patient, const std::string& care_provider);

 private:
  struct Question {
    std::string measure;
    Scope scope;
    CivilDay from;
    CivilDay to;
    std::string sex;
    Json group;
  };
  using Answers = std::vector<std::int64_t>;  // by different ways of asking; all must agree

  Answers answer(const Question& question);
  Answers answer_with_threshold(const Question& question, std::int64_t threshold);

  Answers active(const Question& question);
  Answers by_latest(const Question& question);
  Answers by_latest_degree(const Question& question);
  Answers having(const Question& question);
  Answers having_degree(const Question& question);
  Answers over_90_days(const Question& question);
  Answers by_length(const Question& question);
  Answers ended_by_length(const Question& question);
  void add_entity_answers(const Question& question, const Certificates& certificates,
                          Answers& answers) const;

  Certificates certificates_;
  std::map<std::pair<std::string, std::string>, Course> courses_;
};

}  // namespace sjukpuls::vectors
