#include "processor/codec/partial.h"

#include <chrono>
#include <limits>
#include <optional>

#include "processor/base/check.h"
#include "processor/codec/time_text.h"
#include "sjukpuls/v1/partial.pb.h"

namespace sjukpuls::codec {
namespace {

std::string day_text(base::CivilDay day) {
  std::string text;
  append_day(day, text);
  return text;
}

bool read_day(const std::string& text, base::CivilDay& day) {
  const std::optional<base::CivilDay> parsed = parse_day(text);
  if (parsed) day = *parsed;
  return parsed.has_value();
}

bool read_region(std::uint32_t number, domain::Region& region) {
  if (number > 99) return false;
  const char digits[] = {static_cast<char>('0' + number / 10),
                         static_cast<char>('0' + number % 10)};
  region = *domain::Region::parse({digits, sizeof digits});
  return true;
}

std::int64_t milliseconds_of(base::EventTime time) { return time.time_since_epoch().count(); }

base::EventTime event_time(std::int64_t milliseconds) {
  return base::EventTime{std::chrono::milliseconds{milliseconds}};
}

void write(const PartialRow& row, v1::Partial& message) {
  base::check(row.cell_ids.size() == row.numbers.size(), "a row has one number for each cell");
  v1::Partial::Row& out = *message.mutable_row();
  out.set_as_of(day_text(row.as_of));
  out.mutable_cell_ids()->Assign(row.cell_ids.begin(), row.cell_ids.end());
  out.mutable_numbers()->Assign(row.numbers.begin(), row.numbers.end());
}

void write(const domain::UnitFactsVersion& facts, v1::Partial& message) {
  v1::Partial::UnitFacts& out = *message.mutable_unit_facts();
  out.set_event_id(facts.event_id);
  out.set_occurred_at_ms(milliseconds_of(facts.occurred_at));
  out.set_care_unit_id(facts.care_unit_id);
  out.set_valid_from(day_text(facts.valid_from));
  out.set_care_provider_id(facts.care_provider_id);
  out.set_region(facts.region.number());
  out.set_name(facts.name);
  out.set_listed_patients(facts.listed_patients);
  out.set_coordinator_fte_hundredths(facts.coordinator_fte_hundredths);
  out.set_has_coordinator(facts.has_coordinator);
  out.set_expert_physician(facts.expert_physician);
  out.set_offers_training(facts.offers_training);
}

void write(const domain::SurveyVersion& result, v1::Partial& message) {
  v1::Partial::SurveyResult& out = *message.mutable_survey_result();
  out.set_event_id(result.event_id);
  out.set_occurred_at_ms(milliseconds_of(result.occurred_at));
  out.set_measure(result.measure);
  out.set_level(static_cast<std::uint32_t>(result.level));
  out.set_entity_id(result.entity_id);
  out.set_first_day(day_text(result.first_day));
  out.set_last_day(day_text(result.last_day));
  out.set_numerator(result.numerator);
  out.set_denominator(result.denominator);
}

void write(const PartialShardStatus& status, v1::Partial& message) {
  v1::Partial::ShardStatus& out = *message.mutable_shard_status();
  out.set_as_of(day_text(status.as_of));
  if (status.last_event_at) {
    out.set_last_event_at_ms(milliseconds_of(*status.last_event_at));
  } else {
    out.clear_last_event_at_ms();
  }
}

bool read(const v1::Partial::Row& row, WirePartial& partial) {
  PartialRow* out = std::get_if<PartialRow>(&partial);
  if (out == nullptr) out = &partial.emplace<PartialRow>();
  out->cell_ids.assign(row.cell_ids().begin(), row.cell_ids().end());
  out->numbers.assign(row.numbers().begin(), row.numbers().end());
  return out->cell_ids.size() == out->numbers.size() && read_day(row.as_of(), out->as_of);
}

bool read(const v1::Partial::UnitFacts& facts, WirePartial& partial) {
  auto& out = partial.emplace<domain::UnitFactsVersion>();
  out.event_id = facts.event_id();
  out.occurred_at = event_time(facts.occurred_at_ms());
  out.care_unit_id = facts.care_unit_id();
  out.care_provider_id = facts.care_provider_id();
  out.name = facts.name();
  out.listed_patients = facts.listed_patients();
  out.coordinator_fte_hundredths = facts.coordinator_fte_hundredths();
  out.has_coordinator = facts.has_coordinator();
  out.expert_physician = facts.expert_physician();
  out.offers_training = facts.offers_training();
  return read_region(facts.region(), out.region) && read_day(facts.valid_from(), out.valid_from);
}

bool read(const v1::Partial::SurveyResult& result, WirePartial& partial) {
  auto& out = partial.emplace<domain::SurveyVersion>();
  out.event_id = result.event_id();
  out.occurred_at = event_time(result.occurred_at_ms());
  out.measure = result.measure();
  out.entity_id = result.entity_id();
  out.numerator = result.numerator();
  out.denominator = result.denominator();
  if (result.level() >= domain::kLevels.size()) return false;
  out.level = domain::kLevels[result.level()];
  return read_day(result.first_day(), out.first_day) && read_day(result.last_day(), out.last_day);
}

bool read(const v1::Partial::ShardStatus& status, WirePartial& partial) {
  auto& out = partial.emplace<PartialShardStatus>();
  if (status.has_last_event_at_ms()) out.last_event_at = event_time(status.last_event_at_ms());
  return read_day(status.as_of(), out.as_of);
}

}  // namespace

PartialCodec::PartialCodec() : message_(std::make_unique<v1::Partial>()) {}

PartialCodec::~PartialCodec() = default;

void PartialCodec::encode(const WirePartial& partial, std::string& out) {
  std::visit([&](const auto& content) { write(content, *message_); }, partial);
  message_->AppendToString(&out);
}

bool PartialCodec::decode(std::string_view bytes, WirePartial& partial) {
  if (bytes.size() > std::numeric_limits<int>::max() ||
      !message_->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return false;
  }
  switch (message_->content_case()) {
    case v1::Partial::kRow:
      return read(message_->row(), partial);
    case v1::Partial::kUnitFacts:
      return read(message_->unit_facts(), partial);
    case v1::Partial::kSurveyResult:
      return read(message_->survey_result(), partial);
    case v1::Partial::kShardStatus:
      return read(message_->shard_status(), partial);
    case v1::Partial::CONTENT_NOT_SET:
      return false;
  }
  return false;
}

}  // namespace sjukpuls::codec
