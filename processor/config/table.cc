#include "processor/config/table.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace sjukpuls::config {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool is_kva_code(std::string_view text) {
  return text.size() == 5 && std::ranges::all_of(text.substr(0, 2), is_capital) &&
         std::ranges::all_of(text.substr(2), is_digit);
}

// An IPv6 host stands in brackets.
bool is_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon);
  const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (!is_bracketed && host.find_first_of("[]:") != host.npos) return false;
  const std::string_view port = text.substr(colon + 1);
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return error == std::errc{} && end == port.data() + port.size() && number >= 1 &&
         number <= 65'535;
}

// What may be published. Not months and years: one that is withheld follows from the others.
constexpr std::string_view kPublishablePeriods = "7d|28d|90d|365d|730d|at|measure_year";

constexpr std::string_view kPeriods = "7d|28d|90d|365d|730d|month|year|measure_year|at";

// An id of the contract's section 4, or a kind of periods.
bool is_period(std::string_view text) {
  const auto known = split(kPeriods, '|');
  if (std::ranges::find(known, text) != known.end()) return true;
  if (text.starts_with("my")) text.remove_prefix(2);
  if (text.size() == 7 && text[4] == '-') {
    return std::ranges::all_of(text.substr(0, 4), is_digit) &&
           std::ranges::all_of(text.substr(5), is_digit);
  }
  return text.size() == 4 && std::ranges::all_of(text, is_digit);
}

constexpr Form kPeriod = {is_period, "a period such as 28d, at, 2025-03, 2025, my2025 or month"};
constexpr Form kKvaCode = {is_kva_code, "two capital letters and three digits"};
constexpr Form kAddress = {is_address, "HOST:PORT, an IPv6 host in brackets"};

constexpr std::string_view kKafkaCommands = "run produce table simulate";

constexpr Setting kSettings[] = {
    {.name = kConfigFile, .flag = "config", .help = "YAML file with settings"},
    {.name = "as_of",
     .flag = "as-of",
     .type = Type::kDay,
     .commands = "run replay",
     .help = "the day D; else today, or for replay the last day that an event happened on"},
    {.name = "kva_codes",
     .flag = "kva-codes",
     .type = Type::kList,
     .form = kKvaCode,
     .commands = "run demo replay table catalogue",
     .help = "KVÅ codes to count beside GC001, DV077, AW026 and ZV506"},
    {.name = "workers",
     .flag = "workers",
     .type = Type::kInteger,
     .default_text = "1",
     .range = {1, 256},
     .commands = "run demo",
     .help = "threads that process, each with a consumer and a producer of its own"},
    {.name = "role",
     .flag = "role",
     .default_text = "both",
     .choices = "both|process|serve",
     .commands = "run",
     .help = "process events, serve the indicators of all instances, or both"},
    {.name = "listen",
     .flag = "listen",
     .default_text = "127.0.0.1:9464",
     .form = kAddress,
     .commands = "run demo",
     .help = "address of metrics, probes and API"},
    {.name = "kafka.bootstrap_servers",
     .flag = "bootstrap-servers",
     .default_text = "localhost:9092",
     .commands = kKafkaCommands,
     .help = "brokers to begin with, HOST:PORT between commas"},
    {.name = "kafka.group_id",
     .flag = "group-id",
     .default_text = "sjukpuls",
     .commands = "run",
     .help = "consumer group, and first part of transactional ids"},
    {.name = "kafka.instance_id",
     .flag = "instance-id",
     .default_text = kHostName,
     .commands = "run",
     .help = "name of this instance for static membership, the same after a restart"},
    {.name = "kafka.topic_prefix",
     .flag = "topic-prefix",
     .default_text = "sjukpuls.",
     .commands = kKafkaCommands,
     .help = "what all names of topics begin with"},
    {.name = "kafka.create_topics",
     .flag = "create-topics",
     .type = Type::kInteger,
     .default_text = "0",
     .range = {0, 1'000},
     .unit = "partitions",
     .commands = "run produce simulate",
     .help = "make the topics that do not exist, with so many partitions; 0 makes none"},
    {.name = "kafka.replication_factor",
     .flag = "replication-factor",
     .type = Type::kInteger,
     .default_text = "1",
     .range = {1, 9},
     .commands = "run produce simulate",
     .help = "copies of the topics that are made"},
    {.name = "kafka.properties",
     .flag = "kafka-property",
     .type = Type::kProperties,
     .commands = kKafkaCommands,
     .help = "any property of librdkafka; consumer. or producer. before it for one of them alone"},
    {.name = "commit.interval_ms",
     .flag = "commit-interval",
     .type = Type::kInteger,
     .default_text = "1000",
     .range = {10, 60'000},
     .unit = "ms",
     .commands = "run demo",
     .help = "time between commits when live"},
    {.name = "commit.events",
     .flag = "commit-events",
     .type = Type::kInteger,
     .default_text = "200000",
     .range = {1, 10'000'000},
     .unit = "events",
     .commands = "run demo",
     .help = "events in a commit, at most"},
    {.name = "units.periods",
     .flag = "unit-periods",
     .type = Type::kList,
     .default_text = "28d,365d,730d,at",
     .choices = kPeriods,
     .commands = "run demo",
     .help = "periods kept live for units and providers; nation and regions have all"},
    {.name = "metrics.periods",
     .flag = "metrics-periods",
     .type = Type::kList,
     .default_text = "7d,28d,90d,365d,730d,at,measure_year",
     .choices = kPublishablePeriods,
     .commands = "run demo",
     .help = "periods of nation and regions to show"},
    {.name = "metrics.breakdown_periods",
     .flag = "metrics-breakdown-periods",
     .type = Type::kList,
     .default_text = "365d,730d,at",
     .choices = kPublishablePeriods,
     .commands = "run demo",
     .help = "those to show by sex, care level and diagnosis too"},
    {.name = "metrics.unit_periods",
     .flag = "metrics-unit-periods",
     .type = Type::kList,
     .default_text = "28d,365d,at",
     .choices = kPublishablePeriods,
     .commands = "run demo",
     .help = "those to show of units and providers, out of units.periods"},
    {.name = "metrics.unit_counts",
     .flag = "metrics-unit-counts",
     .type = Type::kList,
     .default_text = "certificates,certificates_sent,certificates_requested,certificates_reminded,"
                     "requests,requests_reminded,requests_answered,request_answer_days,"
                     "requests_open,requests_overdue,reminders,sjukfall_active,sjukfall_ongoing,"
                     "sick_listed,sick_listed_women,sick_listed_part_time,sick_listed_over_90,"
                     "sick_listed_with_plan,sick_listed_plan_followed_up,"
                     "sick_listed_over_90_with_plan,listed_patients,survey_numerator,"
                     "survey_denominator",
     .commands = "run demo",
     .help = "counts of units and providers to show, or all"},
    {.name = "metrics.units_tick_s",
     .flag = "units-tick",
     .type = Type::kInteger,
     .default_text = "60",
     .range = {1, 3'600},
     .unit = "s",
     .commands = "run demo",
     .help = "the page of units is made anew once in this time, at most"},
    {.name = "privacy.min_count",
     .flag = "min-count",
     .type = Type::kInteger,
     .default_text = "5",
     .range = {3, 1'000},
     .commands = "run demo",
     .help = "published counts of persons or cases below this are withheld"},
    {.name = "privacy.units_tick_s",
     .flag = "privacy-units-tick",
     .type = Type::kInteger,
     .default_text = "900",
     .range = {1, 86'400},
     .unit = "s",
     .commands = "run demo",
     .help = "numbers of units are taken once in this time, lest one step tell of one patient"},
    {.name = "log.level",
     .flag = "log-level",
     .default_text = "info",
     .choices = "debug|info|warn|error",
     .help = "least level of what is logged"},
    {.name = "log.format",
     .flag = "log-format",
     .default_text = "auto",
     .choices = "auto|human|ecs",
     .help = "auto is human on a terminal, else JSON in the Elastic Common Schema"},
    {.name = "csv.output",
     .flag = "output",
     .default_text = "-",
     .commands = "replay table",
     .help = "file for the CSV, - for standard output"},
    {.name = "csv.levels",
     .flag = "levels",
     .type = Type::kList,
     .choices = "nation|region|provider|unit",
     .commands = "replay table",
     .help = "levels to print; else all"},
    {.name = "csv.periods",
     .flag = "periods",
     .type = Type::kList,
     .form = kPeriod,
     .commands = "replay table",
     .help =
         "periods to print, by id (28d, at, 2025-03, my2025) or kind (month, year, measure_year); "
         "else all"},
    {.name = "csv.counts",
     .flag = "counts",
     .type = Type::kList,
     .commands = "replay table",
     .help = "counts to print; else all"},
    {.name = "csv.no_breakdowns",
     .flag = "no-breakdowns",
     .type = Type::kFlag,
     .default_text = "false",
     .commands = "replay table",
     .help = "print totals only"},
    {.name = "replay.rejects",
     .flag = "rejects",
     .commands = "replay",
     .help = "file for what is rejected, as NDJSON of file, line and reason"},
    {.name = "replay.threads",
     .flag = "threads",
     .type = Type::kInteger,
     .default_text = kCores,
     .range = {1, 256},
     .commands = "replay",
     .help = "threads that fold and evaluate"},
    {.name = "simulate.seed",
     .flag = "seed",
     .type = Type::kInteger,
     .default_text = "1",
     .range = {0, 1'000'000'000'000},
     .commands = "simulate demo",
     .help = "the same seed gives the same events"},
    {.name = "simulate.patients",
     .flag = "patients",
     .type = Type::kInteger,
     .default_text = "20000",
     .range = {1, 100'000'000},
     .commands = "simulate demo",
     .help = "who fall ill in the years; 1500000 in two years is all of Sweden"},
    {.name = "simulate.units",
     .flag = "units",
     .type = Type::kInteger,
     .range = {42, 100'000},
     .commands = "simulate demo",
     .help = "care units; else in proportion to the patients"},
    {.name = "simulate.years",
     .flag = "years",
     .type = Type::kInteger,
     .default_text = "2",
     .range = {1, 12},
     .commands = "simulate demo",
     .help = "length of the history"},
    {.name = "simulate.last_day",
     .flag = "last-day",
     .type = Type::kDay,
     .commands = "simulate demo",
     .help = "where history ends; else yesterday"},
    {.name = "simulate.rate",
     .flag = "rate",
     .type = Type::kNumber,
     .default_text = "0",
     .range = {0, 1'000'000},
     .unit = "events/s",
     .commands = "simulate",
     .help = "events that go on live after the history, each second"},
    {.name = "demo.rate",
     .flag = "rate",
     .type = Type::kNumber,
     .default_text = "5",
     .range = {0, 10'000},
     .unit = "events/s",
     .commands = "demo",
     .help = "events that go on live after the history, each second"},
    {.name = "simulate.output",
     .flag = "output",
     .default_text = "-",
     .commands = "simulate",
     .help = "NDJSON file, - for standard output, or kafka"},
    {.name = "simulate.duplicates",
     .flag = "duplicates",
     .type = Type::kNumber,
     .default_text = "0.002",
     .range = {0, 1},
     .commands = "simulate demo",
     .help = "share of events that come twice"},
    {.name = "simulate.late",
     .flag = "late",
     .type = Type::kNumber,
     .default_text = "0.01",
     .range = {0, 1},
     .commands = "simulate demo",
     .help = "share of events that come days late"},
    {.name = "simulate.conflicts",
     .flag = "conflicts",
     .type = Type::kNumber,
     .default_text = "0.0005",
     .range = {0, 1},
     .commands = "simulate demo",
     .help = "share of certificates and requests that come again with other content"},
    {.name = "simulate.bad",
     .flag = "bad",
     .type = Type::kNumber,
     .default_text = "0.0005",
     .range = {0, 1},
     .commands = "simulate demo",
     .help = "share of events with one beside them that must be rejected"},
};

constexpr CommandHelp kCommands[] = {
    {"demo", "Everything in one process: a broker, a simulated Sweden and the metrics of both", "",
     "  sjukpuls demo\n  sjukpuls demo --patients 100000 --rate 50 --listen 0.0.0.0:9464"},
    {"run", "Process events from Kafka and serve the indicators", "",
     "  sjukpuls run --bootstrap-servers kafka:9092\n"
     "  sjukpuls run --role serve --listen '[::]:9464'\n"
     "  sjukpuls run --config /etc/sjukpuls.yaml --workers 4"},
    {"replay", "Indicators of files, as CSV", "FILE",
     "  sjukpuls replay events.ndjson --as-of 2025-03-31\n"
     "  zcat *.gz | sjukpuls replay - --levels nation,region --output indicators.csv"},
    {"produce", "Events from files into the input topics", "FILE",
     "  sjukpuls produce events.ndjson --bootstrap-servers kafka:9092\n"
     "  sjukpuls produce 2025-*.ndjson.zst --create-topics 12"},
    {"table", "The committed rows of a running system, as CSV", "",
     "  sjukpuls table --bootstrap-servers kafka:9092"},
    {"catalogue", "The counts and measures with their terms and sources, as JSON", "",
     "  sjukpuls catalogue | jq -r '.measures[] | [.id, .swedish] | @tsv'"},
    {"config", "The effective configuration and where each value comes from, secrets hidden", "",
     "  sjukpuls config\n  sjukpuls config --config /etc/sjukpuls.yaml"},
    {"simulate", "Synthetic events, the same for the same seed", "",
     "  sjukpuls simulate --patients 1500000 --output sweden.ndjson\n"
     "  sjukpuls simulate --seed 7 --rate 100 --output kafka"},
};

}  // namespace

Table sjukpuls_table() { return {"sjukpuls", "0.1.0", kSettings, kCommands}; }

}  // namespace sjukpuls::config
