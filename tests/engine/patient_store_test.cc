#include "processor/engine/patient_store.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/fakes/days.h"
#include "tests/fakes/event_maker.h"

namespace sjukpuls::engine {
namespace {

using fakes::operator""_day;

class PatientStoreTest : public testing::Test {
 protected:
  std::size_t bytes_of_records() const {
    std::size_t bytes = 0;
    for (PatientIndex patient = 0; patient < store_.size(); ++patient) {
      bytes += store_.record(patient).bytes();
    }
    return bytes;
  }
  void fold(const domain::Event& event) {
    store_.fold(store_.find_or_add(event.patient.id), event);
  }

  fakes::EventMaker make_;
  PatientStore store_;
};

// The sum is kept as records change; here it is counted anew.
TEST_F(PatientStoreTest, BytesAreThoseOfAllRecordsWhateverHappenedToThem) {
  for (int i = 0; i < 200; ++i) {
    make_.patient("patient-" + std::to_string(i % 20));
    fold(make_.certificate("certificate-" + std::to_string(i % 150), {.from = "2025-03-30"_day}));
  }
  const std::size_t records = bytes_of_records();
  const std::size_t all = store_.bytes();
  EXPECT_GT(records, 0U);

  std::vector<domain::PatientRecord> taken;
  for (PatientIndex patient = 0; patient < store_.size(); ++patient) {
    taken.push_back(store_.record(patient));
    store_.put_back(patient, {});
  }
  EXPECT_EQ(store_.bytes(), all - records);
  for (PatientIndex patient = 0; patient < store_.size(); ++patient) {
    store_.put_back(patient, taken[patient]);
  }
  EXPECT_EQ(store_.bytes(), all - records + bytes_of_records());
}

}  // namespace
}  // namespace sjukpuls::engine
