#include "processor/codec/content_hash.h"

#include <xxhash.h>

#include <cstring>
#include <optional>
#include <string_view>
#include <type_traits>

#include "processor/codec/schema.h"

namespace sjukpuls::codec {
namespace {

// Writes values one after another so that no two contents give the same bytes: texts and lists
// carry their length, optional values whether they are there.
class Writer {
 public:
  explicit Writer(std::vector<char>& bytes) : bytes_(bytes) {}

  std::string_view written() const { return {bytes_.data(), used_}; }

  template <typename Value>
  requires std::is_arithmetic_v<Value> || std::is_enum_v<Value>
  void put(Value value) { std::memcpy(room(sizeof value), &value, sizeof value); }

  void put(std::string_view text) {
    put(static_cast<std::uint32_t>(text.size()));
    if (!text.empty()) std::memcpy(room(text.size()), text.data(), text.size());
  }

  template <typename Value>
  void put(const std::optional<Value>& value) {
    put(value.has_value());
    if (value) put(*value);
  }

  template <typename Element>
  void put(const std::vector<Element>& elements) {
    put(static_cast<std::uint32_t>(elements.size()));
    for (const Element& element : elements) put(element);
  }

  template <typename Message>
  void put_message(const typename Message::Holder& holder) {
    for_each_field<Message>([&](const auto& field) { put_field(field, holder); });
  }

 private:
  char* room(std::size_t size) {
    if (used_ + size > bytes_.size()) bytes_.resize((used_ + size) * 2);
    char* const place = bytes_.data() + used_;
    used_ += size;
    return place;
  }

  template <typename Holder, typename Member>
  void put_field(const ScalarField<Holder, Member>& field, const Holder& holder) {
    put(holder.*field.member);
  }

  template <typename Holder, typename Member>
  void put_field(const EnumField<Holder, Member>& field, const Holder& holder) {
    put(holder.*field.member);
  }

  template <typename Message, typename Holder, typename Member>
  void put_field(const MessageField<Message, Holder, Member>& field, const Holder& holder) {
    if constexpr (kIsRepeated<Member>) {
      put(static_cast<std::uint32_t>((holder.*field.member).size()));
      for (const auto& element : holder.*field.member) put_message<Message>(element);
    } else {
      put_message<Message>(holder.*field.member);
    }
  }

  template <typename Message>
  void put_field(const InlineField<Message>&, const typename Message::Holder& holder) {
    put_message<Message>(holder);
  }

  std::vector<char>& bytes_;
  std::size_t used_ = 0;
};

}  // namespace

std::uint32_t ContentHasher::hash(const WireEvent& event) {
  Writer writer(bytes_);
  writer.put_message<PatientMessage>(event.patient);
  writer.put_message<CareUnitMessage>(event.care_unit);
  writer.put(event.payload);
  for_each_field<EventMessage>([&](const auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if constexpr (kIsPayload<Field>) {
      if (field.kind == event.payload) {
        writer.put_message<typename Field::Content>(event.*field.member);
      }
    }
  });
  const XXH64_hash_t hash = XXH3_64bits(writer.written().data(), writer.written().size());
  return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

}  // namespace sjukpuls::codec
