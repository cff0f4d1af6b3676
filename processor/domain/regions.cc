#include "processor/domain/regions.h"

#include <algorithm>
#include <array>

namespace sjukpuls::domain {
namespace {

constexpr std::array<RegionName, 21> kRegions = {{{"01", "Stockholm"},
                                                  {"03", "Uppsala"},
                                                  {"04", "Sörmland"},
                                                  {"05", "Östergötland"},
                                                  {"06", "Jönköping"},
                                                  {"07", "Kronoberg"},
                                                  {"08", "Kalmar"},
                                                  {"09", "Gotland"},
                                                  {"10", "Blekinge"},
                                                  {"12", "Skåne"},
                                                  {"13", "Halland"},
                                                  {"14", "Västra Götaland"},
                                                  {"17", "Värmland"},
                                                  {"18", "Örebro län"},
                                                  {"19", "Västmanland"},
                                                  {"20", "Dalarna"},
                                                  {"21", "Gävleborg"},
                                                  {"22", "Västernorrland"},
                                                  {"23", "Jämtland Härjedalen"},
                                                  {"24", "Västerbotten"},
                                                  {"25", "Norrbotten"}}};

}  // namespace

std::span<const RegionName> regions() { return kRegions; }

std::string_view region_name(std::string_view code) {
  const auto* const found = std::ranges::find(kRegions, code, &RegionName::code);
  return found == kRegions.end() ? "okänd" : found->name;
}

}  // namespace sjukpuls::domain
