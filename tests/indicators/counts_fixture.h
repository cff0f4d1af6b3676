#pragma once

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "processor/engine/patient_store.h"
#include "processor/engine/rows.h"
#include "processor/indicators/catalogue.h"
#include "processor/indicators/counts.h"
#include "processor/indicators/periods.h"
#include "tests/fakes/event_maker.h"

namespace sjukpuls::indicators {

using base::CivilDay;
using fakes::at;
using fakes::kNoUnit;
using fakes::kUnitA;
using fakes::kUnitB;
using fakes::kUnitC;
using fakes::kUnitD;
using fakes::operator""_day;
using std::chrono::days;
using namespace std::chrono_literals;

// An entity of section 3 and one of its groups, as tests name them.
struct Entity {
  domain::Level level;
  std::string id;
};
inline Entity nation() { return {domain::Level::kNation, "SE"}; }
inline Entity region(std::string_view code) { return {domain::Level::kRegion, std::string(code)}; }
inline Entity provider(std::string_view id) { return {domain::Level::kProvider, std::string(id)}; }
inline Entity unit(std::string_view id) { return {domain::Level::kUnit, std::string(id)}; }
inline Entity unit(const fakes::Unit& care_unit) { return unit(care_unit.id); }

struct Part {
  std::string dimension;
  std::string group;
};
inline Part sex(std::string_view group) { return {"sex", std::string(group)}; }
inline Part care_level(std::string_view group) { return {"care_level", std::string(group)}; }
inline Part diagnosis(std::string_view group) { return {"diagnosis", std::string(group)}; }

// Tells what happened to made-up patients and asks for the counts as of a day. Every answer is
// worked out twice, for the events in the order told and in the opposite order, which must agree.
class CountsTest : public ::testing::Test {
 protected:
  // Whose the next events are; "patient-1" until said.
  void patient(std::string_view id) { make_.patient(id); }
  void as_of(CivilDay day) {
    day_ = day;
    stale_ = true;
  }
  // Also counts these KVA codes, as configuration may say.
  void also_counting(std::string_view kva_code) {
    more_codes_.push_back(domain::KvaCode::parse(kva_code).value());
    catalogue_ = Catalogue(more_codes_);
    stale_ = true;
  }

  void certificate(std::string_view id, const fakes::CertificateSaid& said) {
    tell(make_.certificate(id, said));
  }
  void sent(std::string_view id, std::string_view recipient = "FKASSA",
            CivilDay on = "2025-01-01"_day) {
    tell(make_.sent(id, recipient, on));
  }
  void revoke(std::string_view id, CivilDay on = "2025-01-01"_day) { tell(make_.revoke(id, on)); }
  void request(std::string_view id, const fakes::RequestSaid& said) {
    tell(make_.request(id, said));
  }
  void answer(std::string_view request, CivilDay on) { tell(make_.answer(request, on)); }
  void reminder(std::string_view id, const fakes::ReminderSaid& said) {
    tell(make_.reminder(id, said));
  }
  void kva(std::string_view id, const fakes::KvaSaid& said) { tell(make_.kva(id, said)); }
  void kva_removed(std::string_view id, base::EventTime told_at) {
    tell(make_.kva_removed(id, told_at));
  }
  void notice(std::string_view id, CivilDay on, const fakes::Unit& care_unit = kUnitA) {
    tell(make_.notice(id, on, care_unit));
  }

  // The count in the period, of the whole nation and in total unless said.
  std::int64_t count(std::string_view name, std::string_view period,
                     const Entity& entity = nation(), const Part& part = {}) {
    if (catalogue_.find(name) == nullptr) ADD_FAILURE() << "no count is called " << name;
    if (stale_) evaluate();
    const auto found = numbers_.find(
        Key{period, domain::name(entity.level), entity.id, name, part.dimension, part.group});
    return found == numbers_.end() ? 0 : found->second;
  }
  std::int64_t count_at(std::string_view name, const Entity& entity = nation(),
                        const Part& part = {}) {
    return count(name, "at", entity, part);
  }

  // The sum of the count over the groups of a dimension, at the nation.
  std::int64_t sum_of_parts(std::string_view name, std::string_view period,
                            std::string_view dimension) {
    if (stale_) evaluate();
    std::int64_t sum = 0;
    for (const auto& [key, n] : numbers_) {
      if (std::get<0>(key) == period && std::get<1>(key) == "nation" && std::get<3>(key) == name &&
          std::get<4>(key) == dimension) {
        sum += n;
      }
    }
    return sum;
  }

  // All periods in which the nation's total of the count is not zero.
  std::vector<std::string> periods_with(std::string_view name) {
    if (stale_) evaluate();
    std::vector<std::string> periods;
    for (const auto& [key, n] : numbers_) {
      if (std::get<1>(key) == "nation" && std::get<3>(key) == name && std::get<4>(key).empty()) {
        periods.push_back(std::get<0>(key));
      }
    }
    return periods;
  }

  const std::vector<const domain::Event*>& events() const { return events_; }
  const Catalogue& catalogue() const { return catalogue_; }

 private:
  // Period, level, entity, count, dimension, group.
  using Key =
      std::tuple<std::string, std::string, std::string, std::string, std::string, std::string>;
  using Numbers = std::map<Key, std::int64_t>;

  void tell(const domain::Event& event) {
    events_.push_back(&event);
    stale_ = true;
  }

  void evaluate() {
    numbers_ = evaluated(events_.begin(), events_.end());
    EXPECT_EQ(numbers_, evaluated(events_.rbegin(), events_.rend()))
        << "the order of the events must not matter";
    stale_ = false;
  }

  template <typename Iterator>
  Numbers evaluated(Iterator begin, Iterator end) const {
    engine::PatientStore store;
    for (auto event = begin; event != end; ++event) {
      store.fold(store.find_or_add((*event)->patient.id), **event);
    }
    const PeriodCalendar calendar(day_);
    engine::Rows rows(catalogue_, store.care_units(), kAllPeriods);
    Counts counts(catalogue_, store.care_units());
    for (engine::PatientIndex i = 0; i < store.size(); ++i) {
      for (const Contribution& part : counts.evaluate(store.record(i), calendar)) {
        rows.add(part, 1);
      }
    }
    Numbers numbers;
    rows.for_each(calendar, [&numbers](const engine::RowKey& key, auto cells) {
      for (const engine::Cell& cell : cells) {
        const auto id = CellId::from_value(cell.id);
        numbers[Key{key.period, domain::name(key.level), key.entity,
                    Catalogue::name_of_number(id.count_number()), dimension_of(id.group()),
                    name_of(id.group())}] = cell.n;
      }
    });
    return numbers;
  }

  fakes::EventMaker make_;
  std::vector<const domain::Event*> events_;
  CivilDay day_ = "2025-03-31"_day;
  std::vector<domain::KvaCode> more_codes_;
  Catalogue catalogue_;
  Numbers numbers_;
  bool stale_ = true;
};

}  // namespace sjukpuls::indicators
