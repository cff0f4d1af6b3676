#pragma once

#include <map>
#include <memory>
#include <string>

#include "processor/base/result.h"
#include "sinks/http/page.h"

namespace sjukpuls::http {

// Pages by their path.
using Routes = std::map<std::string, Handler, std::less<>>;

// Answers GET and HEAD over HTTP/1.1 from start() until destroyed. A page that throws, a path that
// has none and any other method are answered with an error as JSON: {"error":"..."}.
class Server {
 public:
  // `listen` is HOST:PORT, of IPv6 [ADDRESS]:PORT. kStop when the address cannot be had, saying
  // why. Handlers are called on the server's own threads.
  static base::Result<std::unique_ptr<Server>> start(const std::string& listen, Routes routes);

  // Finishes the answers under way.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

 private:
  class Implementation;
  explicit Server(std::unique_ptr<Implementation> implementation);

  std::unique_ptr<Implementation> implementation_;
};

// {"error":"..."}, for handlers.
Page error_page(int status, const std::string& what);

}  // namespace sjukpuls::http
