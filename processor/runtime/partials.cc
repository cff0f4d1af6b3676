#include "processor/runtime/partials.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "processor/domain/day_text.h"

namespace sjukpuls::runtime {
namespace {

constexpr std::string_view kRow = "row";

void append_part(std::string& key, std::string_view part) {
  key += '|';
  for (const char c : part) {
    if (c == '|') {
      key += "%7C";
    } else if (c == '%') {
      key += "%25";
    } else {
      key += c;
    }
  }
}

std::string key_of(std::string_view kind, std::initializer_list<std::string_view> parts,
                   int partition) {
  std::string key(kind);
  for (const std::string_view part : parts) append_part(key, part);
  append_part(key, std::to_string(partition));
  return key;
}

std::string unescaped(std::string_view part) {
  std::string text;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (part.substr(i).starts_with("%7C")) {
      text += '|';
      i += 2;
    } else if (part.substr(i).starts_with("%25")) {
      text += '%';
      i += 2;
    } else {
      text += part[i];
    }
  }
  return text;
}

std::vector<std::string_view> split(std::string_view key) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t bar = key.find('|');
    parts.push_back(key.substr(0, bar));
    if (bar == std::string_view::npos) return parts;
    key.remove_prefix(bar + 1);
  }
}

}  // namespace

std::string partial_key(const engine::RowKey& row, int partition) {
  return key_of(kRow, {name(row.level), row.entity, row.period}, partition);
}

std::string partial_key(const domain::UnitFactsVersion& version, int partition) {
  return key_of("unit_facts", {version.care_unit_id, domain::day_text(version.valid_from)},
                partition);
}

std::string partial_key(const domain::SurveyVersion& version, int partition) {
  return key_of("survey",
                {version.measure, name(version.level), version.entity_id,
                 domain::day_text(version.first_day), domain::day_text(version.last_day)},
                partition);
}

std::string status_key(int partition) { return key_of("shard", {}, partition); }

std::optional<ParsedRowKey> parse_row_key(std::string_view key) {
  const std::vector<std::string_view> parts = split(key);
  if (parts.size() != 5 || parts[0] != kRow) return std::nullopt;
  const auto level = domain::parse_level(parts[1]);
  int partition = 0;
  const char* end = parts[4].data() + parts[4].size();
  const auto [stopped, error] = std::from_chars(parts[4].data(), end, partition);
  if (!level || error != std::errc{} || stopped != end || partition < 0) return std::nullopt;
  return ParsedRowKey{*level, unescaped(parts[2]), unescaped(parts[3]), partition};
}

codec::PartialRow wire_of(base::CivilDay as_of, std::span<const engine::Cell> cells) {
  codec::PartialRow row{as_of, {}, {}};
  row.cell_ids.reserve(cells.size());
  row.numbers.reserve(cells.size());
  for (const engine::Cell& cell : cells) {
    row.cell_ids.push_back(cell.id);
    row.numbers.push_back(cell.n);
  }
  return row;
}

codec::PartialShardStatus wire_of(const engine::ShardStatus& status) {
  return {status.as_of, status.last_event_at};
}

engine::ShardStatus status_of(const codec::PartialShardStatus& status) {
  return {status.as_of, status.last_event_at};
}

PartialWriter::PartialWriter(stream::Transaction& transaction, std::string_view topic,
                             int partition, base::CivilDay as_of, codec::PartialCodec& codec)
    : transaction_(transaction),
      topic_(topic),
      partition_(partition),
      as_of_(as_of),
      codec_(codec) {}

void PartialWriter::row(const engine::RowKey& key, std::span<const engine::Cell> cells) {
  const std::string text = partial_key(key, partition_);
  if (cells.empty()) {
    put_tombstone(text);
  } else {
    put(text, wire_of(as_of_, cells));
  }
}

void PartialWriter::unit_facts(const domain::UnitFactsVersion& version) {
  put(partial_key(version, partition_), version);
}

void PartialWriter::survey(const domain::SurveyVersion& version) {
  put(partial_key(version, partition_), version);
}

void PartialWriter::shard_status(const engine::ShardStatus& status) {
  put(status_key(partition_), wire_of(status));
}

void PartialWriter::put(std::string_view key, const codec::WirePartial& partial) {
  buffer_.clear();
  codec_.encode(partial, buffer_);
  write(key, buffer_);
}

void PartialWriter::put_tombstone(std::string_view key) { write(key, std::nullopt); }

void PartialWriter::write(std::string_view key, std::optional<std::string_view> value) {
  if (!status_) return;
  status_ = transaction_.put(
      {.topic = topic_, .partition = partition_, .key = key, .value = value, .headers = {}});
  if (status_) ++written_;
}

}  // namespace sjukpuls::runtime
