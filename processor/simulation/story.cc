#include "processor/simulation/story.h"

#include <algorithm>

#include "processor/simulation/diagnoses.h"
#include "processor/simulation/seasons.h"

namespace sjukpuls::simulation {
namespace {

using base::CivilDay;
using codec::PayloadKind;
using std::chrono::days;

constexpr std::uint32_t kMinute = 60'000;

constexpr Quantile kOfficeMinutes[] = {{0, 435},   {60, 490},  {350, 615},  {500, 700},
                                       {600, 790}, {900, 945}, {1000, 1035}};
constexpr Quantile kAges[] = {{0, 18},   {100, 27}, {300, 37}, {500, 46},
                              {750, 55}, {950, 63}, {1000, 68}};

// Days of a spell, by course.
constexpr Quantile kShortSpells[] = {{0, 2}, {300, 6}, {600, 10}, {850, 16}, {970, 32}, {1000, 90}};
constexpr Quantile kMiddlingSpells[] = {{0, 4},    {200, 12},  {450, 22},  {650, 38},
                                        {850, 75}, {960, 170}, {995, 380}, {1000, 650}};
constexpr Quantile kLongSpells[] = {{0, 6},     {200, 17},  {400, 32},  {600, 62},
                                    {800, 135}, {930, 280}, {985, 480}, {1000, 900}};

constexpr Quantile kFirstCertificates[] = {{0, 4}, {150, 9}, {500, 15}, {850, 29}, {1000, 45}};
constexpr Quantile kRenewals[] = {{0, 14}, {250, 28}, {600, 42}, {900, 65}, {1000, 120}};
constexpr Quantile kDaysBeforeVisit[] = {{0, 0}, {400, 1}, {700, 4}, {950, 8}, {1000, 15}};
constexpr Quantile kDaysToRequest[] = {{0, 1}, {300, 5}, {700, 12}, {950, 26}, {1000, 60}};
constexpr Quantile kDaysToAnswer[] = {{0, 1}, {300, 4}, {600, 9}, {850, 16}, {960, 30}, {1000, 70}};
constexpr Quantile kDaysToRelapse[] = {{0, 7}, {200, 30}, {600, 160}, {900, 420}, {1000, 700}};
constexpr Quantile kContacts[] = {{0, 1}, {400, 2}, {800, 4}, {1000, 9}};

constexpr std::array<std::uint16_t, 4> kFirstDegrees = {750, 60, 150,
                                                        40};  // 100, 75, 50, 25 per cent

std::uint16_t step_down(std::uint16_t degree) {
  return static_cast<std::uint16_t>(std::max(25, degree - 25));
}

// What is known of a certificate once it is written, for what follows from it.
struct Written {
  std::uint16_t item;
  CivilDay day;
  std::uint32_t milliseconds;
  CertificateType type;
  std::array<DraftPeriod, 2> periods;
};

// One spell while it is told. Members hold what all its events share.
class Spell {
 public:
  Spell(std::uint64_t seed, const Sweden& sweden, CivilDay history_ends, Onset onset,
        CivilDay first_visit, std::vector<Draft>& drafts)
      : history_ends_(history_ends),
        first_visit_(first_visit),
        drafts_(drafts),
        random_(spell_key(seed, onset.patient, onset.spell)) {
    Random person(patient_key(seed, onset.patient));
    shared_.patient = onset.patient;
    shared_.spell = onset.spell;
    shared_.unit = sweden.draw_unit(person);
    // A little over the share of women that is wanted, since some state no sex.
    shared_.sex = person.happens(6220) ? kFemale : kMale;
    const int year = static_cast<int>(std::chrono::year_month_day{history_ends}.year());
    shared_.birth_year = static_cast<std::uint16_t>(year - person.draw(kAges));
    if (onset.spell > 0 && random_.happens(2000)) shared_.unit = sweden.draw_unit(random_);
    unit_ = &sweden.units()[shared_.unit];
    shared_.diagnosis = draw_diagnosis(random_, shared_.sex == kFemale, unit_->care);
    if (person.happens(40)) shared_.sex = 0;
    draw_occupations(person);
    length_ = draw_length();
    first_day_ = first_visit - days{std::min(random_.draw(kDaysBeforeVisit), length_ - 1)};
  }

  void tell() {
    write_certificates();
    write_plan();
    write_coordination();
    if (length_ > 60 && random_.happens(500)) {
      Draft notice =
          draft_on(random_day(10, std::min(length_, 90)), PayloadKind::kRehabilitationNeedNotice);
      notice.item = next_item_++;
      drafts_.push_back(notice);
    }
  }

  std::optional<CivilDay> relapse() {
    if (shared_.spell >= 20 || !random_.happens(1700)) return std::nullopt;
    return working_day_from(last_day_ + days{random_.draw(kDaysToRelapse)});
  }

 private:
  void draw_occupations(Random& person) {
    static constexpr std::array<std::uint16_t, 4> kShares = {880, 75, 20, 25};
    shared_.occupation = static_cast<std::uint8_t>(kCurrentWork + person.pick(kShares));
    if (shared_.occupation == kCurrentWork && person.happens(250))
      shared_.second_occupation = kStudies;
  }

  int draw_length() {
    switch (diagnosis(shared_.diagnosis).course) {
      case Course::kShort:
        return random_.draw(kShortSpells);
      case Course::kMiddling:
        return random_.draw(kMiddlingSpells);
      case Course::kLong:
        break;
    }
    return random_.draw(kLongSpells);
  }

  // The working day so many days into the spell, never before the first visit.
  CivilDay random_day(int from, int to) {
    const CivilDay day = first_day_ + days{random_.between(from, std::max(from, to))};
    return working_day_from(std::max(day, first_visit_));
  }

  Draft draft_on(CivilDay day, PayloadKind kind) {
    Draft draft = shared_;
    draft.day = day;
    draft.milliseconds = draw_office_time(random_);
    draft.kind = kind;
    draft.event = next_event_++;
    return draft;
  }

  Draft draft_after(CivilDay day, std::uint32_t milliseconds, PayloadKind kind) {
    Draft draft = draft_on(day, kind);
    draft.milliseconds = milliseconds + random_.below(9 * kMinute) + 1;
    return draft;
  }

  CertificateType draw_type(CivilDay day) {
    if (random_.happens(700)) {
      static constexpr std::array<std::uint16_t, 4> kShares = {10, 25, 35, 20};
      return static_cast<CertificateType>(2 + random_.pick(kShares));
    }
    constexpr int kTakeover = 120;  // days until the newer form is used by two in three
    const auto into = static_cast<int>((day - history_ends_).count()) + kTakeover;
    const int share = 6500 * std::clamp(into, 0, kTakeover) / kTakeover;
    return random_.happens(static_cast<std::uint32_t>(share)) ? CertificateType::kFk7804
                                                              : CertificateType::kLisjp;
  }

  // One or two periods over the days, with the degree falling as the spell goes on.
  std::array<DraftPeriod, 2> draw_periods(CivilDay first, int length) {
    const auto start = static_cast<std::int32_t>(first.time_since_epoch().count());
    std::array<DraftPeriod, 2> periods{};
    periods[0] = {start, static_cast<std::uint16_t>(length), degree_};
    if (length >= 14 && degree_ > 25 && random_.happens(1800)) {
      const int head = length / 2;
      periods[0].length = static_cast<std::uint16_t>(head);
      degree_ = step_down(degree_);
      periods[1] = {start + head, static_cast<std::uint16_t>(length - head), degree_};
    }
    return periods;
  }

  Written write_certificate(CivilDay day, const std::array<DraftPeriod, 2>& periods,
                            CertificateType type, std::uint8_t relation, std::uint16_t related) {
    Draft draft = draft_on(day, PayloadKind::kCertificate);
    draft.item = next_item_++;
    draft.type = type;
    draft.periods = periods;
    draft.relation = relation;
    draft.refers_to = related;
    draft.signed_milliseconds_before = random_.below(90'000);
    drafts_.push_back(draft);
    return {draft.item, day, draft.milliseconds, type, periods};
  }

  void write_certificates() {
    degree_ = static_cast<std::uint16_t>(100 - 25 * random_.pick(kFirstDegrees));
    CivilDay visit = first_visit_;
    CivilDay first = first_day_;
    int left = length_;
    std::uint16_t previous = Draft::kNone;
    while (left > 0) {
      int length = random_.draw(previous == Draft::kNone ? kFirstCertificates : kRenewals);
      if (left - length < 4) length = left;
      const bool renews = previous != Draft::kNone && random_.happens(8800);
      // Drawn one by one: the order in which arguments are evaluated differs between compilers.
      const std::array<DraftPeriod, 2> periods = draw_periods(first, length);
      const CertificateType type = draw_type(visit);
      const Written written = renews ? write_certificate(visit, periods, type, kRenews, previous)
                                     : write_certificate(visit, periods, type, 0, Draft::kNone);
      follow(written);
      last_day_ = first + days{length - 1};
      previous = written.item;
      left -= length;
      first += days{length + (random_.happens(2200) ? random_.between(1, 10) : 0)};
      if (left < length_ / 2 && degree_ > 25 && random_.happens(3500)) degree_ = step_down(degree_);
      visit = working_day_from(std::max(visit + days{1}, first + days{random_.between(-5, 2)}));
    }
  }

  // What the care unit and Forsakringskassan do about a certificate.
  void follow(const Written& written) {
    const std::optional<CivilDay> sent = send(written);
    if (random_.happens(150)) return revoke(written);
    const bool completable =
        written.type == CertificateType::kLisjp || written.type == CertificateType::kFk7804;
    if (!sent || !completable || !random_.happens(unit_->request_rate)) return;
    const CivilDay asked = request(written, *sent + days{random_.draw(kDaysToRequest)});
    if (random_.happens(400)) request(written, asked + days{random_.between(5, 30)});
  }

  void revoke(const Written& written) {
    CivilDay day = working_day_from(written.day + days{random_.below(21)});
    Draft revocation = day == written.day ? draft_after(day, written.milliseconds,
                                                        PayloadKind::kCertificateRevoked)
                                          : draft_on(day, PayloadKind::kCertificateRevoked);
    revocation.refers_to = written.item;
    drafts_.push_back(revocation);
    if (random_.happens(6000)) {
      day = working_day_from(day + days{1});
      send(write_certificate(day, written.periods, written.type, kReplaces, written.item));
    }
  }

  // The day on which the certificate went to Forsakringskassan, if it did.
  std::optional<CivilDay> send(const Written& written) {
    static constexpr std::array<std::uint16_t, 6> kSentOfTenThousand = {7800, 9600, 8000,
                                                                        0,    0,    9800};
    if (!random_.happens(kSentOfTenThousand[static_cast<std::size_t>(written.type)]))
      return std::nullopt;
    const bool at_once = random_.happens(9000);
    const CivilDay day =
        at_once ? written.day : working_day_from(written.day + days{1 + random_.below(5)});
    Draft sent = at_once ? draft_after(day, written.milliseconds, PayloadKind::kCertificateSent)
                         : draft_on(day, PayloadKind::kCertificateSent);
    sent.refers_to = written.item;
    sent.code = random_.happens(100) ? 1 : 0;
    drafts_.push_back(sent);
    return sent.code == 0 ? std::optional(day) : std::nullopt;
  }

  CivilDay request(const Written& written, CivilDay about) {
    const CivilDay day = working_day_from(std::max(about, written.day + days{1}));
    Draft draft = draft_on(day, PayloadKind::kCompletionRequest);
    draft.item = next_item_++;
    draft.refers_to = written.item;
    draft.code = static_cast<std::uint8_t>(random_.below(8));
    const CivilDay last_day_to_answer = working_day_from(day + days{14});
    if (random_.happens(9300)) draft.other_day = last_day_to_answer;
    drafts_.push_back(draft);

    std::optional<CivilDay> answered;
    if (random_.happens(unit_->answers_late ? 7500 : 9200)) {
      const int wait = random_.draw(kDaysToAnswer) * (unit_->answers_late ? 3 : 1);
      answered = working_day_from(day + days{wait});
      answer(written, draft.item, *answered);
    }
    remind(written, draft.item, last_day_to_answer, answered);
    return day;
  }

  void answer(const Written& written, std::uint16_t request_item, CivilDay day) {
    if (random_.happens(3000)) {
      send(write_certificate(day, written.periods, written.type, kComplements, written.item));
      return;
    }
    Draft draft = draft_on(day, PayloadKind::kCompletionAnswer);
    draft.message = request_item;
    drafts_.push_back(draft);
  }

  void remind(const Written& written, std::uint16_t request_item, CivilDay last_day_to_answer,
              std::optional<CivilDay> answered) {
    std::uint32_t rate = 7500;
    CivilDay day = working_day_from(last_day_to_answer + days{random_.between(2, 8)});
    while ((!answered || day < *answered) && random_.happens(rate)) {
      Draft draft = draft_on(day, PayloadKind::kReminder);
      draft.item = next_item_++;
      draft.refers_to = written.item;
      if (random_.happens(8800)) draft.message = request_item;
      drafts_.push_back(draft);
      rate = 3500;
      day = working_day_from(day + days{random_.between(14, 28)});
    }
  }

  void write_plan() {
    if (length_ < 15 || !random_.happens(unit_->plan_rate)) return;
    const CivilDay planned = random_day(-5, 40);
    record(planned, KvaKind::kPlan);
    if (length_ > 45 && random_.happens(6000)) {
      const CivilDay followed = working_day_from(planned + days{random_.between(14, 90)});
      if (followed <= last_day_ + days{10}) record(followed, KvaKind::kFollowUp);
    }
  }

  void write_coordination() {
    const bool coordinated =
        length_ > 28 && random_.happens(unit_->coordinator_fte_hundredths > 0 ? 2000 : 200);
    if (coordinated) {
      CivilDay day = random_day(7, 40);
      for (int contacts = random_.draw(kContacts); contacts > 0; --contacts) {
        record(day, KvaKind::kCoordination);
        day = working_day_from(day + days{random_.between(5, 21)});
      }
    }
    const bool employed = shared_.occupation == kCurrentWork;
    if (employed && length_ > 28 && random_.happens(coordinated ? 4000 : 800)) {
      record(random_day(10, std::min(length_, 80)), KvaKind::kEmployer);
    }
    if (random_.happens(300)) record(random_day(0, length_), KvaKind::kTelephone);
  }

  void record(CivilDay performed_on, KvaKind kind) {
    static constexpr std::array<std::uint8_t, 5> kUsualRoles = {0, 0, 1, 1, 0};
    // Most is written down on the day itself.
    const CivilDay written = random_.happens(9000)
                                 ? performed_on
                                 : working_day_from(performed_on + days{1 + random_.below(3)});
    Draft draft = draft_on(written, PayloadKind::kKvaRecord);
    draft.item = next_item_++;
    draft.other_day = performed_on;
    draft.code = static_cast<std::uint8_t>(kind);
    draft.role = random_.happens(8000) ? kUsualRoles[draft.code]
                                       : static_cast<std::uint8_t>(random_.below(4));
    draft.flag = random_.happens(7500);
    drafts_.push_back(draft);
    if (random_.happens(120)) correct(draft);
    if (random_.happens(60)) remove(draft);
  }

  void correct(const Draft& record) {
    Draft draft = draft_on(working_day_from(record.day + days{random_.between(1, 10)}),
                           PayloadKind::kKvaRecord);
    draft.item = record.item;
    draft.other_day = record.other_day - days{1};
    draft.code = record.code;
    draft.role = record.role;
    draft.flag = !record.flag;
    drafts_.push_back(draft);
  }

  void remove(const Draft& record) {
    Draft draft = draft_on(working_day_from(record.day + days{random_.between(11, 25)}),
                           PayloadKind::kKvaRecordRemoved);
    draft.item = record.item;
    drafts_.push_back(draft);
  }

  CivilDay history_ends_;
  CivilDay first_visit_;
  std::vector<Draft>& drafts_;
  Random random_;
  Draft shared_;
  const Unit* unit_ = nullptr;
  int length_ = 0;
  std::uint16_t degree_ = 100;
  CivilDay first_day_;
  CivilDay last_day_;
  std::uint16_t next_item_ = 0;
  std::uint16_t next_event_ = 0;
};

}  // namespace

Story::Story(std::uint64_t seed, const Sweden& sweden, base::CivilDay last_day)
    : seed_(seed), sweden_(sweden), last_day_(last_day) {}

std::optional<base::CivilDay> Story::tell(Onset onset, base::CivilDay first_visit,
                                          std::vector<Draft>& drafts) const {
  Spell spell(seed_, sweden_, last_day_, onset, first_visit, drafts);
  spell.tell();
  return spell.relapse();
}

std::uint64_t patient_key(std::uint64_t seed, std::uint32_t patient) {
  return key_of(key_of(seed, 2), patient);
}

std::uint64_t spell_key(std::uint64_t seed, std::uint32_t patient, std::uint8_t spell) {
  return key_of(patient_key(seed, patient), std::uint64_t{1} + spell);
}

std::uint32_t draw_office_time(Random& random) {
  const auto minute = static_cast<std::uint32_t>(random.draw(kOfficeMinutes));
  return minute * kMinute + random.below(kMinute);
}

}  // namespace sjukpuls::simulation
