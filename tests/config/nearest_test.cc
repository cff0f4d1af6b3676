#include "processor/config/nearest.h"

#include <gmock/gmock.h>

#include <vector>

namespace sjukpuls::config {
namespace {

std::vector<std::string> known_names() {
  return {"kafka.bootstrap_servers", "kafka.group_id", "listen", "log.level"};
}

TEST(NearestTest, FindsWhatWasMistyped) {
  EXPECT_EQ(nearest("kafka.bootstrap_server", known_names()), "kafka.bootstrap_servers");
  EXPECT_EQ(nearest("kafka.gruop_id", known_names()), "kafka.group_id");
  EXPECT_EQ(nearest("lsiten", known_names()), "listen");
}

TEST(NearestTest, FindsWhatStandsUnderTheWrongLevel) {
  EXPECT_EQ(nearest("group_id", known_names()), "kafka.group_id");
  EXPECT_EQ(nearest("logging.level", known_names()), "log.level");
}

TEST(NearestTest, IsSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest("colour", known_names()), "");
  EXPECT_EQ(suggestion("colour", known_names()), "");
}

}  // namespace
}  // namespace sjukpuls::config
