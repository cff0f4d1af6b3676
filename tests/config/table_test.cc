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
