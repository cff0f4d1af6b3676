// Plays the attacker on small random countries, where nearly every number is small: from all that
// is published no withheld count can be worked out.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <span>
#include <tuple>

#include "sinks/disclosure/publication.h"
#include "tests/disclosure/attacker.h"

namespace sjukpuls::disclosure {
namespace {

using domain::Level;
using engine::Cell;
using indicators::CellId;
using indicators::Group;
using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone

// A number's place: level, entity, count, group.
using Place = std::tuple<Level, std::string, std::string, Group>;

std::string name_of(const Place& place) {
  const auto& [level, entity, count, group] = place;
  return std::string(domain::name(level)) + " " + entity + " " + count + " " +
         std::string(indicators::dimension_of(group)) + " " +
         std::string(indicators::name_of(group));
}

// What a unit's facts tell: whose it is now.
struct Facts {
  std::string region;
  std::string provider;
};

struct Unit {
  std::string id;
  std::string region;  // whose its events are
  std::string provider;
  // None: it is not published, nor whose it is. Others than its events': it has moved to a provider
  // that has no number yet.
  std::optional<Facts> facts;
};

// A country of a few units whose cases fall where they fall.
class Country {
 public:
  explicit Country(std::uint64_t seed) : random_(seed) {
    const int regions = pick(1, 4);
    const int providers = pick(1, 6);
    const int units = pick(1, 14);
    const auto somewhere = [&] {
      return Facts{"0" + std::to_string(pick(1, regions)),
                   "P" + std::to_string(pick(1, providers))};
    };
    for (int i = 0; i < units; ++i) {
      const Facts home = somewhere();
      units_.push_back({"U" + std::to_string(i), home.region, home.provider, home});
      if (pick(1, 6) == 1) units_.back().facts.reset();
      if (pick(1, 6) == 1) {
        units_.back().facts = {somewhere().region, "P" + std::to_string(providers + 1)};
      }
    }
    most_groups_ = pick(1, 6);
    for (int cases = pick(0, 90); cases > 0; --cases) add_case("certificates_sent");
    for (int cases = pick(0, 90); cases > 0; --cases) {
      const Spot spot = add_case("sick_listed");
      add("sjukfall_ongoing", spot);
      if (spot.groups[0] == indicators::kFirstSex) add("sick_listed_women", spot);
    }
    for (int cases = pick(0, 40); cases > 0; --cases) {
      const Spot spot = add_case("requests_answered");
      add("request_answer_days", spot, pick(1, 9));
    }
    for (int cases = pick(0, 40); cases > 0; --cases) add_case("kva_records_DV077");
  }

  const std::vector<Unit>& units() const { return units_; }
  const std::map<Place, std::int64_t>& numbers() const { return numbers_; }

 private:
  struct Spot {
    const Unit* unit;
    std::array<Group, 3> groups;
  };

  int pick(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }

  // Mostly the first of few groups, now and then a rare one.
  Group group(Group first, std::size_t groups) {
    const int most = std::min(most_groups_, static_cast<int>(groups)) - 1;
    return first + static_cast<Group>(std::min(pick(0, most), pick(0, most)));
  }

  Spot add_case(const std::string& count) {
    const int last = static_cast<int>(units_.size()) - 1;
    const Spot spot{&units_[static_cast<std::size_t>(std::min(pick(0, last), pick(0, last)))],
                    {group(indicators::kFirstSex, domain::kSexes),
                     group(indicators::kFirstCareLevel, domain::kCareLevels),
                     group(indicators::kFirstDiagnosis, domain::kDiagnosisChapters)}};
    add(count, spot);
    return spot;
  }

  void add(const std::string& count, const Spot& spot, std::int64_t n = 1) {
    const bool has_diagnoses = !count.starts_with("kva");
    numbers_[{Level::kUnit, spot.unit->id, count, indicators::kTotal}] += n;
    numbers_[{Level::kProvider, spot.unit->provider, count, indicators::kTotal}] += n;
    for (const auto& [level, entity] : {std::pair{Level::kRegion, spot.unit->region},
                                        std::pair{Level::kNation, std::string("SE")}}) {
      numbers_[{level, entity, count, indicators::kTotal}] += n;
      for (const Group of_dimension : spot.groups) {
        if (of_dimension >= indicators::kFirstDiagnosis && !has_diagnoses) continue;
        numbers_[{level, entity, count, of_dimension}] += n;
      }
    }
  }

  std::mt19937_64 random_;
  std::vector<Unit> units_;
  int most_groups_ = 1;
  std::map<Place, std::int64_t> numbers_;
};

class AttackTest : public testing::Test {
 protected:
  std::string period_of(const std::string& count) const {
    return catalogue_.find(count)->periods.has(indicators::kAt) ? "at" : "365d";
  }

  engine::Table table_of(const Country& country) const {
    using RowPlace = std::tuple<Level, std::string, std::string>;
    std::map<RowPlace, std::map<std::uint32_t, std::int64_t>> rows;
    for (const auto& [place, n] : country.numbers()) {
      const auto& [level, entity, count, group] = place;
      rows[{level, entity, period_of(count)}][CellId(*catalogue_.find(count), group).value()] = n;
    }
    engine::Table table;
    for (const auto& [place, numbers] : rows) {
      std::vector<Cell> cells;
      for (const auto& [id, n] : numbers) cells.push_back({id, n});
      const auto& [level, entity, period] = place;
      table.put(0, {level, entity, period}, cells);
    }
    for (const Unit& unit : country.units()) {
      if (!unit.facts) continue;
      domain::UnitFactsVersion facts;
      facts.event_id = unit.id;
      facts.care_unit_id = unit.id;
      facts.care_provider_id = unit.facts->provider;
      facts.region = *domain::Region::parse(unit.facts->region);
      table.put(facts);
    }
    table.set_as_of(base::CivilDay{2025y / 3 / 31});
    return table;
  }

  std::map<Place, std::int64_t> published(const engine::Table& table) const {
    std::map<Place, std::int64_t> shown;
    for (const PublishedRow& row : publish(table, catalogue_, {}, Scope::kAll).rows) {
      for (const Cell& cell : row.cells) {
        const CellId id = CellId::from_value(cell.id);
        shown[{row.level, row.entity, catalogue_.find_number(id.count_number())->name,
               id.group()}] = cell.n;
      }
    }
    return shown;
  }

  // Tells the attacker everything but the numbers that are withheld.
  static attack::Attacker attacker(const Country& country,
                                   const std::map<Place, std::int64_t>& shown) {
    attack::Attacker attacker;
    std::set<std::string> counts;
    std::map<Level, std::set<std::string>> entities;
    const std::set<std::string> unseen = unseen_units(country, shown);
    for (const auto& [place, n] : country.numbers()) {
      counts.insert(std::get<2>(place));
      if (unseen.contains(std::get<1>(place))) continue;
      entities[std::get<0>(place)].insert(std::get<1>(place));
      if (shown.contains(place)) {
        attacker.knows(name_of(place), shown.at(place));
      } else {
        attacker.misses(name_of(place));
      }
    }
    for (const std::string& count : counts) {
      for (const Unit& unit : country.units()) {
        for (const std::string& whole : {unit.region, unit.provider}) {
          if (!unseen.contains(unit.id)) continue;
          attacker.misses(name_of({Level::kUnit, part_of(unit, whole, unseen), count, 0}));
        }
      }
    }
    for (const std::string& count : counts) add_sums(country, count, entities, unseen, attacker);
    // Women may be withheld because the rest are few, so that nobody can tell which are 0.
    for (const auto& [level, of_level] : entities) {
      for (const std::string& entity : of_level) {
        for (Group group = 0; group < indicators::kGroups; ++group) {
          const Place women = {level, entity, "sick_listed_women", group};
          if (!shown.contains(women)) attacker.misses(name_of(women));
          const bool is_sex = group >= indicators::kFirstSex && group < indicators::kFirstCareLevel;
          if (is_sex) attacker.misses(name_of({level, entity, "sick_listed", group}));
        }
      }
    }
    // The same numbers under two names.
    for (const Level level : {Level::kUnit, Level::kProvider}) {
      for (const std::string& entity : entities[level]) {
        attacker.sum({name_of({level, entity, "sick_listed", indicators::kTotal})},
                     name_of({level, entity, "sjukfall_ongoing", indicators::kTotal}));
      }
    }
    for (const Level level : {Level::kNation, Level::kRegion}) {
      for (const std::string& entity : entities[level]) {
        attacker.sum({name_of({level, entity, "sick_listed_women", indicators::kTotal})},
                     name_of({level, entity, "sick_listed", indicators::kFirstSex}));
        attacker.sum({name_of({level, entity, "sick_listed_women", indicators::kTotal})},
                     name_of({level, entity, "sick_listed_women", indicators::kFirstSex}));
      }
    }
    return attacker;
  }

  // Women, and any group of them, and the sick-listed by sex, may be left out though they are many.
  // Being told that a number is 0, or one of these that is not small, is no leak.
  static bool is_no_secret(const Country& country, const std::string& name) {
    for (const auto& [place, n] : country.numbers()) {
      const auto& [level, entity, count, group] = place;
      if (name_of(place) != name) continue;
      const bool is_of_women =
          count == "sick_listed_women" || (count == "sick_listed" && group != indicators::kTotal);
      return is_of_women && n >= 5;
    }
    return true;
  }

  // Units that are published nowhere: those without facts, and those that have moved, which must
  // not be. One that is shown all the same he puts into the sums that its events are part of.
  static std::set<std::string> unseen_units(const Country& country,
                                            const std::map<Place, std::int64_t>& shown) {
    std::set<std::string> unseen;
    for (const Unit& unit : country.units()) {
      if (!unit.facts || unit.facts->provider != unit.provider) unseen.insert(unit.id);
    }
    for (const auto& [place, n] : shown) unseen.erase(std::get<1>(place));
    return unseen;
  }

  // A unit that is not seen is some part of its region's and provider's sum, of which nobody knows
  // more.
  static std::string part_of(const Unit& unit, const std::string& whole,
                             const std::set<std::string>& unseen) {
    return unseen.contains(unit.id) ? "rest of " + whole : unit.id;
  }

  static void add_sums(const Country& country, const std::string& count,
                       std::map<Level, std::set<std::string>>& entities,
                       const std::set<std::string>& unseen, attack::Attacker& attacker) {
    const auto name = [&](Level level, const std::string& entity, Group group) {
      return name_of({level, entity, count, group});
    };
    const auto sum = [&](Level level, const auto& parts, Group group, const std::string& total) {
      std::vector<std::string> names;
      for (const std::string& part : parts) names.push_back(name(level, part, group));
      attacker.sum(names, total);
    };
    for (Group group = 0; group < indicators::kGroups; ++group) {
      sum(Level::kRegion, entities[Level::kRegion], group, name(Level::kNation, "SE", group));
    }
    sum(Level::kProvider, entities[Level::kProvider], 0, name(Level::kNation, "SE", 0));
    for (const std::string& region : entities[Level::kRegion]) {
      std::set<std::string> of_region;
      for (const Unit& unit : country.units()) {
        if (unit.region == region) of_region.insert(part_of(unit, region, unseen));
      }
      sum(Level::kUnit, of_region, 0, name(Level::kRegion, region, 0));
    }
    for (const std::string& provider : entities[Level::kProvider]) {
      std::set<std::string> of_provider;
      for (const Unit& unit : country.units()) {
        if (unit.provider == provider) of_provider.insert(part_of(unit, provider, unseen));
      }
      sum(Level::kUnit, of_provider, 0, name(Level::kProvider, provider, 0));
    }
    for (const Level level : {Level::kNation, Level::kRegion}) {
      for (const std::string& entity : entities[level]) {
        for (const auto& [first, end] :
             {std::pair{indicators::kFirstSex, indicators::kFirstCareLevel},
              std::pair{indicators::kFirstCareLevel, indicators::kFirstDiagnosis},
              std::pair{indicators::kFirstDiagnosis, indicators::kGroups}}) {
          if (first == indicators::kFirstDiagnosis && count.starts_with("kva")) continue;
          std::vector<std::string> groups;
          for (Group group = first; group < end; ++group)
            groups.push_back(name(level, entity, group));
          attacker.sum(groups, name(level, entity, 0));
        }
      }
    }
  }

  indicators::Catalogue catalogue_;
};

TEST_F(AttackTest, NoWithheldCountCanBeWorkedOut) {
  const char* asked = std::getenv("PROPERTY_SEEDS");
  const std::uint64_t seeds = asked == nullptr ? 1000 : std::strtoull(asked, nullptr, 10);
  std::size_t withheld = 0;
  std::size_t shown_in_all = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Country country(seed);
    if (country.numbers().empty()) continue;
    const auto shown = published(table_of(country));
    for (const auto& [place, n] : shown) {
      ASSERT_EQ(country.numbers().at(place), n) << "seed " << seed;
      const bool is_days = std::get<2>(place) == "request_answer_days";
      ASSERT_TRUE(n >= 5 || is_days) << "seed " << seed << ": " << name_of(place);
    }
    std::vector<std::string> leaks = attacker(country, shown).works_out();
    std::erase_if(leaks, [&](const std::string& name) { return is_no_secret(country, name); });
    ASSERT_THAT(leaks, testing::IsEmpty()) << "seed " << seed;
    withheld += country.numbers().size() - shown.size();
    shown_in_all += shown.size();
  }
  // The attack means nothing where all is withheld, or nothing.
  EXPECT_GT(withheld, seeds);
  EXPECT_GT(shown_in_all, seeds * 10);
  RecordProperty("shown", static_cast<int>(shown_in_all));
  RecordProperty("withheld", static_cast<int>(withheld));
}

// The attacker is no straw man: he sees through the hiding of small numbers alone.
TEST_F(AttackTest, TheAttackerWorksOutWhatOnlySumsHide) {
  attack::Attacker attacker;
  attacker.knows("region", 12);
  attacker.knows("a", 9);
  attacker.misses("b");
  attacker.sum({"a", "b"}, "region");
  EXPECT_THAT(attacker.works_out(), testing::ElementsAre("b"));

  attack::Attacker bounds;
  bounds.knows("none", 0);
  bounds.misses("c");
  bounds.misses("d");
  bounds.sum({"c", "d"}, "none");
  EXPECT_THAT(bounds.works_out(), testing::ElementsAre("c", "d"));
}

}  // namespace
}  // namespace sjukpuls::disclosure
