#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "processor/config/settings.h"
#include "processor/config/table.h"

namespace sjukpuls::config {
namespace {

// Run with UPDATE_DOCUMENTS=1 to write the page anew.
TEST(SettingsDocumentTest, ThePageOfSettingsIsTheTable) {
  const std::string path = "../docs/SETTINGS.md";
  const std::string expected = "# Settings\n\n" + markdown(sjukpuls_table());
  if (std::getenv("UPDATE_DOCUMENTS") != nullptr) std::ofstream(path) << expected;
  std::stringstream page;
  page << std::ifstream(path).rdbuf();
  EXPECT_EQ(page.str(), expected);
}

}  // namespace
}  // namespace sjukpuls::config
