#include "sinks/http/address.h"

#include <gtest/gtest.h>

namespace sjukpuls::http {
namespace {

TEST(AddressTest, IsAHostAndAPort) {
  const auto address = Address::parse("127.0.0.1:9464");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "127.0.0.1");
  EXPECT_EQ(address->port, 9464);
  EXPECT_EQ(Address::parse("sjukpuls.example:80")->host, "sjukpuls.example");
}

TEST(AddressTest, OfIPv6StandsInBrackets) {
  EXPECT_EQ(Address::parse("[::]:9464")->host, "::");
  EXPECT_EQ(Address::parse("[::1]:9464")->host, "::1");
  EXPECT_FALSE(Address::parse("::1:9464"));
}

TEST(AddressTest, AnythingElseIsNone) {
  for (const char* text : {"", "localhost", ":9464", "[]:9464", "localhost:", "localhost:0",
                           "localhost:65536", "localhost:9464x", "localhost:-1"}) {
    EXPECT_FALSE(Address::parse(text)) << text;
  }
}

}  // namespace
}  // namespace sjukpuls::http
