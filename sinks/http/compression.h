#pragma once

#include <string>
#include <string_view>

namespace sjukpuls::http {

// The bytes as a gzip file, at the level that costs least: pages of metrics shrink to a tenth of
// their size with any.
std::string gzip(std::string_view bytes);

// What was packed by gzip(); empty when the bytes are no gzip file.
std::string gunzip(std::string_view bytes);

// Whether a client with this Accept-Encoding takes gzip (RFC 9110, 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace sjukpuls::http
