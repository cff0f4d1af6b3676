#pragma once

#include <compare>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "processor/base/time.h"
#include "processor/domain/event.h"
#include "processor/domain/patient_record.h"
#include "processor/domain/reference_version.h"
#include "processor/engine/row.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/counts.h"

namespace sjukpuls::engine {

// A number of reference, one CSV line but for the day. Owns its texts.
struct ReferenceCount {
  std::string period;
  domain::Level level;
  std::string entity;
  const indicators::CountInfo* count;
  std::string measure;  // of survey results, else empty
  std::int64_t n;
};

// Facts about units and survey results: for each key the greatest (occurred_at, event_id) holds,
// whole (docs/INDICATORS.md section 2, Identity). These counts are no sums over patients, so they
// are evaluated where all facts are together: in replay, and in the table. Not thread-safe.
class ReferenceBook {
 public:
  domain::FoldOutcome put(domain::UnitFactsVersion version);
  domain::FoldOutcome put(domain::SurveyVersion version);

  // Both in the order of their keys.
  void for_each(const std::function<void(const domain::UnitFactsVersion&)>& visit) const;
  void for_each(const std::function<void(const domain::SurveyVersion&)>& visit) const;

  // Of each unit the facts with the latest valid_from that has come by the day; in order of unit.
  void for_each_in_force(base::CivilDay as_of,
                         const std::function<void(const domain::UnitFactsVersion&)>& visit) const;

  // The counts of section 6, Reference and survey, as of the day; in no order, none of them 0. Of
  // some levels alone they are much cheaper than with those of every unit.
  std::vector<ReferenceCount> counts(
      const indicators::Catalogue& catalogue, base::CivilDay as_of,
      indicators::LevelSet levels = indicators::LevelSet::kAll) const;

 private:
  void count_units(const indicators::Catalogue& catalogue, base::CivilDay as_of,
                   domain::Level level, std::vector<ReferenceCount>& counts) const;
  void count_surveys(const indicators::Catalogue& catalogue, base::CivilDay as_of,
                     indicators::LevelSet levels, std::vector<ReferenceCount>& counts) const;

  using UnitKey = std::pair<std::string, base::CivilDay>;
  using SurveyKey =
      std::tuple<std::string, domain::Level, std::string, base::CivilDay, base::CivilDay>;
  std::map<UnitKey, domain::UnitFactsVersion> units_;
  std::map<SurveyKey, domain::SurveyVersion> surveys_;
  // Versions that have come and do not hold, so that one of them is a duplicate when it comes
  // again.
  std::set<std::pair<base::EventTime, std::string>> set_aside_;
};

}  // namespace sjukpuls::engine
