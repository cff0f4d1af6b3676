#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sjukpuls::http {

// Where to listen.
struct Address {
  std::string host;  // a name or an address, IPv6 without brackets
  int port;

  // HOST:PORT; an IPv6 address stands in brackets, [::]:9464. Nullopt for anything else.
  static std::optional<Address> parse(std::string_view text);
};

}  // namespace sjukpuls::http
