#include "processor/service/platform_samples.h"

#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "processor/codec/reject_reason.h"
#include "processor/service/readiness.h"

namespace sjukpuls::service {
namespace {

using prometheus_sink::PlatformSample;
using Kind = PlatformSample::Kind;

// By the alternatives of domain::Payload.
constexpr std::array<std::string_view, std::variant_size_v<domain::Payload>> kEventTypes = {
    "certificate",        "certificate_sent",   "certificate_revoked",
    "completion_request", "completion_answer",  "reminder",
    "kva_record",         "kva_record_removed", "rehabilitation_need_notice",
    "unit_facts",         "survey_result"};

template <typename Time>
double unix_seconds(Time time) {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

// The samples of one scrape.
class Samples {
 public:
  void counter(std::string_view name, std::string_view help, double value,
               std::vector<std::pair<std::string, std::string>> labels = {}) {
    samples_.push_back(
        {std::string(name), std::string(help), Kind::kCounter, std::move(labels), value});
  }
  void gauge(std::string_view name, std::string_view help, double value,
             std::vector<std::pair<std::string, std::string>> labels = {}) {
    samples_.push_back(
        {std::string(name), std::string(help), Kind::kGauge, std::move(labels), value});
  }
  std::vector<PlatformSample> take() { return std::move(samples_); }

 private:
  std::vector<PlatformSample> samples_;
};

void add_worker(const runtime::WorkerStatistics& worker, const std::string& number,
                Samples& samples) {
  const auto count = [&](std::string_view name, std::string_view help, std::uint64_t value) {
    samples.counter(name, help, static_cast<double>(value), {{"worker", number}});
  };
  for (std::size_t i = 0; i < worker.events.size(); ++i) {
    samples.counter("sjukpuls_events_total", "Events folded, by type.",
                    static_cast<double>(worker.events[i]),
                    {{"event_type", std::string(kEventTypes[i])}, {"worker", number}});
  }
  for (std::size_t i = 0; i < worker.rejects.size(); ++i) {
    samples.counter(
        "sjukpuls_rejected_total", "Records and single periods set aside, by reason.",
        static_cast<double>(worker.rejects[i]),
        {{"reason", std::string(name(static_cast<codec::RejectReason>(i)))}, {"worker", number}});
  }
  count("sjukpuls_duplicates_total", "Events that were known already.", worker.duplicates);
  count("sjukpuls_conflicts_total", "Events with other content under an id that was known.",
        worker.conflicts);
  count("sjukpuls_corrections_total", "Other versions of KVÅ records and reference facts.",
        worker.corrections);
  count("sjukpuls_rows_written_total", "Rows written to the partials topic.", worker.rows_written);
  count("sjukpuls_dead_letters_written_total", "Records written to the dead letters.",
        worker.dead_letters_written);
  count("sjukpuls_commits_total", "Transactions committed.", worker.commits);
  count("sjukpuls_aborts_total", "Transactions given up and done again.", worker.aborts);
  count("sjukpuls_producer_rebuilds_total", "Producers made anew after a fatal error.",
        worker.rebuilds);
  count("sjukpuls_assignments_total", "Times that partitions were assigned.", worker.assignments);
  count("sjukpuls_revocations_total", "Times that partitions were taken away.", worker.revocations);
  samples.gauge("sjukpuls_last_commit_timestamp_seconds", "When the last transaction committed.",
                unix_seconds(worker.last_commit), {{"worker", number}});
}

void add_partitions(const runtime::WorkerStatistics& worker, Samples& samples) {
  for (const auto& [partition, shard] : worker.partitions) {
    const std::vector<std::pair<std::string, std::string>> labels = {
        {"partition", std::to_string(partition)}};
    const bool is_live = shard.phase == runtime::Phase::kLive;
    samples.gauge("sjukpuls_shard_live", "1 when the shard's rows follow the log, 0 in restore.",
                  is_live ? 1 : 0, labels);
    samples.gauge("sjukpuls_consumer_lag_records", "Records not yet read, over the input topics.",
                  static_cast<double>(shard.lag), labels);
    samples.gauge("sjukpuls_shard_patients", "Patients with events.",
                  static_cast<double>(shard.patients), labels);
    samples.gauge("sjukpuls_shard_state_bytes", "Memory of records and rows.",
                  static_cast<double>(shard.state_bytes), labels);
    samples.gauge("sjukpuls_shard_restored_events", "Events folded anew in restore.",
                  static_cast<double>(shard.restored_events), labels);
    samples.gauge("sjukpuls_shard_reconciled_rows",
                  "Rows that differed from the partials topic after restore.",
                  static_cast<double>(shard.reconciled_rows), labels);
    if (!is_live) continue;
    samples.gauge("sjukpuls_shard_day_timestamp_seconds",
                  "The day that the shard's rows are as of, as the midnight in UTC that begins it.",
                  unix_seconds(shard.day), labels);
  }
}

void add_table(const runtime::TableFollower& follower, Samples& samples) {
  const bool is_complete = follower.complete();
  samples.gauge("sjukpuls_table_complete",
                "1 once all committed rows were read; before that sums are too small.",
                is_complete ? 1 : 0);
  samples.gauge("sjukpuls_ready", "1 when the numbers that are served are whole.",
                is_complete ? 1 : 0);
  follower.read([&samples](const engine::Table& table) {
    const engine::Table::Shards shards = table.shards();
    samples.gauge("sjukpuls_table_rows", "Rows of the table.", static_cast<double>(table.rows()));
    samples.gauge("sjukpuls_table_shards", "Shards that the table is the sum of.", shards.all);
    samples.gauge("sjukpuls_table_shards_live",
                  "Shards whose committed rows are of the table's day.", shards.live);
    if (table.as_of()) {
      samples.gauge("sjukpuls_as_of_timestamp_seconds",
                    "The day that the counts are as of, as the midnight in UTC that begins it.",
                    unix_seconds(*table.as_of()));
    }
    if (shards.last_event_at) {
      samples.gauge("sjukpuls_last_event_timestamp_seconds",
                    "When the latest event behind the committed counts happened.",
                    unix_seconds(*shards.last_event_at));
    }
    if (table.committed_at()) {
      samples.gauge("sjukpuls_table_commit_timestamp_seconds",
                    "When the youngest row of the table was committed.",
                    unix_seconds(*table.committed_at()));
    }
  });
}

void add_units(const snapshot::UnitTicks& ticks, Samples& samples) {
  const auto latest = ticks.latest();
  if (!latest) return;
  samples.gauge("sjukpuls_unit_series", "Numbers of units and providers that are shown.",
                static_cast<double>(latest->publication.numbers));
  samples.gauge("sjukpuls_unit_series_withheld",
                "Numbers of units and providers that are not, lest they point at somebody.",
                static_cast<double>(latest->publication.withheld));
  samples.gauge("sjukpuls_units_page_timestamp_seconds",
                "When the numbers of units and providers were taken.",
                unix_seconds(latest->taken_at));
}

}  // namespace

std::vector<PlatformSample> platform_samples(const std::string& version, const Instance& instance,
                                             const snapshot::UnitTicks* ticks) {
  Samples samples;
  samples.gauge("sjukpuls_build_info", "1, with the version as label.", 1, {{"version", version}});
  const auto workers = instance.statistics();
  for (std::size_t i = 0; i < workers.size(); ++i) {
    add_worker(workers[i], std::to_string(i), samples);
    add_partitions(workers[i], samples);
  }
  if (instance.table() != nullptr) {
    add_table(*instance.table(), samples);
  } else {
    samples.gauge("sjukpuls_ready", "1 when every shard of this process is live.",
                  readiness(instance).is_ready() ? 1 : 0);
  }
  if (ticks != nullptr) add_units(*ticks, samples);
  return samples.take();
}

}  // namespace sjukpuls::service
