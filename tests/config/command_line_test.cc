#include "processor/config/command_line.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace sjukpuls::config {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

bool is_lower(std::string_view text) { return text.find_first_of("ABC") == text.npos; }

constexpr Setting kSettings[] = {
    {.name = "config", .flag = "config", .help = "file"},
    {.name = "log.level",
     .flag = "log-level",
     .default_text = "info",
     .choices = "debug|info",
     .help = "level"},
    {.name = "kafka.group_id", .flag = "group-id", .default_text = "pulse", .help = "group"},
    {.name = "kafka.instance_id", .flag = "instance-id", .default_text = kHostName, .help = "me"},
    {.name = "kafka.properties",
     .flag = "kafka-property",
     .type = Type::kProperties,
     .help = "any"},
    {.name = "commit.interval_ms",
     .flag = "commit-interval",
     .type = Type::kInteger,
     .default_text = "1000",
     .range = {10, 60'000},
     .unit = "ms",
     .commands = "run",
     .help = "interval"},
    {.name = "rate",
     .flag = "rate",
     .type = Type::kNumber,
     .default_text = "0.5",
     .range = {0, 1},
     .commands = "run",
     .help = "rate"},
    {.name = "verify",
     .flag = "verify",
     .type = Type::kFlag,
     .default_text = "false",
     .commands = "run",
     .help = "verify"},
    {.name = "as_of", .flag = "as-of", .type = Type::kDay, .help = "day"},
    {.name = "codes",
     .flag = "codes",
     .type = Type::kList,
     .form = {is_lower, "lower case"},
     .commands = "replay",
     .help = "codes"},
    {.name = "key", .flag = "key", .secret = true, .help = "key"},
};
constexpr CommandHelp kCommands[] = {
    {"run", "Run it", "", "  pulse run --group-id a"},
    {"replay", "Replay files", "FILE", "  pulse replay a.ndjson"},
    {"export", "Export files, or else", "[FILE]", ""},
};
constexpr Table kTable = {"pulse", "1.2.3", kSettings, kCommands};

class CommandLineTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string file(const std::string& name, const std::string& text) {
    std::string path = folder_ / name;
    std::ofstream(path) << text;
    return path;
  }
  void environment(const std::string& name, const std::string& text) {
    surroundings_.environment[name] = text;
  }
  std::variant<Invocation, Exit> read(std::vector<std::string> arguments) {
    return read_command_line(kTable, arguments, surroundings_);
  }
  // Requires that the command line is in order.
  Settings settings(std::vector<std::string> arguments) {
    auto result = read(std::move(arguments));
    if (const Exit* exit = std::get_if<Exit>(&result)) ADD_FAILURE() << exit->text;
    return std::get<Invocation>(result).settings;
  }
  Exit exit(std::vector<std::string> arguments) {
    auto result = read(std::move(arguments));
    EXPECT_TRUE(std::holds_alternative<Exit>(result));
    return std::holds_alternative<Exit>(result) ? std::get<Exit>(result) : Exit{};
  }
  // What is said of a configuration file with this text, without the file's own folder.
  std::string faults_of_file(const std::string& text) {
    const Exit refused = exit({"run", "--config", file("c.yaml", text)});
    EXPECT_EQ(refused.code, 2);
    std::string without_folder;
    const std::string folder = folder_.string() + "/";
    for (std::size_t at = 0; at < refused.text.size();) {
      if (refused.text.compare(at, folder.size(), folder) == 0) {
        at += folder.size();
      } else {
        without_folder += refused.text[at++];
      }
    }
    return without_folder;
  }

  std::filesystem::path folder_;
  Surroundings surroundings_ = {.environment = {}, .host_name = "ward-7", .cores = 2};
};

TEST_F(CommandLineTest, FlagsBeatTheEnvironmentThatBeatsTheFileThatBeatsDefaults) {
  EXPECT_EQ(settings({"run"}).text("kafka.group_id"), "pulse");
  const std::string config = file("c.yaml", "kafka:\n  group_id: filed\n");
  EXPECT_EQ(settings({"run", "--config", config}).text("kafka.group_id"), "filed");
  environment("PULSE_KAFKA__GROUP_ID", "surrounding");
  EXPECT_EQ(settings({"run", "--config", config}).text("kafka.group_id"), "surrounding");
  EXPECT_EQ(settings({"run", "--config", config, "--group-id", "flagged"}).text("kafka.group_id"),
            "flagged");
}

TEST_F(CommandLineTest, TheEnvironmentMayNameTheFile) {
  environment("PULSE_CONFIG", file("c.yaml", "kafka.group_id: filed"));
  EXPECT_EQ(settings({"run"}).text("kafka.group_id"), "filed");
}

TEST_F(CommandLineTest, ValuesComeAsTheirTypes) {
  const Settings all = settings(
      {"run", "--commit-interval", "250", "--rate=0.25", "--verify", "--as-of", "2025-03-31"});
  EXPECT_EQ(all.integer("commit.interval_ms"), 250);
  EXPECT_EQ(all.number("rate"), 0.25);
  EXPECT_TRUE(all.flag("verify"));
  EXPECT_EQ(all.day("as_of"), base::CivilDay{std::chrono::year{2025} / 3 / 31});
  EXPECT_EQ(all.text("kafka.instance_id"), "ward-7");
  EXPECT_FALSE(settings({"run", "--verify=false"}).flag("verify"));
}

TEST_F(CommandLineTest, ListsComeFromCommasRepetitionOrASequence) {
  EXPECT_THAT(settings({"replay", "f", "--codes", "x,y", "--codes", "z"}).list("codes"),
              ElementsAre("x", "y", "z"));
  EXPECT_THAT(settings({"replay", "f", "--config", file("c.yaml", "codes: [x, y]")}).list("codes"),
              ElementsAre("x", "y"));
  EXPECT_THAT(settings({"replay", "f"}).list("codes"), IsEmpty());
}

TEST_F(CommandLineTest, ACommandThatWorksOnFilesNeedsOne) {
  const Exit refused = exit({"replay"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.text, HasSubstr("FILE"));
}

TEST_F(CommandLineTest, ArgumentsInBracketsMayBeLeftOut) {
  auto without = read({"export"});
  ASSERT_TRUE(std::holds_alternative<Invocation>(without));
  EXPECT_THAT(std::get<Invocation>(without).arguments, IsEmpty());
  auto with = read({"export", "a", "b"});
  ASSERT_TRUE(std::holds_alternative<Invocation>(with));
  EXPECT_THAT(std::get<Invocation>(with).arguments, ElementsAre("a", "b"));
}

TEST_F(CommandLineTest, ArgumentsStandWhereTheyLike) {
  auto result = read({"replay", "a.ndjson", "--codes", "x", "-"});
  ASSERT_TRUE(std::holds_alternative<Invocation>(result));
  EXPECT_EQ(std::get<Invocation>(result).command, "replay");
  EXPECT_THAT(std::get<Invocation>(result).arguments, ElementsAre("a.ndjson", "-"));
}

TEST_F(CommandLineTest, UnknownKeysNameLineAndColumnAndTheNearestKey) {
  EXPECT_EQ(faults_of_file("log:\n  level: info\nkafka:\n  gruop_id: a\n"),
            "pulse: c.yaml:4:3: unknown setting kafka.gruop_id; did you mean kafka.group_id?\n");
}

TEST_F(CommandLineTest, AllFaultsAreReportedAtOnce) {
  environment("PULSE_RATE", "2");
  environment("PULSE_KAFKA__GROUPID", "a");
  const std::string config = file("c.yaml",
                                  "log:\n  level: inof\ncommit.interval_ms: 5\nverify: maybe\n"
                                  "as_of: 2025-02-30\nkafka: 3\ncolour: red\n");
  const Exit refused =
      exit({"run", "--config", config, "--commit-interval", "x", "--grup-id", "a"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(
      refused.text,
      AllOf(
          HasSubstr("c.yaml:2:10: log.level must be one of debug, info, not \"inof\"; did you mean "
                    "info?"),
          HasSubstr(
              "c.yaml:3:21: commit.interval_ms must be a number from 10 to 60000 ms, not \"5\""),
          HasSubstr("c.yaml:4:9: verify must be true or false, not \"maybe\""),
          HasSubstr("c.yaml:5:8: as_of must be a day as YYYY-MM-DD, not \"2025-02-30\""),
          HasSubstr("c.yaml:6:8: kafka is a group of settings, not a value"),
          HasSubstr("c.yaml:7:1: unknown setting colour\n"),
          HasSubstr("PULSE_RATE: rate must be a number from 0 to 1, not \"2\""),
          HasSubstr("PULSE_KAFKA__GROUPID: unknown variable; did you mean PULSE_KAFKA__GROUP_ID?"),
          HasSubstr("--commit-interval: commit.interval_ms must be a number"),
          HasSubstr("run has no flag --grup-id; did you mean --group-id?")));
}

TEST_F(CommandLineTest, AFaultIsReportedEvenWhereAStrongerSourceIsRight) {
  const std::string config = file("c.yaml", "rate: 7");
  EXPECT_THAT(exit({"run", "--config", config, "--rate", "1"}).text, HasSubstr("c.yaml:1:7: rate"));
}

TEST_F(CommandLineTest, RangesIncludeTheirEnds) {
  EXPECT_EQ(settings({"run", "--commit-interval", "10"}).integer("commit.interval_ms"), 10);
  EXPECT_EQ(settings({"run", "--commit-interval", "60000"}).integer("commit.interval_ms"), 60'000);
  EXPECT_EQ(exit({"run", "--commit-interval", "9"}).code, 2);
  EXPECT_EQ(exit({"run", "--commit-interval", "60001"}).code, 2);
  EXPECT_EQ(exit({"run", "--rate", "nan"}).code, 2);
}

TEST_F(CommandLineTest, FormsHoldForEachItem) {
  EXPECT_THAT(exit({"replay", "--codes", "x,Y,B"}).text,
              HasSubstr("--codes: codes must be lower case, not \"B\""));
}

TEST_F(CommandLineTest, NothingIsSetTwiceInOnePlace) {
  EXPECT_THAT(exit({"run", "--rate", "0", "--rate", "1"}).text,
              HasSubstr("rate is set more than once"));
  EXPECT_THAT(faults_of_file("rate: 0\nrate: 1\n"), HasSubstr("c.yaml:2:1: rate is set twice"));
  EXPECT_THAT(faults_of_file("kafka:\n  group_id: a\nkafka.group_id: b\n"),
              HasSubstr("c.yaml:3:1: kafka.group_id is set twice"));
}

TEST_F(CommandLineTest, BrokenFilesAreFaults) {
  EXPECT_THAT(faults_of_file("kafka: [a\nrate: }"), HasSubstr("c.yaml:2:"));
  EXPECT_THAT(faults_of_file("- a"), HasSubstr("c.yaml:1:1: a map of settings is expected"));
  EXPECT_THAT(faults_of_file("rate: [1, 2]"),
              HasSubstr("c.yaml:1:7: rate is one value, not a sequence"));
  EXPECT_THAT(faults_of_file("rate:\n"), HasSubstr("rate has no value"));
  EXPECT_THAT(faults_of_file("config: d.yaml"), HasSubstr("the file cannot name itself"));
  EXPECT_THAT(exit({"run", "--config", "/no/such/file"}).text,
              HasSubstr("/no/such/file: cannot be read"));
  EXPECT_EQ(settings({"run", "--config", file("c.yaml", "# nothing\n")}).number("rate"), 0.5);
}

TEST_F(CommandLineTest, PropertiesAreMergedByName) {
  const std::string config = file("c.yaml",
                                  "kafka:\n  properties:\n    security.protocol: ssl\n"
                                  "    consumer.fetch.max.bytes: 7\n    linger: {ms: 5}\n");
  environment("PULSE_KAFKA__PROPERTIES__SSL__CA__LOCATION", "/ca");
  const Settings all =
      settings({"run", "--config", config, "--kafka-property", "security.protocol=plaintext",
                "--kafka-property", "producer.acks=all"});
  EXPECT_THAT(all.properties("kafka.properties"),
              ElementsAre(Pair("consumer.fetch.max.bytes", "7"), Pair("linger.ms", "5"),
                          Pair("producer.acks", "all"), Pair("security.protocol", "plaintext"),
                          Pair("ssl.ca.location", "/ca")));
  EXPECT_THAT(exit({"run", "--kafka-property", "acks"}).text, HasSubstr("must be NAME=VALUE"));
}

TEST_F(CommandLineTest, SecretsAreHiddenWhenPrinted) {
  environment("PULSE_KEY", "hush");
  const std::string config =
      file("c.yaml",
           "kafka.properties:\n  sasl.password: hush\n  consumer.ssl.key.pem: hush\n"
           "  sasl.oauthbearer.config: hush\n  sasl.username: me\n");
  const std::string printed = settings({"run", "--config", config}).effective();
  EXPECT_THAT(printed, Not(HasSubstr("hush")));
  EXPECT_THAT(printed, AllOf(HasSubstr("key: \"***\"  # environment PULSE_KEY"),
                             HasSubstr("kafka.properties.sasl.password: \"***\""),
                             HasSubstr("kafka.properties.sasl.username: me  # ")));
}

TEST_F(CommandLineTest, SecretsMayBeReadFromFiles) {
  const std::string secret = file("secret", "hush\n");
  EXPECT_EQ(settings({"run", "--key-file", secret}).text("key"), "hush");
  EXPECT_EQ(settings({"run", "--config", file("c.yaml", "key_file: " + secret)}).text("key"),
            "hush");
  environment("PULSE_KAFKA__PROPERTIES__SASL__PASSWORD_FILE", secret);
  EXPECT_THAT(settings({"run"}).properties("kafka.properties"),
              ElementsAre(Pair("sasl.password", "hush")));
  EXPECT_THAT(exit({"run", "--key-file", "/no/such"}).text,
              HasSubstr("--key-file: the file of key_file cannot be read"));
  EXPECT_EQ(exit({"run", "--key", "hush"}).code, 2);
}

TEST_F(CommandLineTest, FaultsDoNotRepeatSecrets) {
  EXPECT_THAT(faults_of_file("key: [hush, hush]"), Not(HasSubstr("hush")));
}

TEST_F(CommandLineTest, EmptyVariablesAndThoseOfKubernetesAreNotSettings) {
  environment("PULSE_AS_OF", "");
  environment("PULSE_SERVICE_HOST", "10.0.0.1");
  environment("PULSE_PORT_9464_TCP_ADDR", "10.0.0.1");
  environment("PULSE_BOARD_SERVICE_PORT_HTTP", "80");
  environment("PULSE_PORT", "tcp://10.0.0.1:9464");
  EXPECT_FALSE(settings({"run"}).is_set("as_of"));
}

TEST_F(CommandLineTest, WhatIsInEffectIsPrintedWithItsOriginAndReadsBackAlike) {
  const std::string config =
      file("c.yaml", "log:\n  level: debug\nkafka.properties.acks: all\ncodes: [x]\n");
  const std::vector<std::string> arguments = {"run", "--config", config, "--rate", "0.0005"};
  const std::string printed = settings(arguments).effective();
  EXPECT_THAT(printed, AllOf(HasSubstr("log.level: debug  # " + config + ":2:10\n"),
                             HasSubstr("rate: 0.0005  # flag --rate\n"),
                             HasSubstr("commit.interval_ms: 1000  # default\n"),
                             HasSubstr("codes: [x]  # "), HasSubstr("# as_of is not set\n")));
  const Settings again = settings({"run", "--config", file("again.yaml", printed)});
  EXPECT_EQ(again.text("log.level"), "debug");
  EXPECT_EQ(again.number("rate"), 0.0005);
  EXPECT_THAT(again.properties("kafka.properties"), ElementsAre(Pair("acks", "all")));
}

TEST_F(CommandLineTest, HelpHasFlagsAndExamples) {
  const Exit help = exit({"run", "--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.text, AllOf(HasSubstr("--commit-interval"), HasSubstr("Examples:"),
                               HasSubstr("pulse run --group-id a"), Not(HasSubstr("--codes"))));
  EXPECT_THAT(exit({"--help"}).text, AllOf(HasSubstr("replay"), HasSubstr("Replay files")));
  EXPECT_THAT(exit({"--version"}).text, HasSubstr("1.2.3"));
}

TEST_F(CommandLineTest, UsageErrorsEndWithCodeTwo) {
  EXPECT_EQ(exit({}).code, 2);
  EXPECT_EQ(exit({"--group-id", "a"}).code, 2);
  EXPECT_EQ(exit({"run", "--group-id"}).code, 2);
  EXPECT_THAT(exit({"rnu"}).text, HasSubstr("no command rnu; did you mean run?"));
  EXPECT_THAT(exit({"run", "file"}).text, HasSubstr("unexpected argument file"));
  EXPECT_THAT(exit({"run", "--codes", "x"}).text,
              HasSubstr("run has no flag --codes; it belongs to: replay"));
}

TEST_F(CommandLineTest, AskingForWhatTheTableLacksIsAFaultOfTheProgram) {
  const Settings all = settings({"run"});
  EXPECT_THROW((void)all.text("colour"), std::logic_error);
  EXPECT_THROW((void)all.integer("log.level"), std::logic_error);
  EXPECT_THROW((void)all.day("as_of"), std::logic_error);
}

}  // namespace
}  // namespace sjukpuls::config
