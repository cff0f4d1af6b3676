#include "sinks/http/address.h"

#include <charconv>

namespace sjukpuls::http {

std::optional<Address> Address::parse(std::string_view text) {
  constexpr int kLastPort = 65'535;
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return std::nullopt;
  const std::string_view port = text.substr(colon + 1);
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  if (number < 1 || number > kLastPort) return std::nullopt;

  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != host.npos) {
    return std::nullopt;
  }
  if (host.empty()) return std::nullopt;
  return Address{std::string(host), number};
}

}  // namespace sjukpuls::http
