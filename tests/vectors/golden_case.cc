#include "tests/vectors/golden_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "processor/domain/day_text.h"
#include "processor/domain/terms.h"

namespace sjukpuls::vectors {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

constexpr CivilDay kOldest{year{2010} / 1 / 1};
constexpr int kYearsMoved = 28;

CivilDay parse(std::string_view text) {
  const auto day = domain::parse_day(text.substr(0, 10));
  if (!day) throw std::runtime_error("no day: " + std::string(text));
  return *day;
}

bool is_before_oldest(const Json& interval) {
  return interval.contains("start") && day_of(interval, "start") < kOldest;
}

bool must_move(const Json& golden) {
  if (golden.contains("today")) return false;  // of its own time, about the rule if it is older
  for (const char* key : {"certificates", "periods"}) {
    if (!golden.contains(key)) continue;
    if (std::ranges::any_of(golden[key], is_before_oldest)) return true;
  }
  return false;
}

void move_dates(Json& json) {
  if (json.is_structured()) {
    for (Json& item : json) move_dates(item);
    return;
  }
  if (!json.is_string()) return;
  const auto& text = json.get_ref<const std::string&>();
  if (!domain::parse_day(std::string_view(text).substr(0, 10))) return;
  json = std::to_string(std::stoi(text.substr(0, 4)) + kYearsMoved) + text.substr(4);
}

std::vector<SickLeave> periods_of(const Json& certificate) {
  std::vector<SickLeave> periods;
  if (certificate.contains("degree") && certificate["degree"].is_array()) {
    for (const Json& part : certificate["degree"]) {
      periods.push_back({day_of(part, "start"), day_of(part, "end"), part["degree"]});
    }
  } else if (certificate.contains("start")) {
    periods.push_back({day_of(certificate, "start"), day_of(certificate, "end"),
                       certificate.value("degree", 100)});
  }
  return periods;
}

// Whether section 2 takes every period of a certificate that is signed on its own first day.
bool can_be_signed_at_start(const Certificate& certificate) {
  const CivilDay start = certificate.first_day();
  const CivilDay furthest{year_month_day{start} + years{5}};
  return start >= kOldest && std::ranges::all_of(certificate.periods, [&](const SickLeave& period) {
           return period.last_day <= furthest;
         });
}

// Cases without times of signing have an order of receipt: the certificate is signed on its first
// day, the later received the later. Where the case is about days that section 2 measures from
// signing, it is signed on the day of the source's test.
std::string signed_at(const Json& golden, const Certificate& certificate, std::size_t place) {
  CivilDay day = certificate.first_day();
  if (golden.contains("today") && !can_be_signed_at_start(certificate)) {
    day = day_of(golden, "today");
  }
  return fmt::format("{}T08:{:02}:{:02}Z", domain::day_text(day), place / 60, place % 60);
}

}  // namespace

bool SickLeave::is_valid() const { return kOldest <= first_day && first_day <= last_day; }

CivilDay Certificate::first_day() const {
  return std::ranges::min(periods, {}, &SickLeave::first_day).first_day;
}
CivilDay Certificate::signed_on() const { return parse(signed_at); }
CivilDay Message::sent_on() const { return parse(sent); }

bool Scope::sees(const Certificate& certificate) const {
  if (certificate.care_provider.empty()) return false;
  if (!care_provider) return true;
  return entity_of(certificate.care_provider) == *care_provider &&
         (!units || units->contains(entity_of(certificate.unit)));
}

std::vector<Json> read_cases(const std::string& path) {
  std::ifstream file(path);
  std::vector<Json> cases = Json::parse(file)["cases"];
  for (Json& golden : cases) {
    if (must_move(golden)) move_dates(golden);
  }
  return cases;
}

CivilDay day_of(const Json& object, const char* key) {
  return parse(object[key].get_ref<const std::string&>());
}

CivilDay first_of_month(CivilDay day) {
  const year_month_day date{day};
  return CivilDay{date.year() / date.month() / 1};
}

CivilDay last_of_month(CivilDay day) {
  const year_month_day date{day};
  return CivilDay{date.year() / date.month() / std::chrono::last};
}

std::string text_of(const Json& object, const char* key) {
  return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : "";
}

bool lists(const Json& ids, const std::string& id) {
  return std::ranges::any_of(ids, [&id](const Json& it) { return it == id; });
}

std::string entity_of(std::string_view hsa_id) {
  std::string entity;
  for (const char c : hsa_id) {
    if (c == ' ') continue;
    entity += 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return entity.empty() ? std::string(domain::kUnknownId) : entity;
}

std::vector<Certificate> certificates_of(const Json& golden) {
  std::vector<Certificate> certificates;
  for (const Json& json : golden["certificates"]) {
    Certificate& certificate = certificates.emplace_back();
    certificate.id = text_of(json, "id");
    certificate.patient = json.value("patient", certificate.patient);
    certificate.sex = text_of(json, "sex");
    if (json.contains("care_provider")) certificate.care_provider = text_of(json, "care_provider");
    if (json.contains("unit")) certificate.unit = text_of(json, "unit");
    certificate.type = json.value("type", certificate.type);
    certificate.diagnosis = text_of(json, "diagnosis");
    certificate.issuer = text_of(json, "issuer");
    certificate.periods = periods_of(json);
    certificate.signed_at = json.contains("signed")
                                ? text_of(json, "signed") + "Z"
                                : signed_at(golden, certificate, certificates.size());
    certificate.revoked = json.value("revoked", false);
    certificate.sent_to_fkassa = json.value("sent_to_fk", false);
  }
  return certificates;
}

std::vector<Certificate> certificates_of_intervals(const Json& list) {
  std::vector<Certificate> certificates;
  for (const Json& json : list) {
    Certificate& certificate = certificates.emplace_back();
    certificate.id = std::to_string(certificates.size());
    const CivilDay start = day_of(json, "start");
    const CivilDay end = json.contains("length") ? start + days{json["length"].get<int>()} - days{1}
                                                 : day_of(json, "end");
    certificate.periods = {{start, end}};
    certificate.signed_at = domain::day_text(start) + "T08:00:00Z";
  }
  return certificates;
}

// A message without a time of its own is sent when its certificate is signed.
std::vector<Message> messages_of(const Json& golden, const std::vector<Certificate>& certificates) {
  std::vector<Message> messages;
  for (const Json& json : golden["messages"]) {
    Message message{.id = text_of(json, "id"),
                    .certificate = text_of(json, "certificate"),
                    .patient = "patient of " + text_of(json, "certificate"),
                    .subject = text_of(json, "subject"),
                    .sent = text_of(json, "sent") + "Z"};
    const auto own = std::ranges::find(certificates, message.certificate, &Certificate::id);
    if (own != certificates.end()) {
      message.patient = own->patient;
      if (!json.contains("sent")) message.sent = own->signed_at;
    }
    messages.push_back(message);
  }
  return messages;
}

Scope scope_of(const Json& figure) {
  const Json& json = figure["scope"];
  Scope scope;
  if (!json["care_provider"].is_null()) {
    scope.care_provider = entity_of(text_of(json, "care_provider"));
  }
  if (json["units"].is_null()) return scope;
  scope.units.emplace();
  for (const Json& unit : json["units"]) scope.units->insert(entity_of(unit.get<std::string>()));
  return scope;
}

}  // namespace sjukpuls::vectors
