#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// The fields of proto sjukpuls.v1.Event beside the members of WireEvent that hold them: one table
// from which the JSON and the protobuf decoder, both encoders and the content hash are generated.
// A test holds it against the .proto. How a field is written follows from its member's type:
// string_view is string, optional<UnixMilliseconds> is google.protobuf.Timestamp, other optionals
// are `optional` fields, vectors are repeated.

template <typename Holder, typename Member>
struct ScalarField {
  int number;
  std::string_view name;
  Member Holder::*member;
};

// Holds the enumerator's number; names are in order of number from 0.
template <typename Holder, typename Member>
struct EnumField {
  int number;
  std::string_view name;
  Member Holder::*member;
  std::span<const std::string_view> names;
};

// A message in a member of its own, or a vector of them.
template <typename Message, typename Holder, typename Member>
struct MessageField {
  using Content = Message;
  int number;
  std::string_view name;
  Member Holder::*member;
};

// A message whose fields are members of the holder itself.
template <typename Message>
struct InlineField {
  using Content = Message;
  int number;
  std::string_view name;
};

// A member of the oneof.
template <typename Message, typename Member>
struct PayloadField {
  using Content = Message;
  int number;
  std::string_view name;
  PayloadKind kind;
  Member WireEvent::*member;
};

// Functions, since clang 14 deduces no template arguments of aggregates.
template <typename Holder, typename Member>
constexpr ScalarField<Holder, Member> scalar_field(int number, std::string_view name,
                                                   Member Holder::*member) {
  return {number, name, member};
}

template <typename Holder, typename Member>
constexpr EnumField<Holder, Member> enum_field(int number, std::string_view name,
                                               Member Holder::*member,
                                               std::span<const std::string_view> names) {
  return {number, name, member, names};
}

template <typename Message, typename Holder, typename Member>
constexpr MessageField<Message, Holder, Member> message_field(int number, std::string_view name,
                                                              Member Holder::*member) {
  return {number, name, member};
}

template <typename Message, typename Member>
constexpr PayloadField<Message, Member> payload_field(int number, std::string_view name,
                                                      PayloadKind kind, Member WireEvent::*member) {
  return {number, name, kind, member};
}

template <typename Field>
inline constexpr bool kIsPayload = false;
template <typename Message, typename Member>
inline constexpr bool kIsPayload<PayloadField<Message, Member>> = true;

template <typename Member>
inline constexpr bool kIsRepeated = false;
template <typename Element>
inline constexpr bool kIsRepeated<std::vector<Element>> = true;

inline constexpr std::array<std::string_view, 3> kSexNames = {"SEX_UNSPECIFIED", "FEMALE", "MALE"};
inline constexpr int kFemale = 1;
inline constexpr int kMale = 2;

inline constexpr std::array<std::string_view, 5> kCareLevelNames = {
    "CARE_LEVEL_UNSPECIFIED", "PRIMARY", "SPECIALISED", "PSYCHIATRY", "OTHER"};

inline constexpr std::array<std::string_view, 5> kOccupationNames = {
    "OCCUPATION_UNSPECIFIED", "CURRENT_WORK", "JOB_SEEKER", "PARENTAL_LEAVE", "STUDIES"};
inline constexpr int kCurrentWork = 1;

inline constexpr std::array<std::string_view, 5> kRelationTypeNames = {
    "RELATION_TYPE_UNSPECIFIED", "RENEWS", "REPLACES", "COMPLEMENTS", "COPIES"};
inline constexpr int kComplements = 3;

inline constexpr std::array<std::string_view, 5> kLevelNames = {"LEVEL_UNSPECIFIED", "NATION",
                                                                "REGION", "PROVIDER", "UNIT"};

struct PatientMessage {
  using Holder = WirePatient;
  static constexpr std::tuple kFields{
      scalar_field(1, "id", &Holder::id),
      enum_field(2, "sex", &Holder::sex, kSexNames),
      scalar_field(3, "birth_year", &Holder::birth_year),
  };
};

struct CareUnitMessage {
  using Holder = WireCareUnit;
  static constexpr std::tuple kFields{
      scalar_field(1, "id", &Holder::id),
      scalar_field(2, "care_provider_id", &Holder::care_provider_id),
      scalar_field(3, "region", &Holder::region),
      enum_field(4, "care_level", &Holder::care_level, kCareLevelNames),
  };
};

struct PeriodMessage {
  using Holder = WirePeriod;
  static constexpr std::tuple kFields{
      scalar_field(1, "first_day", &Holder::first_day),
      scalar_field(2, "last_day", &Holder::last_day),
      scalar_field(3, "degree", &Holder::degree),
  };
};

struct RelationMessage {
  using Holder = WireRelation;
  static constexpr std::tuple kFields{
      enum_field(1, "type", &Holder::type, kRelationTypeNames),
      scalar_field(2, "certificate_id", &Holder::certificate_id),
  };
};

struct CertificateMessage {
  using Holder = WireCertificate;
  static constexpr std::tuple kFields{
      scalar_field(1, "certificate_id", &Holder::certificate_id),
      scalar_field(2, "type", &Holder::type),
      scalar_field(3, "signed_at", &Holder::signed_at),
      scalar_field(4, "diagnosis", &Holder::diagnosis),
      enum_field(5, "occupations", &Holder::occupations, kOccupationNames),
      message_field<PeriodMessage>(6, "periods", &Holder::periods),
      message_field<RelationMessage>(7, "relation", &Holder::relation),
  };
};

struct CertificateSentMessage {
  using Holder = WireCertificateSent;
  static constexpr std::tuple kFields{
      scalar_field(1, "certificate_id", &Holder::certificate_id),
      scalar_field(2, "recipient", &Holder::recipient),
  };
};

struct CertificateRevokedMessage {
  using Holder = WireCertificateSent;
  static constexpr std::tuple kFields{scalar_field(1, "certificate_id", &Holder::certificate_id)};
};

struct CompletionRequestMessage {
  using Holder = WireMessage;
  static constexpr std::tuple kFields{
      scalar_field(1, "message_id", &Holder::message_id),
      scalar_field(2, "certificate_id", &Holder::certificate_id),
      scalar_field(3, "last_day_to_answer", &Holder::last_day_to_answer),
      scalar_field(4, "question_ids", &Holder::question_ids),
  };
};

struct CompletionAnswerMessage {
  using Holder = WireMessage;
  static constexpr std::tuple kFields{
      scalar_field(1, "request_message_id", &Holder::request_message_id)};
};

struct ReminderMessage {
  using Holder = WireMessage;
  static constexpr std::tuple kFields{
      scalar_field(1, "message_id", &Holder::message_id),
      scalar_field(2, "certificate_id", &Holder::certificate_id),
      scalar_field(3, "reminded_message_id", &Holder::reminded_message_id),
  };
};

struct KvaRecordMessage {
  using Holder = WireKvaRecord;
  static constexpr std::tuple kFields{
      scalar_field(1, "record_id", &Holder::record_id),
      scalar_field(2, "code", &Holder::code),
      scalar_field(3, "performed_on", &Holder::performed_on),
      scalar_field(4, "performer_role", &Holder::performer_role),
      scalar_field(5, "patient_present", &Holder::patient_present),
      scalar_field(6, "contact_id", &Holder::contact_id),
  };
};

struct KvaRecordRemovedMessage {
  using Holder = WireKvaRecord;
  static constexpr std::tuple kFields{scalar_field(1, "record_id", &Holder::record_id)};
};

struct RehabilitationNeedNoticeMessage {
  using Holder = WireMessage;
  static constexpr std::tuple kFields{scalar_field(1, "message_id", &Holder::message_id)};
};

struct UnitFactsMessage {
  using Holder = WireUnitFacts;
  static constexpr std::tuple kFields{
      scalar_field(1, "care_unit_id", &Holder::care_unit_id),
      scalar_field(2, "name", &Holder::name),
      scalar_field(3, "valid_from", &Holder::valid_from),
      scalar_field(4, "listed_patients", &Holder::listed_patients),
      scalar_field(5, "coordinator_fte", &Holder::coordinator_fte),
      scalar_field(6, "has_coordinator", &Holder::has_coordinator),
      scalar_field(7, "expert_physician", &Holder::expert_physician),
      scalar_field(8, "offers_training", &Holder::offers_training),
  };
};

struct EntityMessage {
  using Holder = WireSurveyResult;
  static constexpr std::tuple kFields{
      enum_field(1, "level", &Holder::level, kLevelNames),
      scalar_field(2, "id", &Holder::entity_id),
  };
};

struct SurveyResultMessage {
  using Holder = WireSurveyResult;
  static constexpr std::tuple kFields{
      scalar_field(1, "measure", &Holder::measure),
      InlineField<EntityMessage>{2, "entity"},
      scalar_field(3, "period_first_day", &Holder::period_first_day),
      scalar_field(4, "period_last_day", &Holder::period_last_day),
      scalar_field(5, "numerator", &Holder::numerator),
      scalar_field(6, "denominator", &Holder::denominator),
  };
};

struct EventMessage {
  using Holder = WireEvent;
  static constexpr std::tuple kFields{
      scalar_field(1, "event_id", &Holder::event_id),
      scalar_field(2, "occurred_at", &Holder::occurred_at),
      message_field<PatientMessage>(3, "patient", &Holder::patient),
      message_field<CareUnitMessage>(4, "care_unit", &Holder::care_unit),
      payload_field<CertificateMessage>(5, "certificate", PayloadKind::kCertificate,
                                        &Holder::certificate),
      payload_field<CertificateSentMessage>(6, "certificate_sent", PayloadKind::kCertificateSent,
                                            &Holder::certificate_sent),
      payload_field<CertificateRevokedMessage>(
          7, "certificate_revoked", PayloadKind::kCertificateRevoked, &Holder::certificate_sent),
      payload_field<CompletionRequestMessage>(8, "completion_request",
                                              PayloadKind::kCompletionRequest, &Holder::message),
      payload_field<CompletionAnswerMessage>(9, "completion_answer", PayloadKind::kCompletionAnswer,
                                             &Holder::message),
      payload_field<ReminderMessage>(10, "reminder", PayloadKind::kReminder, &Holder::message),
      payload_field<KvaRecordMessage>(11, "kva_record", PayloadKind::kKvaRecord,
                                      &Holder::kva_record),
      payload_field<KvaRecordRemovedMessage>(12, "kva_record_removed",
                                             PayloadKind::kKvaRecordRemoved, &Holder::kva_record),
      payload_field<RehabilitationNeedNoticeMessage>(13, "rehabilitation_need_notice",
                                                     PayloadKind::kRehabilitationNeedNotice,
                                                     &Holder::message),
      payload_field<UnitFactsMessage>(14, "unit_facts", PayloadKind::kUnitFacts,
                                      &Holder::unit_facts),
      payload_field<SurveyResultMessage>(15, "survey_result", PayloadKind::kSurveyResult,
                                         &Holder::survey_result),
  };
};

// A field's name in canonical protobuf JSON: lowerCamelCase of the one in the .proto.
class JsonName {
 public:
  constexpr explicit JsonName(std::string_view name) {
    bool after_underscore = false;
    for (const char c : name) {
      if (c != '_') text_[size_++] = after_underscore ? static_cast<char>(c - 'a' + 'A') : c;
      after_underscore = c == '_';
    }
  }

  constexpr std::string_view view() const { return {text_.data(), size_}; }

 private:
  std::array<char, 30> text_{};
  std::size_t size_ = 0;
};

// Calls `visit(field)` for each field of a message, in order of number.
template <typename Message, typename Visitor>
constexpr void for_each_field(Visitor&& visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, Message::kFields);
}

template <typename Message>
inline constexpr std::size_t kFieldCount = std::tuple_size_v<decltype(Message::kFields)>;

}  // namespace sjukpuls::codec
