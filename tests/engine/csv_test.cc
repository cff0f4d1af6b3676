#include "processor/engine/csv.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/fakes/days.h"

namespace sjukpuls::engine {
namespace {

using domain::Level;
using fakes::operator""_day;
using indicators::Count;

constexpr std::string_view kHeader = "as_of,period,level,entity,count,dimension,group,n\n";

class CsvTest : public ::testing::Test {
 protected:
  Cell cell(Count count, std::int64_t n, indicators::Group group = indicators::kTotal) const {
    return {indicators::CellId(catalogue_.info(count), group).value(), n};
  }
  ReferenceCount reference(std::string_view period, Level level, std::string_view entity,
                           Count count, std::int64_t n, std::string_view measure = "") const {
    return {std::string(period),  level, std::string(entity), &catalogue_.info(count),
            std::string(measure), n};
  }
  void row(const RowKey& key, std::vector<Cell> cells) { rows_.push_back({key, std::move(cells)}); }

  // The text as of 31 March 2025 without its header.
  std::string csv() {
    std::string text;
    CsvWriter writer("2025-03-31"_day, selection_, reference_,
                     [&text](std::string_view piece) { text += piece; });
    for (const auto& [key, cells] : rows_) writer.row(key, cells);
    writer.finish();
    EXPECT_TRUE(text.starts_with(kHeader));
    return text.substr(kHeader.size());
  }

  indicators::Catalogue catalogue_;
  CsvSelection selection_;
  std::vector<ReferenceCount> reference_;

 private:
  struct Given {
    RowKey key;
    std::vector<Cell> cells;
  };
  std::vector<Given> rows_;
};

TEST_F(CsvTest, ALineSaysDayPeriodLevelEntityCountAndNumber) {
  row({Level::kUnit, "SE2321000016-A1", "28d"}, {cell(Count::kCertificatesSent, 37)});
  EXPECT_EQ(csv(), "2025-03-31,28d,unit,SE2321000016-A1,certificates_sent,,,37\n");
}

TEST_F(CsvTest, WithoutRowsThereIsTheHeaderAlone) { EXPECT_EQ(csv(), ""); }

TEST_F(CsvTest, GroupsFollowTheirTotalDimensionByDimension) {
  row({Level::kNation, "SE", "at"},
      {cell(Count::kSickListed, 3), cell(Count::kSickListed, 2, indicators::kFirstSex),
       cell(Count::kSickListed, 1, indicators::kFirstSex + 1),
       cell(Count::kSickListed, 3, indicators::kFirstCareLevel),
       cell(Count::kSickListed, 3, indicators::kFirstDiagnosis + 4)});
  EXPECT_EQ(csv(),
            "2025-03-31,at,nation,SE,sick_listed,,,3\n"
            "2025-03-31,at,nation,SE,sick_listed,care_level,PRIMARY,3\n"
            "2025-03-31,at,nation,SE,sick_listed,diagnosis,V,3\n"
            "2025-03-31,at,nation,SE,sick_listed,sex,FEMALE,2\n"
            "2025-03-31,at,nation,SE,sick_listed,sex,MALE,1\n");
}

TEST_F(CsvTest, CountsComeInOrderOfTheirNamesAndNumbersAreExact) {
  row({Level::kNation, "SE", "28d"}, {cell(Count::kSjukfallActive, 6'000'000'000),
                                      cell(Count::kCertificates, 1), cell(Count::kReminders, 2)});
  EXPECT_EQ(csv(),
            "2025-03-31,28d,nation,SE,certificates,,,1\n"
            "2025-03-31,28d,nation,SE,reminders,,,2\n"
            "2025-03-31,28d,nation,SE,sjukfall_active,,,6000000000\n");
}

TEST_F(CsvTest, FieldsWithCommaQuoteOrLineBreakAreQuoted) {
  row({Level::kUnit, "A,B", "28d"}, {cell(Count::kCertificates, 1)});
  row({Level::kUnit, "C\"D\"", "28d"}, {cell(Count::kCertificates, 2)});
  row({Level::kUnit, "E\nF", "28d"}, {cell(Count::kCertificates, 3)});
  row({Level::kUnit, "G\rH", "28d"}, {cell(Count::kCertificates, 4)});
  row({Level::kUnit, "I J;\xc3\xa5", "28d"}, {cell(Count::kCertificates, 5)});
  EXPECT_EQ(csv(),
            "2025-03-31,28d,unit,\"A,B\",certificates,,,1\n"
            "2025-03-31,28d,unit,\"C\"\"D\"\"\",certificates,,,2\n"
            "2025-03-31,28d,unit,\"E\nF\",certificates,,,3\n"
            "2025-03-31,28d,unit,\"G\rH\",certificates,,,4\n"
            "2025-03-31,28d,unit,I J;\xc3\xa5,certificates,,,5\n");
}

TEST_F(CsvTest, ReferenceCountsStandInOrderAmongTheOthers) {
  reference_ = {
      reference("at", Level::kUnit, "UNIT-B", Count::kUnits, 1),
      reference("at", Level::kUnit, "UNIT-A", Count::kListedPatients, 500),
      reference("2024-01-01/2024-12-31", Level::kNation, "SE", Count::kSurveyNumerator, 8, "6.1")};
  row({Level::kNation, "SE", "28d"}, {cell(Count::kCertificates, 1)});
  row({Level::kUnit, "UNIT-A", "at"}, {cell(Count::kRequestsOpen, 2), cell(Count::kSickListed, 3)});
  EXPECT_EQ(csv(),
            "2025-03-31,2024-01-01/2024-12-31,nation,SE,survey_numerator,measure,6.1,8\n"
            "2025-03-31,28d,nation,SE,certificates,,,1\n"
            "2025-03-31,at,unit,UNIT-A,listed_patients,,,500\n"
            "2025-03-31,at,unit,UNIT-A,requests_open,,,2\n"
            "2025-03-31,at,unit,UNIT-A,sick_listed,,,3\n"
            "2025-03-31,at,unit,UNIT-B,units,,,1\n");
}

TEST_F(CsvTest, ASelectionTakesLevelsPeriodsAndCountsOfReferenceToo) {
  reference_ = {reference("at", Level::kUnit, "UNIT-A", Count::kUnits, 1),
                reference("at", Level::kNation, "SE", Count::kUnits, 1),
                reference("at", Level::kNation, "SE", Count::kListedPatients, 500)};
  row({Level::kNation, "SE", "28d"}, {cell(Count::kCertificates, 1)});
  row({Level::kNation, "SE", "at"}, {cell(Count::kSickListed, 2), cell(Count::kRequestsOpen, 3)});
  row({Level::kUnit, "UNIT-A", "at"}, {cell(Count::kSickListed, 2)});
  selection_.levels = {Level::kNation};
  selection_.periods = {"at"};
  selection_.counts = {"sick_listed", "units"};
  EXPECT_EQ(csv(),
            "2025-03-31,at,nation,SE,sick_listed,,,2\n"
            "2025-03-31,at,nation,SE,units,,,1\n");
}

TEST_F(CsvTest, BreakdownsCanBeLeftOut) {
  reference_ = {reference("at", Level::kNation, "SE", Count::kUnits, 1)};
  row({Level::kNation, "SE", "at"},
      {cell(Count::kSickListed, 3), cell(Count::kSickListed, 2, indicators::kFirstSex)});
  selection_.breakdowns = false;
  EXPECT_EQ(csv(),
            "2025-03-31,at,nation,SE,sick_listed,,,3\n"
            "2025-03-31,at,nation,SE,units,,,1\n");
}

TEST_F(CsvTest, ALongTextComesInPiecesThatMakeItUp) {
  constexpr int kRows = 5000;
  std::vector<std::string> entities;
  for (int i = 0; i < kRows; ++i) entities.push_back("UNIT-" + std::to_string(10'000 + i));
  std::string text;
  int pieces = 0;
  CsvWriter writer("2025-03-31"_day, {}, {}, [&](std::string_view piece) {
    text += piece;
    ++pieces;
  });
  const std::vector<Cell> cells = {cell(Count::kCertificates, 1)};
  for (const std::string& entity : entities) writer.row({Level::kUnit, entity, "28d"}, cells);
  writer.finish();
  std::string expected(kHeader);
  for (const std::string& entity : entities) {
    expected += "2025-03-31,28d,unit," + entity + ",certificates,,,1\n";
  }
  EXPECT_EQ(text, expected);
  EXPECT_GT(pieces, 1);
}

}  // namespace
}  // namespace sjukpuls::engine
