#include "sinks/topics/row_json.h"

#include <gmock/gmock.h>

#include <array>
#include <chrono>

namespace sjukpuls::topics {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): literals alone
using indicators::CellId;

constexpr base::CivilDay kDay{2025y / 3 / 31};

class RowJsonTest : public testing::Test {
 protected:
  engine::Cell cell(std::string_view count, std::int64_t n, indicators::Group group = 0) const {
    return {CellId(*catalogue_.find(count), group).value(), n};
  }

  indicators::Catalogue catalogue_;
};

TEST_F(RowJsonTest, ARowIsOneLineWithTotalsAndBreakdowns) {
  const disclosure::PublishedRow row{
      domain::Level::kRegion,
      "01",
      "28d",
      {cell("certificates_sent", 37),
       cell("certificates_sent", 20,
            indicators::kFirstSex + static_cast<indicators::Group>(domain::Sex::kFemale))}};
  EXPECT_EQ(row_json(row, catalogue_, kDay),
            R"({"as_of":"2025-03-31","level":"region","entity":"01","period":"28d",)"
            R"("preliminary":true,"counts":{"certificates_sent":37},)"
            R"("by":{"sex":{"certificates_sent":{"FEMALE":20}}}})");
}

TEST_F(RowJsonTest, WithoutBreakdownsThereIsNoBy) {
  const disclosure::PublishedRow row{
      domain::Level::kUnit, "SE-\"U\"", "at", {cell("requests_open", 9)}};
  EXPECT_EQ(row_json(row, catalogue_, kDay),
            R"({"as_of":"2025-03-31","level":"unit","entity":"SE-\"U\"","period":"at",)"
            R"("preliminary":false,"counts":{"requests_open":9}})");
}

TEST_F(RowJsonTest, CountsOfReferenceStandAmongTheOthersAndSurveysByMeasure) {
  const disclosure::PublishedRow row{
      domain::Level::kUnit, "UNIT-A", "at", {cell("requests_open", 9)}};
  const engine::ReferenceCount listed{
      "at", domain::Level::kUnit, "UNIT-A", catalogue_.find("listed_patients"), "", 8'000};
  const engine::ReferenceCount survey{
      "at", domain::Level::kUnit, "UNIT-A", catalogue_.find("survey_numerator"), "2024-7", 75};
  EXPECT_EQ(row_json(row, catalogue_, kDay, std::array{&listed, &survey}),
            R"({"as_of":"2025-03-31","level":"unit","entity":"UNIT-A","period":"at",)"
            R"("preliminary":false,"counts":{"requests_open":9,"listed_patients":8000},)"
            R"("by":{"measure":{"survey_numerator":{"2024-7":75}}}})");
}

}  // namespace
}  // namespace sjukpuls::topics
