#include "processor/simulation/sweden.h"

#include <algorithm>
#include <array>

namespace sjukpuls::simulation {
namespace {

struct County {
  std::string_view code;
  std::uint16_t thousands;  // inhabitants
};
constexpr std::array<County, kRegions> kCounties = {{
    {"01", 2455}, {"03", 404}, {"04", 302},  {"05", 472}, {"06", 369},  {"07", 204}, {"08", 247},
    {"09", 61},   {"10", 158}, {"12", 1421}, {"13", 343}, {"14", 1767}, {"17", 283}, {"18", 308},
    {"19", 280},  {"20", 287}, {"21", 286},  {"22", 243}, {"23", 132},  {"24", 278}, {"25", 249},
}};

constexpr std::uint32_t kTotalThousands = [] {
  std::uint32_t total = 0;
  for (const County& county : kCounties) total += county.thousands;
  return total;
}();

constexpr std::string_view kChains = "99";  // in the place of a region's code

// A lognormal with median 1000 and sigma 0.8.
constexpr std::array<Quantile, 11> kSizes = {{{0, 80},
                                              {25, 208},
                                              {100, 359},
                                              {250, 583},
                                              {400, 817},
                                              {500, 1000},
                                              {600, 1225},
                                              {750, 1715},
                                              {900, 2788},
                                              {975, 4797},
                                              {1000, 12000}}};
constexpr std::array<std::uint16_t, kCareKinds> kCareShares = {60, 24, 9, 7};
constexpr std::array<std::uint32_t, kCareKinds> kCareSizes = {100, 110, 90, 30};  // per cent
constexpr std::array<Quantile, 4> kRequestRates = {
    {{0, 250}, {500, 620}, {900, 1000}, {1000, 1300}}};
constexpr std::array<Quantile, 4> kPlanRates = {{{0, 200}, {500, 900}, {900, 3500}, {1000, 6500}}};

constexpr std::array<std::string_view, 24> kNameStarts = {
    "Björk",  "Gran",   "Ek",   "Lind", "Älv",   "Sjö",  "Norr", "Söder",
    "Öster",  "Väster", "Berg", "Sol",  "Kvarn", "Ask",  "Tall", "Hav",
    "Strand", "Ljung",  "Äng",  "Rönn", "Kyrk",  "Stor", "Lill", "Ny"};
constexpr std::array<std::string_view, 16> kNameEnds = {
    "backen", "dalen",  "udden", "gläntan", "torget", "hamnen", "lunden", "hagen",
    "näset",  "holmen", "viken", "åsen",    "parken", "porten", "källan", "gården"};
constexpr std::array<std::string_view, kCareKinds> kNameKinds = {
    "vårdcentral", "specialistmottagning", "psykiatriska mottagning", "företagshälsa"};

// An HSA-id of the made-up organisation numbers that begin with 2099.
std::string provider_id(std::string_view series, std::uint32_t number) {
  const std::string digits = std::to_string(1000 + number);
  std::string id = "SE2099";
  id += series;
  id += std::string_view(digits).substr(1);
  id += '6';
  return id;
}

// A letter and a number that no other unit of the region has.
std::string unit_id(std::string_view provider, std::string_view region, std::uint32_t number) {
  std::string id(provider);
  if (provider.substr(6, 2) == kChains) {
    id += '-';
    id += region;
  }
  id += '-';
  id += static_cast<char>('A' + number % 8);
  id += std::to_string(1 + number / 8);
  return id;
}

}  // namespace

std::string_view region_code(std::size_t region) { return kCounties[region].code; }

std::uint32_t usual_units(std::uint32_t patients) {
  return std::clamp<std::uint32_t>(patients / 125, 2 * kRegions, 20'000);
}

Sweden::Sweden(std::uint64_t seed, std::uint32_t units) : random_(key_of(seed, 1)) {
  for (std::size_t region = 0; region < kRegions; ++region) {
    const std::uint64_t share =
        std::uint64_t{units} * kCounties[region].thousands / kTotalThousands;
    add_region(region, std::max<std::uint32_t>(2, static_cast<std::uint32_t>(share)));
  }
  first_unit_.push_back(static_cast<std::uint32_t>(units_.size()));
}

void Sweden::add_region(std::size_t region, std::uint32_t units) {
  first_unit_.push_back(static_cast<std::uint32_t>(units_.size()));
  std::uint64_t through = 0;
  for (std::uint32_t number = 0; number < units; ++number) {
    units_.push_back(make_unit(region, number));
    through += units_.back().size;
    sizes_through_.push_back(through);
  }
}

Unit Sweden::make_unit(std::size_t region, std::uint32_t number) {
  Unit unit;
  unit.region = kCounties[region].code;
  unit.care = number == 0 ? CareKind::kPrimary : static_cast<CareKind>(random_.pick(kCareShares));
  const auto kind = static_cast<std::size_t>(unit.care);
  unit.size = static_cast<std::uint32_t>(random_.draw(kSizes)) * kCareSizes[kind] / 100;

  // The region's own, a provider of few units, or one of eight chains.
  unit.provider_id = provider_id(unit.region, 1);
  if (number > 0 && random_.happens(2800)) {
    unit.provider_id = provider_id(unit.region, 100 + number / 2 % 900);
  } else if (number > 0 && random_.happens(900)) {
    unit.provider_id = provider_id(kChains, 1 + random_.below(8));
  }
  unit.id = unit_id(unit.provider_id, unit.region, number);
  unit.name = kNameStarts[random_.below(kNameStarts.size())];
  unit.name += kNameEnds[random_.below(kNameEnds.size())];
  unit.name += "s ";
  unit.name += kNameKinds[kind];

  // One for certain in each of the three great regions, so that small simulations have some too.
  const bool great = kCounties[region].thousands > 1000;
  unit.answers_late = (great && number == 1) || random_.happens(200);
  unit.request_rate =
      static_cast<std::uint16_t>(unit.answers_late ? 1800 : random_.draw(kRequestRates));
  unit.plan_rate = static_cast<std::uint16_t>(random_.draw(kPlanRates));
  if (random_.happens(unit.care == CareKind::kPrimary ? 7500 : 4000)) {
    unit.coordinator_fte_hundredths = static_cast<std::uint16_t>(
        std::min<std::uint32_t>(500, 10 + unit.size / 40 + random_.below(40)));
  }
  return unit;
}

std::uint32_t Sweden::draw_unit(Random& random) const {
  static const std::array<std::uint16_t, kRegions> kPopulations = [] {
    std::array<std::uint16_t, kRegions> thousands{};
    std::ranges::transform(kCounties, thousands.begin(), &County::thousands);
    return thousands;
  }();
  const std::size_t region = random.pick(kPopulations);
  const auto begin = sizes_through_.begin() + first_unit_[region];
  const auto end = sizes_through_.begin() + first_unit_[region + 1];
  const std::uint32_t place = random.below(static_cast<std::uint32_t>(*(end - 1)));
  return static_cast<std::uint32_t>(std::upper_bound(begin, end, place) - sizes_through_.begin());
}

}  // namespace sjukpuls::simulation
