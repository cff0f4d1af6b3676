#include "processor/config/table.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "processor/config/command_line.h"

namespace sjukpuls::config {
namespace {

TEST(TableTest, NamesAndFlagsOfACommandAreUnique) {
  const Table table = sjukpuls_table();
  std::set<std::string_view> names;
  for (const Setting& setting : table.settings) EXPECT_TRUE(names.insert(setting.name).second);
  for (const CommandHelp& command : table.commands) {
    std::set<std::string_view> flags;
    for (const Setting& setting : table.settings) {
      if (!used_by(setting, command.name)) continue;
      EXPECT_TRUE(flags.insert(setting.flag).second) << setting.flag;
    }
  }
}

TEST(TableTest, RowsSayWhatTheyMustAndNameCommandsThatExist) {
  const Table table = sjukpuls_table();
  for (const Setting& setting : table.settings) {
    EXPECT_FALSE(setting.flag.empty()) << setting.name;
    EXPECT_FALSE(setting.help.empty()) << setting.name;
    if (setting.type == Type::kInteger || setting.type == Type::kNumber) {
      EXPECT_LT(setting.range.least, setting.range.greatest) << setting.name;
    }
    for (const std::string& command : split(setting.commands, ' ')) {
      EXPECT_NE(find_command(table, command), nullptr) << setting.name << " " << command;
    }
  }
}

TEST(TableTest, DefaultsAreWithinTheirRanges) {
  const Table table = sjukpuls_table();
  const std::vector<std::string> arguments = {"run"};
  const auto read =
      read_command_line(table, arguments, {.environment = {}, .host_name = "h", .cores = 4});
  ASSERT_TRUE(std::holds_alternative<Invocation>(read));
  const Settings& settings = std::get<Invocation>(read).settings;
  for (const Setting& setting : table.settings) {
    EXPECT_TRUE(setting.default_text.empty() || settings.is_set(setting.name)) << setting.name;
  }
  EXPECT_EQ(settings.text("kafka.instance_id"), "h");
  EXPECT_EQ(settings.integer("replay.threads"), 4);
  EXPECT_EQ(settings.integer("commit.interval_ms"), 1000);
  EXPECT_THAT(settings.list("units.periods"), testing::ElementsAre("28d", "365d", "730d", "at"));
  EXPECT_EQ(settings.text("listen"), "127.0.0.1:9464");
}

TEST(TableTest, AnIPv6HostStandsInBrackets) {
  const auto is_taken = [](const std::string& address) {
    const std::vector<std::string> arguments = {"run", "--listen", address};
    return std::holds_alternative<Invocation>(read_command_line(
        sjukpuls_table(), arguments, {.environment = {}, .host_name = "h", .cores = 4}));
  };
  for (const char* address : {"[::]:9464", "[::1]:80", "0.0.0.0:9464", "sjukpuls.example:1"}) {
    EXPECT_TRUE(is_taken(address)) << address;
  }
  for (const char* address : {"::1:9464", "[]:9464", "localhost:0", "localhost", ":9464"}) {
    EXPECT_FALSE(is_taken(address)) << address;
  }
}

// Months and years are not among what may be asked for (sinks/disclosure).
TEST(TableTest, NoMonthOrYearIsShown) {
  for (const char* flag :
       {"--metrics-periods", "--metrics-unit-periods", "--metrics-breakdown-periods"}) {
    for (const char* period : {"month", "year"}) {
      const std::vector<std::string> arguments = {"run", flag, period};
      EXPECT_FALSE(std::holds_alternative<Invocation>(read_command_line(
          sjukpuls_table(), arguments, {.environment = {}, .host_name = "h", .cores = 4})))
          << flag << " " << period;
    }
  }
}

TEST(TableTest, MarkdownHasARowForEachSetting) {
  const Table table = sjukpuls_table();
  const std::string text = markdown(table);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text, '\n')), table.settings.size() + 2);
  EXPECT_THAT(text, testing::HasSubstr(
                        "| `commit.interval_ms` | `--commit-interval` | "
                        "`SJUKPULS_COMMIT__INTERVAL_MS` | `1000` | 10 to 60000 ms | run demo |"));
}

}  // namespace
}  // namespace sjukpuls::config
