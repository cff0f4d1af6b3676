#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace sjukpuls::http {

// What is asked for: always GET or HEAD.
struct Request {
  std::string path;
  std::map<std::string, std::string> parameters;  // of the query, decoded; the first of each name
};

// What is answered. Either form of the body may be missing: the server makes the one that the
// client takes from the other. Bodies are shared with whoever keeps them, and never change.
struct Page {
  int status = 200;
  std::string content_type;
  std::shared_ptr<const std::string> body;
  std::shared_ptr<const std::string> gzip;

  static Page text(std::string text, int status = 200) {
    return {status, "text/plain; charset=utf-8",
            std::make_shared<const std::string>(std::move(text)), nullptr};
  }
  static Page json(std::string json, int status = 200) {
    return {status, "application/json", std::make_shared<const std::string>(std::move(json)),
            nullptr};
  }
};

// Called on the server's threads, several at a time.
using Handler = std::function<Page(const Request&)>;

}  // namespace sjukpuls::http
