#include <gmock/gmock.h>

#include <fstream>
#include <sstream>
#include <string>

#include "processor/codec/event_decoder.h"
#include "processor/domain/day_text.h"
#include "processor/engine/csv.h"
#include "processor/engine/shard.h"
#include "processor/engine/table.h"
#include "processor/indicators/catalogue.h"
#include "tests/fakes/table_sink.h"

namespace sjukpuls::engine {
namespace {

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(SamplesTest, AShardPublishesTheExpectedCounts) {
  const indicators::Catalogue catalogue;
  const auto as_of = domain::parse_day(text_of("samples/as_of.txt").substr(0, 10));
  ASSERT_TRUE(as_of);

  Shard shard(catalogue, {});
  codec::EventDecoder decoder;
  std::ifstream events("samples/events.ndjson");
  for (std::string line; std::getline(events, line);) {
    const auto decoded = decoder.decode(line, codec::Form::kJson);
    if (decoded.event != nullptr) shard.fold(*decoded.event);
  }
  shard.go_live(*as_of);

  Table table;
  fakes::TableSink sink(table);
  shard.publish_all(sink);
  std::string csv;
  CsvWriter writer(*as_of, {}, table.reference().counts(catalogue, *as_of),
                   [&csv](std::string_view piece) { csv += piece; });
  table.for_each(
      [&writer](const RowKey& key, std::span<const Cell> cells) { writer.row(key, cells); });
  writer.finish();
  EXPECT_EQ(csv, text_of("samples/expected.csv"));
}

}  // namespace
}  // namespace sjukpuls::engine
