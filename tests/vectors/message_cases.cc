// The kinds about messages: completion requests and reminders.
#include <algorithm>

#include "processor/codec/event_decoder.h"
#include "processor/domain/day_text.h"
#include "tests/vectors/cases.h"
#include "tests/vectors/numbers.h"
#include "tests/vectors/questions.h"

namespace sjukpuls::vectors {
namespace {

using domain::Level;
using std::chrono::days;

// A unit that the scope does not see has nothing to show.
void narrow(Scope& scope, const std::string& unit) {
  const bool sees = !scope.units || scope.units->contains(unit);
  scope.units.emplace();
  if (sees) scope.units->insert(unit);
}

struct Share {
  std::int64_t requested = 0;
  std::int64_t sent = 0;

  // Cut, not rounded, and 0 of 0 is 0: the source's ways.
  std::int64_t percent() const { return sent == 0 ? 0 : 100 * requested / sent; }
};

class MessageFigures {
 public:
  explicit MessageFigures(const Json& golden)
      : certificates_(certificates_of(golden)),
        messages_(messages_of(golden, certificates_)),
        today_(day_of(golden, "today")) {}

  void check(const Json& figure, Tally& tally) const {
    SCOPED_TRACE(figure.dump());
    const std::string measure = text_of(figure, "measure");
    if (measure == "messages") {
      check_messages(figure, tally);
    } else if (measure == "supplement_questions") {
      tally.leave_out("the questions of a completion request are no count of section 6");
    } else if (text_of(figure, "type") != "LISJP") {
      tally.leave_out("certificates_sent counts LISJP and FK7804 alone (section 6)");
    } else if (measure == "supplement_share_change") {
      check_share_change(figure, tally);
    } else {
      check_share(figure, tally);
    }
  }

 private:
  void check_share(const Json& figure, Tally& tally) const {
    for (const auto& [key, sex] : {std::pair{"total", ""}, {"male", "M"}, {"female", "F"}}) {
      if (!figure.contains(key)) continue;
      const Share share = share_of(figure, day_of(figure, "from"), day_of(figure, "to"), sex);
      const Json& expected = figure[key];
      tally.expect_eq(share.requested, expected["numerator"].get<std::int64_t>(), false);
      tally.expect_eq(share.sent, expected["denominator"].get<std::int64_t>(), false);
      tally.expect_eq(share.percent(), expected["percent"].get<std::int64_t>());
    }
  }

  void check_share_change(const Json& figure, Tally& tally) const {
    const Share now = share_of(figure, day_of(figure, "from"), day_of(figure, "to"), "");
    const Share before =
        share_of(figure, day_of(figure, "compare_from"), day_of(figure, "compare_to"), "");
    tally.expect_eq(now.percent(), figure["percent"].get<std::int64_t>());
    tally.expect_eq(now.percent() - before.percent(), figure["change"].get<std::int64_t>());
  }

  // Each cell of one provider and one sex falls away with its certificates while those with a
  // request are fewer than the threshold; that rule is the source's, the counts are exact.
  Share share_of(const Json& figure, CivilDay from, CivilDay to, const std::string& sex) const {
    const std::int64_t threshold = figure.value("threshold", 0);
    if (threshold < 1) return share_in(scope_of(figure), from, to, sex);
    std::set<std::string> providers;
    for (const Certificate& it : certificates_) providers.insert(entity_of(it.care_provider));
    Share sum;
    for (const std::string& provider : providers) {
      for (const std::string one : {"M", "F"}) {
        if (!sex.empty() && sex != one) continue;
        const Share cell = share_in({.care_provider = provider, .units = {}}, from, to, one);
        if (cell.requested < threshold) continue;
        sum.requested += cell.requested;
        sum.sent += cell.sent;
      }
    }
    return sum;
  }

  Share share_in(const Scope& scope, CivilDay from, CivilDay to, const std::string& sex) const {
    const Certificates certificates = in_scope(certificates_, scope, sex);
    return {sum_over_months("certificates_requested", certificates, from, to),
            sum_over_months("certificates_sent", certificates, from, to)};
  }

  void check_messages(const Json& figure, Tally& tally) const {
    const auto count = count_of(figure, tally);
    if (!count) return;
    Scope scope = scope_of(figure);
    if (figure.contains("unit")) narrow(scope, entity_of(text_of(figure, "unit")));
    for (const auto& [key, sex] : {std::pair{"total", ""}, {"male", "M"}, {"female", "F"}}) {
      if (!figure.contains(key)) continue;
      Certificates certificates = in_scope(certificates_, scope, sex);
      if (figure.contains("issuer")) {
        for (Certificate& certificate : certificates) {
          if (certificate.issuer != text_of(figure, "issuer")) certificate.region = "02";
        }
      }
      const CivilDay from = day_of(figure, "from");
      tally.expect_eq(sum_over_months(*count, certificates, from, day_of(figure, "to")),
                      figure[key].get<std::int64_t>());
    }
  }

  // Which count has the figure's messages, if one has.
  std::optional<std::string> count_of(const Json& figure, Tally& tally) const {
    const std::string subject = text_of(figure, "subject");
    const bool all_are_requests = std::ranges::all_of(
        messages_, [](const Message& message) { return message.subject == "KOMPLT"; });
    if (subject != "KOMPLT" && subject != "PAMINN" && !(subject.empty() && all_are_requests)) {
      tally.leave_out("messages are completion requests and reminders (section 2)");
      return std::nullopt;
    }
    if (!days_agree(figure)) {
      tally.leave_out("requests go by the day of the message (section 6), not of the certificate");
      return std::nullopt;
    }
    return subject == "PAMINN" ? "reminders" : "requests";
  }

  // The source goes by the day on which the certificate was signed: whether that puts the same
  // messages into the figure's period.
  bool days_agree(const Json& figure) const {
    const CivilDay from = day_of(figure, "from");
    const CivilDay to = day_of(figure, "to");
    const auto within = [&](CivilDay day) { return from <= day && day <= to; };
    return std::ranges::all_of(messages_, [&](const Message& message) {
      const auto own = std::ranges::find(certificates_, message.certificate, &Certificate::id);
      return own == certificates_.end() || within(own->signed_on()) == within(message.sent_on());
    });
  }

  // Counts of what is signed or sent on a day add up over months.
  std::int64_t sum_over_months(const std::string& count, const Certificates& certificates,
                               CivilDay from, CivilDay to) const {
    Events events = events_of(certificates);
    for (const Message& message : messages_) {
      const bool of_another_sex =
          std::ranges::none_of(certificates,
                               [&](const Certificate& certificate) {
                                 return certificate.id == message.certificate;
                               }) &&
          std::ranges::any_of(certificates_, [&](const Certificate& certificate) {
            return certificate.id == message.certificate;
          });
      if (!of_another_sex) add_events(message, events);
    }
    const Numbers numbers(events, std::max(to, today_));
    std::int64_t sum = 0;
    for (CivilDay day = from; day <= to; day = last_of_month(day) + days{1}) {
      sum += numbers.n(Level::kRegion, kAsked, domain::day_text(day).substr(0, 7), count);
    }
    return sum;
  }

  Certificates certificates_;
  std::vector<Message> messages_;
  CivilDay today_;
};

Json completion_request(const Json& message) {
  return {{"eventId", "e1"},
          {"occurredAt", "2025-01-01T08:00:00Z"},
          {"patient", {{"id", text_of(message, "patient")}}},
          {"completionRequest",
           {{"messageId", text_of(message, "id")},
            {"certificateId", text_of(message, "certificate")}}}};
}

}  // namespace

void check_message_figures(const Json& golden, Tally& tally) {
  const MessageFigures figures(golden);
  for (const Json& figure : golden["expected"]) figures.check(figure, tally);
}

// One field is missing, and nothing else is wrong.
void check_message_validation(const Json& golden, Tally& tally) {
  Json message = golden["message"];
  codec::EventDecoder decoder;
  const std::string incomplete = completion_request(message).dump();
  const codec::Decoded rejected = decoder.decode(incomplete, codec::Form::kJson);
  tally.expect_eq(rejected.event == nullptr ? 1 : 0, golden["expected_errors"].get<int>());
  EXPECT_EQ(rejected.reason, codec::RejectReason::kMissingField);
  for (Json& field : message) {
    if (field == "") field = "x";
  }
  const std::string complete = completion_request(message).dump();
  EXPECT_NE(decoder.decode(complete, codec::Form::kJson).event, nullptr);
}

}  // namespace sjukpuls::vectors
