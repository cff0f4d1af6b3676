#include "processor/codec/protobuf_decoder.h"

#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <type_traits>

#include "processor/codec/json_decoder.h"
#include "processor/codec/schema.h"
#include "tests/codec/event_messages.h"
#include "tests/codec/mutate.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

template <typename Value>
FieldDescriptor::Type type_of() {
  if constexpr (std::is_same_v<Value, std::string_view>) {
    return FieldDescriptor::TYPE_STRING;
  } else if constexpr (std::is_same_v<Value, std::optional<UnixMilliseconds>>) {
    return FieldDescriptor::TYPE_MESSAGE;
  } else if constexpr (std::is_same_v<Value, std::int32_t> ||
                       std::is_same_v<Value, std::optional<std::int32_t>>) {
    return FieldDescriptor::TYPE_INT32;
  } else if constexpr (std::is_same_v<Value, std::int64_t>) {
    return FieldDescriptor::TYPE_INT64;
  } else if constexpr (std::is_same_v<Value, std::optional<double>>) {
    return FieldDescriptor::TYPE_DOUBLE;
  } else {
    static_assert(std::is_same_v<Value, bool> || std::is_same_v<Value, std::optional<bool>>);
    return FieldDescriptor::TYPE_BOOL;
  }
}

template <typename Value>
inline constexpr bool kIsOptional = false;
template <typename Value>
inline constexpr bool kIsOptional<std::optional<Value>> = !std::is_same_v<Value, UnixMilliseconds>;

template <typename Message>
void expect_schema_of(const Descriptor& descriptor);

template <typename Holder, typename Member>
void expect_type(const ScalarField<Holder, Member>&, const FieldDescriptor& descriptor) {
  EXPECT_EQ(descriptor.is_repeated(), kIsRepeated<Member>);
  EXPECT_EQ(descriptor.has_optional_keyword(), kIsOptional<Member>);
  if constexpr (kIsRepeated<Member>) {
    EXPECT_EQ(descriptor.type(), type_of<typename Member::value_type>());
  } else {
    EXPECT_EQ(descriptor.type(), type_of<Member>());
  }
  if (descriptor.type() == FieldDescriptor::TYPE_MESSAGE) {
    EXPECT_EQ(descriptor.message_type()->full_name(), "google.protobuf.Timestamp");
  }
}

template <typename Holder, typename Member>
void expect_type(const EnumField<Holder, Member>& field, const FieldDescriptor& descriptor) {
  ASSERT_EQ(descriptor.type(), FieldDescriptor::TYPE_ENUM);
  ASSERT_EQ(descriptor.enum_type()->value_count(), static_cast<int>(field.names.size()));
  for (int i = 0; i < descriptor.enum_type()->value_count(); ++i) {
    EXPECT_EQ(descriptor.enum_type()->value(i)->number(), i);
    EXPECT_EQ(descriptor.enum_type()->value(i)->name(), field.names[static_cast<std::size_t>(i)]);
  }
}

template <typename Field>
void expect_type(const Field& field, const FieldDescriptor& descriptor) {
  ASSERT_EQ(descriptor.type(), FieldDescriptor::TYPE_MESSAGE);
  expect_schema_of<typename Field::Content>(*descriptor.message_type());
  EXPECT_EQ(descriptor.real_containing_oneof() != nullptr, kIsPayload<Field>) << field.name;
}

template <typename Message>
void expect_schema_of(const Descriptor& descriptor) {
  SCOPED_TRACE(descriptor.full_name());
  EXPECT_EQ(descriptor.field_count(), static_cast<int>(kFieldCount<Message>));
  for_each_field<Message>([&](const auto& field) {
    SCOPED_TRACE(std::string(field.name));
    const FieldDescriptor* const found = descriptor.FindFieldByNumber(field.number);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->name(), field.name);
    EXPECT_EQ(found->json_name(), JsonName(field.name).view());
    expect_type(field, *found);
  });
}

TEST(SchemaTest, IsThatOfTheProto) { expect_schema_of<EventMessage>(*v1::Event::descriptor()); }

// Payloads in some bytes that are an Event.
std::size_t payloads_in(const std::string& bytes) {
  google::protobuf::UnknownFieldSet fields;
  fields.ParseFromString(bytes);
  std::set<int> numbers;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& field = fields.field(i);
    if (field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED &&
        field.number() >= 5 && field.number() <= 15) {
      numbers.insert(field.number());
    }
  }
  return numbers.size();
}

std::vector<std::string> sample_messages() {
  JsonDecoder decoder;
  WireEvent event;
  std::vector<std::string> messages;
  for (const std::string& line : sample_lines()) {
    if (!decoder.decode(line, event)) continue;
    messages.emplace_back();
    append_protobuf(event, messages.back());
  }
  return messages;
}

TEST(ProtobufDecoderTest, SamplesAreReadAsTheGeneratedClassReadsThem) {
  for (const std::string& bytes : sample_messages()) {
    v1::Event message;
    WireEvent event;
    ASSERT_TRUE(message.ParseFromString(bytes));
    ASSERT_TRUE(decode_protobuf(bytes, event));
    EXPECT_EQ(difference(message, event), "");
  }
}

TEST(ProtobufDecoderTest, DamagedBytesAreReadAsTheGeneratedClassReadsThem) {
  using namespace std::string_literals;
  constexpr std::uint64_t kSeed = 20250402;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  // Tags, varints of all lengths, groups, packed and unpacked lists, nested messages.
  Mutator mutator(kSeed, {"\x0a\x01\x65"s,
                          "\x12\x02\x08\x05"s,
                          "\x12\x04\x08\x05\x10\x06"s,
                          "\x1a\x02\x10\x01"s,
                          "\x2a\x02\x28\x01"s,
                          "\x2a\x04\x2a\x02\x01\x63"s,
                          "\x2a\x02\x32\x00"s,
                          "\x08\x01"s,
                          "\xf8\x07\x01"s,
                          "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s,
                          "\x83\x08\x84\x08"s,
                          "\x83\x08\x08\x01\x84\x08"s,
                          "\x0b"s,
                          "\x0c"s,
                          "\xc5\x3e\x01\x02\x03\x04"s,
                          "\x52\x00"s,
                          "\x80\x00"s,
                          "\xff\xff\xff\xff\x0f"s,
                          "\x00"s,
                          "\xc3\xa5"s,
                          "\xc3"s});
  const std::vector<std::string> samples = sample_messages();
  const google::protobuf::LogSilencer silence;
  v1::Event message;
  WireEvent event;
  int read_by_both = 0;
  int refused_by_both = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string bytes = mutator.mutate(samples[mutator.below(samples.size())]);
    const bool parsed = message.ParseFromString(bytes);
    const bool stands = parsed && payloads_in(bytes) < 2 && reduce(message);
    ASSERT_EQ(decode_protobuf(bytes, event), stands) << testing::PrintToString(bytes);
    (stands ? read_by_both : refused_by_both) += 1;
    if (!stands) continue;
    ASSERT_EQ(difference(message, event), "") << testing::PrintToString(bytes);
  }
  EXPECT_GT(read_by_both, 10'000);
  EXPECT_GT(refused_by_both, 10'000);
}

TEST(ProtobufDecoderTest, TwoPayloadsAreUnparsable) {
  v1::Event first;
  first.mutable_reminder();
  v1::Event second;
  second.mutable_certificate();
  WireEvent event;
  EXPECT_TRUE(decode_protobuf(first.SerializeAsString(), event));
  EXPECT_FALSE(decode_protobuf(first.SerializeAsString() + second.SerializeAsString(), event));
}

TEST(ProtobufDecoderTest, TextsThatAreNoUtf8AreUnparsable) {
  WireEvent event;
  EXPECT_FALSE(decode_protobuf("\x0a\x01\xff", event));
  EXPECT_FALSE(
      decode_protobuf("\x0a\x0a"
                      "12345678\xc3 ",
                      event));
}

}  // namespace
}  // namespace sjukpuls::codec
