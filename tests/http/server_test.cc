#include "sinks/http/server.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

#include "sinks/http/compression.h"

namespace sjukpuls::http {
namespace {

using testing::HasSubstr;

constexpr int kFirstPort = 21'464;
constexpr int kPorts = 200;

class ServerTest : public testing::Test {
 protected:
  // On the first port that is free.
  void serve(Routes routes, const std::string& host = "127.0.0.1") {
    for (port_ = kFirstPort; port_ < kFirstPort + kPorts; ++port_) {
      auto started = Server::start(host + ":" + std::to_string(port_), routes);
      if (!started) continue;
      server_ = *std::move(started);
      return;
    }
    FAIL() << "no free port";
  }

  httplib::Client client(const std::string& host = "127.0.0.1") const {
    httplib::Client client(host, port_);
    client.set_decompress(false);
    return client;
  }

  int port_ = 0;
  std::unique_ptr<Server> server_;
};

Page large_page(const Request&) { return Page::text(std::string(100'000, 'x')); }

TEST_F(ServerTest, APathHasAPageAndItsQuery) {
  serve({{"/hello", [](const Request& request) {
            return Page::text(request.path + " " + request.parameters.at("name"));
          }}});
  const auto answer = client().Get("/hello?name=%C3%85sa&name=other");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "/hello Åsa");
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/plain; charset=utf-8");
}

TEST_F(ServerTest, ALargePageIsPackedForWhoTakesIt) {
  serve({{"/large", large_page}});
  const auto plain = client().Get("/large");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->body.size(), 100'000U);
  EXPECT_FALSE(plain->has_header("Content-Encoding"));
  const auto packed = client().Get("/large", {{"Accept-Encoding", "gzip, br"}});
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->get_header_value("Content-Encoding"), "gzip");
  EXPECT_LT(packed->body.size(), 10'000U);
  EXPECT_EQ(gunzip(packed->body), plain->body);
}

TEST_F(ServerTest, AReadyGzipBodyIsSentAsItIsAndUnpackedForWhoDoesNotTakeIt) {
  const auto ready = std::make_shared<const std::string>(gzip("ready"));
  serve({{"/ready", [ready](const Request&) {
            return Page{200, "text/plain; version=0.0.4; charset=utf-8", nullptr, ready};
          }}});
  const auto packed = client().Get("/ready", {{"Accept-Encoding", "gzip"}});
  ASSERT_TRUE(packed);
  EXPECT_EQ(packed->body, *ready);
  EXPECT_EQ(packed->get_header_value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
  const auto plain = client().Get("/ready");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->body, "ready");
}

TEST_F(ServerTest, AnEmptyPageIsAPage) {
  serve({{"/empty", [](const Request&) { return Page::text(""); }}});
  const auto answer = client().Get("/empty", {{"Accept-Encoding", "gzip"}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "");
}

TEST_F(ServerTest, ErrorsAreJson) {
  serve({{"/bad", [](const Request&) -> Page { throw std::runtime_error("secret"); }},
         {"/good", large_page}});
  const auto missing = client().Get("/missing\"");
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->status, 404);
  EXPECT_EQ(missing->body, "{\"error\":\"there is no page /missing\\\"\"}\n");
  EXPECT_EQ(missing->get_header_value("Content-Type"), "application/json");
  const auto bad = client().Get("/bad");
  ASSERT_TRUE(bad);
  EXPECT_EQ(bad->status, 500);
  EXPECT_THAT(bad->body, testing::Not(HasSubstr("secret")));
  const auto posted = client().Post("/good", "text", "text/plain");
  ASSERT_TRUE(posted);
  EXPECT_EQ(posted->status, 405);
  EXPECT_EQ(posted->get_header_value("Allow"), "GET, HEAD");
}

TEST_F(ServerTest, HeadHasTheLengthAndNoBody) {
  serve({{"/large", large_page}});
  const auto answer = client().Head("/large");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->get_header_value("Content-Length"), "100000");
  EXPECT_EQ(answer->body, "");
}

TEST_F(ServerTest, ATakenPortIsSaidAndNotShared) {
  serve({});
  const std::string taken = "127.0.0.1:" + std::to_string(port_);
  const auto second = Server::start(taken, {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().remedy, base::Remedy::kStop);
  EXPECT_EQ(second.error().what, "cannot listen on " + taken +
                                     ": Address already in use; choose another with --listen "
                                     "HOST:PORT");
}

TEST_F(ServerTest, AnAddressThatIsNoneIsSaid) {
  for (const char* text : {"nowhere", "no.such.host.invalid:80"}) {
    const auto started = Server::start(text, {});
    ASSERT_FALSE(started) << text;
    EXPECT_THAT(started.error().what, HasSubstr("--listen")) << text;
  }
}

TEST_F(ServerTest, ListensOnIPv6) {
  if (!Server::start("[::1]:" + std::to_string(kFirstPort + kPorts), {})) {
    GTEST_SKIP() << "this machine has no IPv6";
  }
  serve({{"/six", [](const Request&) { return Page::text("six"); }}}, "[::]");
  const auto answer = client("::1").Get("/six");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "six");
  const auto by_four = client("127.0.0.1").Get("/six");
  ASSERT_TRUE(by_four);
  EXPECT_EQ(by_four->body, "six");
}

TEST_F(ServerTest, AfterItIsGoneItsPortIsFree) {
  serve({{"/one", [](const Request&) { return Page::text("one"); }}});
  httplib::Client kept = client();
  kept.set_keep_alive(true);
  ASSERT_TRUE(kept.Get("/one"));
  server_.reset();
  const auto again = Server::start("127.0.0.1:" + std::to_string(port_), {});
  EXPECT_TRUE(again) << again.error().what;
}

TEST_F(ServerTest, ManyClientsAtOnceAreAllAnswered) {
  serve({{"/large", large_page}});
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 40; ++i) {
    clients.emplace_back([&] {
      httplib::Client own = client();
      own.set_read_timeout(30);
      const auto answer = own.Get("/large");
      if (answer && answer->body.size() == 100'000U) ++answered;
    });
  }
  for (std::thread& thread : clients) thread.join();
  EXPECT_EQ(answered, 40);
}

}  // namespace
}  // namespace sjukpuls::http
