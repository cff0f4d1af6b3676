#include "tests/runtime/worker_fixture.h"

#include <gtest/gtest.h>

#include <fstream>

#include "processor/codec/encoder.h"
#include "processor/codec/input_topic.h"
#include "processor/domain/day_text.h"
#include "processor/domain/stockholm.h"
#include "processor/engine/csv.h"
#include "processor/engine/table.h"
#include "processor/runtime/offset_metadata.h"
#include "processor/runtime/partials.h"
#include "processor/runtime/reconcile.h"
#include "processor/runtime/table_follower.h"
#include "tests/fakes/table_sink.h"

namespace sjukpuls::runtime {
namespace {

// Later than anything in the samples, so that nothing of them lies in the future.
constexpr base::ProcessingTime kRecordTime{std::chrono::hours{24 * 365 * 70}};

std::string csv_of(const engine::Table& table, const indicators::Catalogue& catalogue,
                   base::CivilDay day) {
  std::string csv;
  engine::CsvWriter writer(day, {}, table.reference().counts(catalogue, day),
                           [&csv](std::string_view piece) { csv += piece; });
  table.for_each([&writer](const engine::RowKey& key, std::span<const engine::Cell> cells) {
    writer.row(key, cells);
  });
  writer.finish();
  return csv;
}

InputRecord input_of(const codec::WireEvent& wire) {
  InputRecord record{std::string(name(codec::topic_of(wire.payload))), {}, {}};
  codec::append_key(wire, record.key);
  codec::append_protobuf(wire, record.value);
  return record;
}

// Events borrow from these bytes.
std::string_view view_of(const fakes::SimBroker::Stored& record) {
  return record.value ? std::string_view{*record.value} : std::string_view{};
}

// The rows of a partition as a shard publishes them: key to partial, day of writing left out.
using Rows = std::map<std::string, codec::WirePartial>;

class RowCollector final : public engine::PartialSink {
 public:
  explicit RowCollector(int partition) : partition_(partition) {}
  void row(const engine::RowKey& key, std::span<const engine::Cell> cells) override {
    if (!cells.empty()) rows[partial_key(key, partition_)] = wire_of({}, cells);
  }
  // After a rollback reference versions may be published ahead of the offsets: they are in the log,
  // and the one that holds is the same in any order.
  void unit_facts(const domain::UnitFactsVersion& /*version*/) override {}
  void survey(const domain::SurveyVersion& /*version*/) override {}
  void shard_status(const engine::ShardStatus& /*status*/) override {}
  Rows rows;

 private:
  int partition_;
};

}  // namespace

base::CivilDay samples_day() {
  std::ifstream file("samples/as_of.txt");
  std::string text;
  std::getline(file, text);
  return domain::parse_day(text).value();
}

base::ProcessingTime noon(base::CivilDay day) {
  return base::ProcessingTime{domain::start_of(day).time_since_epoch() + std::chrono::hours{12}};
}

int InputRecord::partition() const {
  return static_cast<int>(std::hash<std::string>{}(key) % kPartitions);
}

std::vector<InputRecord> sample_records() {
  std::vector<InputRecord> records;
  codec::EventDecoder decoder;
  std::ifstream file("samples/events.ndjson");
  for (std::string line; std::getline(file, line);) {
    if (decoder.decode(line, codec::Form::kJson).event != nullptr) {
      records.push_back(input_of(decoder.wire()));
    }
  }
  return records;
}

InputRecord certificate(const std::string& patient, const std::string& certificate_id,
                        base::CivilDay day) {
  const std::string text = domain::day_text(day);
  const std::string event_id = "event-" + patient + "-" + certificate_id;
  codec::WireEvent wire;
  wire.event_id = event_id;
  wire.occurred_at = noon(day).time_since_epoch().count();
  wire.patient.id = patient;
  wire.care_unit.id = "SE-TEST-UNIT";
  wire.care_unit.region = "01";
  wire.payload = codec::PayloadKind::kCertificate;
  wire.certificate.certificate_id = certificate_id;
  wire.certificate.type = "LISJP";
  wire.certificate.signed_at = wire.occurred_at;
  wire.certificate.periods.push_back({text, text, 100});
  return input_of(wire);
}

WorkerWorld::WorkerWorld() : clock_(noon(samples_day())) {
  for (const std::string& topic : input_topics()) broker_.create_topic(topic, kPartitions);
  broker_.create_topic(kPartials, kPartitions);
  broker_.create_topic(kDeadLetters, 1);
}

std::vector<std::string> WorkerWorld::input_topics() const {
  return {codec::kInputTopicNames.begin(), codec::kInputTopicNames.end()};
}

void WorkerWorld::append(const InputRecord& record) {
  broker_.append(record.topic, record.partition(), record.key, record.value, kRecordTime);
}

void WorkerWorld::append(const std::vector<InputRecord>& records) {
  for (const InputRecord& record : records) append(record);
}

std::string WorkerWorld::table_csv(base::CivilDay day) {
  const auto reader = broker_.reader(kPartials);
  TableFollower follower(*reader);
  EXPECT_TRUE(follower.start());
  while (!follower.complete()) EXPECT_TRUE(follower.step(std::chrono::milliseconds{0}));
  std::string csv;
  follower.read([&](const engine::Table& table) { csv = csv_of(table, catalogue_, day); });
  return csv;
}

std::string WorkerWorld::expected_csv(base::CivilDay day) {
  engine::Shard shard(catalogue_, {});
  codec::EventDecoder decoder;
  for (const std::string& topic : input_topics()) {
    for (int partition = 0; partition < kPartitions; ++partition) {
      for (const auto& record : broker_.visible(topic, partition)) {
        const auto decoded = decoder.decode(view_of(record), codec::Form::kProtobuf, kRecordTime);
        if (decoded.event != nullptr) shard.fold(*decoded.event);
      }
    }
  }
  shard.go_live(day);
  engine::Table table;
  fakes::TableSink sink(table);
  shard.publish_all(sink);
  return csv_of(table, catalogue_, day);
}

void WorkerWorld::expect_rows_match_offsets() {
  for (int partition = 0; partition < kPartitions; ++partition) {
    expect_rows_match_offsets(partition);
  }
}

void WorkerWorld::expect_rows_match_offsets(int partition) {
  engine::Shard shard(catalogue_, {});
  codec::EventDecoder decoder;
  std::optional<base::CivilDay> day;
  for (const std::string& topic : input_topics()) {
    const auto next = broker_.committed_offset(topic, partition);
    if (!next) return;
    const auto committed_day = day_of(broker_.committed_metadata(topic, partition));
    ASSERT_TRUE(committed_day);
    if (day) {
      ASSERT_EQ(*day, *committed_day);
    }
    day = committed_day;
    for (const auto& record : broker_.visible(topic, partition)) {
      if (record.offset >= *next) break;
      const auto decoded = decoder.decode(view_of(record), codec::Form::kProtobuf, kRecordTime);
      if (decoded.event != nullptr) shard.fold(*decoded.event);
    }
  }
  shard.go_live(*day);
  RowCollector expected(partition);
  shard.publish_all(expected);

  Rows found;
  std::optional<engine::ShardStatus> status;
  codec::PartialCodec codec;
  for (const auto& record : broker_.visible(kPartials, partition)) {
    if (!record.value) found.erase(record.key);
    if (record.value && record.key == status_key(partition)) {
      codec::WirePartial partial;
      ASSERT_TRUE(codec.decode(*record.value, partial));
      status = status_of(std::get<codec::PartialShardStatus>(partial));
    }
    if (!record.value || !parse_row_key(record.key)) continue;
    codec::WirePartial partial;
    ASSERT_TRUE(codec.decode(*record.value, partial));
    if (auto* row = std::get_if<codec::PartialRow>(&partial)) row->as_of = {};
    found[record.key] = partial;
  }
  EXPECT_TRUE(status == shard.status()) << "status of partition " << partition;
  for (const auto& [key, partial] : found) {
    ASSERT_TRUE(expected.rows.contains(key)) << key << " should be gone";
  }
  for (const auto& [key, partial] : expected.rows) {
    ASSERT_TRUE(found.contains(key)) << key;
    ASSERT_TRUE(found[key] == partial) << key;
  }
}

WorkerProcess::WorkerProcess(WorkerWorld& world, const std::string& name,
                             std::optional<base::CivilDay> pinned_day,
                             std::vector<stream::AnnouncedPort> announced)
    : log_(world.broker().open_log(world.input_topics(), name)),
      transactions_(world.broker().transactions("sjukpuls." + name, *log_)),
      reader_(world.broker().reader(kPartials)) {
  WorkerOptions options;
  options.input_topics = world.input_topics();
  options.partials_topic = kPartials;
  options.dead_letters_topic = kDeadLetters;
  options.pinned_day = pinned_day;
  worker_ = std::make_unique<Worker>(
      std::move(options), WorkerPorts{*log_, *transactions_, *reader_, world.clock(), board_,
                                      world.catalogue(), std::move(announced)});
}

base::Status WorkerProcess::settle(int steps) {
  base::Status done = base::Done{};
  for (int i = 0; i < steps && done; ++i) done = step();
  return done;
}

bool WorkerProcess::all_live() const {
  const WorkerStatistics statistics = board_.read();
  for (const auto& [number, partition] : statistics.partitions) {
    if (partition.phase != Phase::kLive) return false;
  }
  return !statistics.partitions.empty();
}

}  // namespace sjukpuls::runtime
