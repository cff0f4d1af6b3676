#include "tests/vectors/event_text.h"

#include "processor/domain/day_text.h"

namespace sjukpuls::vectors {
namespace {

Json envelope(const std::string& id, const std::string& occurred_at, const std::string& patient) {
  return {{"eventId", id}, {"occurredAt", occurred_at}, {"patient", {{"id", patient}}}};
}

Json periods_of(const Certificate& certificate) {
  Json periods = Json::array();
  for (const SickLeave& period : certificate.periods) {
    periods.push_back({{"firstDay", domain::day_text(period.first_day)},
                       {"lastDay", domain::day_text(period.last_day)},
                       {"degree", period.degree}});
  }
  return periods;
}

}  // namespace

void add_events(const Certificate& certificate, Events& events) {
  const std::string name = certificate.patient + "/" + certificate.id;
  Json event = envelope("signed " + name, certificate.signed_at, certificate.patient);
  if (!certificate.sex.empty()) {
    event["patient"]["sex"] = certificate.sex == "M" ? "MALE" : "FEMALE";
  }
  event["careUnit"] = {{"id", certificate.unit},
                       {"careProviderId", certificate.care_provider},
                       {"region", certificate.region},
                       {"careLevel", certificate.care_level}};
  event["certificate"] = {{"certificateId", certificate.id},
                          {"type", certificate.type},
                          {"signedAt", certificate.signed_at},
                          {"diagnosis", certificate.diagnosis},
                          {"periods", periods_of(certificate)}};
  events.push_back(event.dump());
  if (certificate.sent_to_fkassa) {
    Json sent = envelope("sent " + name, certificate.signed_at, certificate.patient);
    sent["certificateSent"] = {{"certificateId", certificate.id}, {"recipient", "FKASSA"}};
    events.push_back(sent.dump());
  }
  if (certificate.revoked) {
    Json revoked = envelope("revoked " + name, certificate.signed_at, certificate.patient);
    revoked["certificateRevoked"] = {{"certificateId", certificate.id}};
    events.push_back(revoked.dump());
  }
}

void add_events(const Message& message, Events& events) {
  const char* payload = message.subject == "KOMPLT"   ? "completionRequest"
                        : message.subject == "PAMINN" ? "reminder"
                                                      : nullptr;
  if (payload == nullptr) return;
  Json event = envelope("message " + message.id, message.sent, message.patient);
  event[payload] = {{"messageId", message.id}, {"certificateId", message.certificate}};
  events.push_back(event.dump());
}

Events events_of(std::span<const Certificate> certificates) {
  Events events;
  for (const Certificate& certificate : certificates) add_events(certificate, events);
  return events;
}

}  // namespace sjukpuls::vectors
