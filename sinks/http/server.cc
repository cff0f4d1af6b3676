#include "sinks/http/server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "sinks/http/address.h"
#include "sinks/http/compression.h"

namespace sjukpuls::http {
namespace {

using std::chrono::seconds;

constexpr std::size_t kThreads = 8;
constexpr std::size_t kMostWaiting = 64;    // connections accepted and not yet taken by a thread
constexpr std::size_t kMostRequests = 100;  // of one connection
constexpr seconds kKeepAlive{1};            // stopping waits for it, and so does who is next
constexpr seconds kReadTimeout{5};
constexpr seconds kWriteTimeout{10};
// Of a request; nothing that we answer has one.
constexpr std::size_t kLargestBody = std::size_t{64} * 1024;
constexpr std::size_t kWorthCompressing = 1'024;

// A fixed number of threads and a queue with a bound: who accepts connections waits when it is
// full, and then the kernel refuses more.
class BoundedPool final : public httplib::TaskQueue {
 public:
  explicit BoundedPool(std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }

  void enqueue(std::function<void()> task) override {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return tasks_.size() < kMostWaiting || is_closed_; });
    tasks_.push_back(std::move(task));
    has_task_.notify_one();
  }

  void shutdown() override {
    {
      const std::lock_guard lock(mutex_);
      is_closed_ = true;
    }
    has_task_.notify_all();
    has_room_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  // Tasks that wait at the end are still run: each closes its connection.
  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex_);
        has_task_.wait(lock, [this] { return !tasks_.empty() || is_closed_; });
        if (tasks_.empty()) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
        has_room_.notify_one();
      }
      task();
    }
  }

  std::mutex mutex_;
  std::condition_variable has_task_;
  std::condition_variable has_room_;
  std::deque<std::function<void()>> tasks_;
  bool is_closed_ = false;
  std::vector<std::thread> threads_;
};

// The library keeps its socket to itself, and lets five clients wait in the kernel: the sixth that
// comes at once is late by a second, when it knocks again.
class LibraryServer final : public httplib::Server {
 public:
  void let_more_wait() const { ::listen(svr_sock_, SOMAXCONN); }
};

// Not SO_REUSEPORT, the library's own: with it two processes would share the port in silence.
void reuse_address_only(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

// Sends bytes that somebody owns, without a copy and without the library's own compression.
void send(std::shared_ptr<const std::string> bytes, const std::string& content_type,
          httplib::Response& response) {
  const std::size_t size = bytes->size();
  if (size == 0) {  // the library waits for ever for a provider of nothing
    response.set_content("", content_type);
    return;
  }
  response.set_content_provider(
      size, content_type,
      [bytes = std::move(bytes)](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        return sink.write(bytes->data() + offset, length);
      });
}

void answer(const Page& page, bool takes_gzip, httplib::Response& response) {
  static const auto kNothing = std::make_shared<const std::string>();
  response.status = page.status;
  response.set_header("Vary", "Accept-Encoding");
  response.set_header("X-Content-Type-Options", "nosniff");
  const bool is_small =
      page.gzip == nullptr && (page.body == nullptr || page.body->size() < kWorthCompressing);
  std::shared_ptr<const std::string> bytes = page.body;
  if (takes_gzip && !is_small) {
    bytes = page.gzip ? page.gzip : std::make_shared<const std::string>(gzip(*page.body));
    response.set_header("Content-Encoding", "gzip");
  } else if (bytes == nullptr) {
    bytes = page.gzip ? std::make_shared<const std::string>(gunzip(*page.gzip)) : kNothing;
  }
  send(std::move(bytes), page.content_type, response);
}

// Whether answer() was there already: the library asks its error handler for our errors too.
bool is_answered(const httplib::Response& response) { return response.has_header("Vary"); }

std::string json_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

Request request_of(const httplib::Request& request) {
  Request own{request.path, {}};
  for (const auto& [name, value] : request.params) own.parameters.emplace(name, value);
  return own;
}

}  // namespace

Page error_page(int status, const std::string& what) {
  return Page::json("{\"error\":" + json_quoted(what) + "}\n", status);
}

class Server::Implementation {
 public:
  explicit Implementation(Routes routes) : routes_(std::move(routes)) {
    server_.new_task_queue = [] { return new BoundedPool(kThreads); };  // the library deletes it
    server_.set_keep_alive_max_count(kMostRequests);
    server_.set_keep_alive_timeout(kKeepAlive.count());
    server_.set_read_timeout(kReadTimeout.count());
    server_.set_write_timeout(kWriteTimeout.count());
    server_.set_payload_max_length(kLargestBody);
    server_.set_tcp_nodelay(true);
    server_.set_socket_options(reuse_address_only);
    server_.set_pre_routing_handler([this](const httplib::Request& request,
                                           httplib::Response& response) {
      if (request.method != "GET" && request.method != "HEAD") {
        return httplib::Server::HandlerResponse::Unhandled;
      }
      answer(page_of(request), accepts_gzip(request.get_header_value("Accept-Encoding")), response);
      return httplib::Server::HandlerResponse::Handled;
    });
    // What the library refuses by itself, other methods among it.
    server_.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
      if (is_answered(response)) return;
      const bool is_other_method =
          response.status == 404 && request.method != "GET" && request.method != "HEAD";
      if (is_other_method) response.set_header("Allow", "GET, HEAD");
      answer(is_other_method ? error_page(405, "only GET and HEAD are answered")
                             : error_page(response.status, "the request cannot be answered"),
             false, response);
    });
  }

  ~Implementation() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  base::Status listen(const std::string& text) {
    const std::optional<Address> address = Address::parse(text);
    if (!address) return cannot_listen(text, "it is no HOST:PORT");
    errno = 0;
    if (!server_.bind_to_port(address->host, address->port)) {
      const int error = errno;
      return cannot_listen(
          text, error == 0 ? "there is no such address" : std::generic_category().message(error));
    }
    server_.let_more_wait();
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // A stop() before the library runs would be lost.
    while (!server_.is_running()) std::this_thread::yield();
    return base::Done{};
  }

 private:
  static base::Error cannot_listen(const std::string& address, const std::string& why) {
    return {base::Remedy::kStop,
            fmt::format("cannot listen on {}: {}; choose another with --listen HOST:PORT", address,
                        why)};
  }

  Page page_of(const httplib::Request& request) const {
    const auto route = routes_.find(request.path);
    if (route == routes_.end()) return error_page(404, "there is no page " + request.path);
    try {
      return route->second(request_of(request));
    } catch (const std::exception& error) {
      spdlog::error("page {}: {}", request.path, error.what());
      return error_page(500, "the page could not be made; the log says why");
    }
  }

  const Routes routes_;
  LibraryServer server_;
  std::thread thread_;
};

base::Result<std::unique_ptr<Server>> Server::start(const std::string& listen, Routes routes) {
  auto implementation = std::make_unique<Implementation>(std::move(routes));
  if (auto done = implementation->listen(listen); !done) return done.error();
  return std::unique_ptr<Server>(new Server(std::move(implementation)));
}

Server::Server(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Server::~Server() = default;

}  // namespace sjukpuls::http
