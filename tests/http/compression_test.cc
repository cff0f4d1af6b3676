#include "sinks/http/compression.h"

#include <gtest/gtest.h>

namespace sjukpuls::http {
namespace {

TEST(CompressionTest, BytesGoThereAndBack) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  for (const std::string& bytes : {std::string(), std::string("a"), text}) {
    const std::string packed = gzip(bytes);
    EXPECT_EQ(packed.substr(0, 2), "\x1f\x8b");
    EXPECT_EQ(gunzip(packed), bytes);
  }
  EXPECT_LT(gzip(text).size(), text.size() / 3);
}

TEST(CompressionTest, WhatIsNoGzipFileIsNothing) {
  EXPECT_EQ(gunzip("no gzip"), "");
  const std::string packed = gzip("some text that is cut short");
  EXPECT_EQ(gunzip(std::string_view(packed).substr(0, packed.size() / 2)), "");
}

TEST(CompressionTest, AClientSaysWhetherItTakesGzip) {
  for (const char* yes : {"gzip", "deflate, gzip;q=0.5, br", "*", "x-gzip", "gzip ; q=1"}) {
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  }
  for (const char* no :
       {"", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "br, deflate", "gzip;q=0, *"}) {
    EXPECT_FALSE(accepts_gzip(no)) << no;
  }
}

}  // namespace
}  // namespace sjukpuls::http
