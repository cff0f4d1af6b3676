#include "processor/simulation/diagnoses.h"

#include <array>

namespace sjukpuls::simulation {
namespace {

struct Row {
  Diagnosis diagnosis;
  std::uint16_t women;  // weights
  std::uint16_t men;
  std::array<std::uint16_t, kCareKinds> care;  // how often at which kind of care, in per cent
};

constexpr auto kShort = Course::kShort;
constexpr auto kMiddling = Course::kMiddling;
constexpr auto kLong = Course::kLong;
constexpr std::array<std::uint16_t, kCareKinds> kFirstLine = {100, 10, 0, 60};
constexpr std::array<std::uint16_t, kCareKinds> kMind = {70, 5, 300, 100};
constexpr std::array<std::uint16_t, kCareKinds> kClinic = {30, 100, 0, 10};
constexpr std::array<std::uint16_t, kCareKinds> kBoth = {70, 100, 0, 60};

constexpr std::array<Row, 40> kRows = {{
    {{"F438A", kLong}, 130, 62, kMind},       {{"F432", kLong}, 92, 50, kMind},
    {{"F411", kLong}, 46, 27, kMind},         {{"F321", kLong}, 52, 34, kMind},
    {{"F331", kLong}, 30, 20, kMind},         {{"F410", kMiddling}, 16, 9, kMind},
    {{"F900B", kLong}, 12, 9, kMind},         {{"F319", kLong}, 7, 5, kMind},
    {{"F101", kMiddling}, 3, 8, kMind},       {{"M545", kMiddling}, 30, 40, kFirstLine},
    {{"M544", kMiddling}, 16, 22, kBoth},     {{"M751", kMiddling}, 17, 20, kBoth},
    {{"M171", kLong}, 14, 15, kClinic},       {{"M797", kLong}, 11, 2, kFirstLine},
    {{"M542", kMiddling}, 10, 9, kFirstLine}, {{"M069", kLong}, 5, 3, kClinic},
    {{"J069", kShort}, 48, 40, kFirstLine},   {{"J101", kShort}, 20, 19, kFirstLine},
    {{"J189", kShort}, 14, 15, kBoth},        {{"J459", kShort}, 6, 4, kFirstLine},
    {{"U071", kShort}, 12, 11, kBoth},        {{"A099", kShort}, 12, 11, kFirstLine},
    {{"B349", kShort}, 14, 12, kFirstLine},   {{"C509", kLong}, 22, 1, kClinic},
    {{"C619", kLong}, 1, 12, kClinic},        {{"C189", kLong}, 5, 6, kClinic},
    {{"D259", kMiddling}, 6, 0, kClinic},     {{"E119", kMiddling}, 3, 5, kFirstLine},
    {{"G439", kShort}, 13, 5, kFirstLine},    {{"G560", kMiddling}, 6, 4, kClinic},
    {{"H811", kShort}, 6, 4, kFirstLine},     {{"I219", kLong}, 3, 12, kClinic},
    {{"I639", kLong}, 4, 7, kClinic},         {{"K409", kMiddling}, 2, 13, kClinic},
    {{"K802", kMiddling}, 8, 5, kClinic},     {{"O268", kMiddling}, 34, 0, kBoth},
    {{"R539", kMiddling}, 16, 9, kFirstLine}, {{"S525", kMiddling}, 14, 13, kClinic},
    {{"S826", kMiddling}, 13, 17, kClinic},   {{"Z988", kMiddling}, 8, 7, kClinic},
}};

using Weights = std::array<std::uint16_t, kRows.size()>;

constexpr Weights weights_of(bool woman, std::size_t care) {
  Weights weights{};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    const auto weight = static_cast<std::uint32_t>(woman ? kRows[i].women : kRows[i].men);
    weights[i] = static_cast<std::uint16_t>(weight * kRows[i].care[care]);
  }
  return weights;
}

constexpr std::array<std::array<Weights, kCareKinds>, 2> kWeights = [] {
  std::array<std::array<Weights, kCareKinds>, 2> weights{};
  for (std::size_t care = 0; care < kCareKinds; ++care) {
    weights[0][care] = weights_of(false, care);
    weights[1][care] = weights_of(true, care);
  }
  return weights;
}();

}  // namespace

const Diagnosis& diagnosis(std::uint8_t number) { return kRows[number].diagnosis; }

std::uint8_t draw_diagnosis(Random& random, bool woman, CareKind care) {
  const Weights& weights = kWeights[woman ? 1 : 0][static_cast<std::size_t>(care)];
  return static_cast<std::uint8_t>(random.pick(weights));
}

}  // namespace sjukpuls::simulation
