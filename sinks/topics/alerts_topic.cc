#include "sinks/topics/alerts_topic.h"

#include <algorithm>
#include <utility>

#include "sinks/topics/alert_json.h"

namespace sjukpuls::topics {
namespace {

using alerts::AlertBook;
using stream::TopicChange;

// When the first signal that is held now becomes an open alert.
std::optional<base::ProcessingTime> next_opening(const AlertBook& book,
                                                 const alerts::AlertBookOptions& options) {
  std::optional<base::ProcessingTime> first;
  for (const auto& [key, alert] : book) {
    const auto opening = alerts::opens_at(alert, options);
    if (opening && (!first || *opening < *first)) first = opening;
  }
  return first;
}

}  // namespace

void AlertsTopic::take_over(stream::PartitionContent content) {
  book_.clear();
  strays_.clear();
  done_with_.reset();
  next_opening_.reset();
  for (const auto& [key, value] : content) {
    auto alert = parse_alert(value);
    if (alert && alert_key(*alert) == key) {
      AlertBook::key_type place{alert->rule, alert->care_unit};
      book_.emplace(std::move(place), *std::move(alert));
    } else {
      strays_.push_back(key);
    }
  }
  std::ranges::sort(strays_);
}

bool AlertsTopic::due(base::ProcessingTime now) const {
  const auto findings = latest_();
  if (!findings || !findings->as_of) return false;
  return findings != done_with_ || (next_opening_ && now >= *next_opening_);
}

std::vector<TopicChange> AlertsTopic::changes(base::ProcessingTime now) {
  staged_findings_ = latest_();
  // As the topic will give it back: in whole seconds.
  const base::ProcessingTime second{std::chrono::floor<std::chrono::seconds>(now)};
  staged_book_ = alerts::next(book_, *staged_findings_, options_, second);
  std::vector<TopicChange> changes;
  for (const std::string& key : strays_) changes.push_back({key, std::nullopt});
  for (const auto& [key, alert] : book_) {
    if (!staged_book_.contains(key)) changes.push_back({alert_key(alert), std::nullopt});
  }
  for (const auto& [key, alert] : staged_book_) {
    const auto known = book_.find(key);
    if (known != book_.end() && known->second == alert) continue;
    changes.push_back({alert_key(alert), alert_json(alert)});
  }
  return changes;
}

void AlertsTopic::committed() {
  book_ = std::move(staged_book_);
  strays_.clear();
  done_with_ = std::move(staged_findings_);
  next_opening_ = next_opening(book_, options_);
}

void AlertsTopic::rolled_back() {
  staged_book_.clear();
  staged_findings_.reset();
}

}  // namespace sjukpuls::topics
