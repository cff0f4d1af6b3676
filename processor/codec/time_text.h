#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "processor/base/time.h"
#include "processor/codec/wire_event.h"

namespace sjukpuls::codec {

// The day of a text YYYY-MM-DD of ten ASCII characters, years 0001 to 9999; nullopt when the text
// is any other or names a day that is none.
std::optional<base::CivilDay> parse_day(std::string_view text);

// YYYY-MM-DD. Requires a year from 0 to 9999.
void append_day(base::CivilDay day, std::string& out);

// The instant of an RFC 3339 text as canonical protobuf JSON takes it, cut to milliseconds: capital
// T, up to nine digits of a second, Z or an offset, years 0001 to 9999 in UTC.
std::optional<UnixMilliseconds> parse_instant(std::string_view text);

// As canonical protobuf JSON writes it: in UTC, three digits of a second or none. Requires the
// years 0001 to 9999.
void append_instant(UnixMilliseconds instant, std::string& out);

// The instant of a google.protobuf.Timestamp, cut to milliseconds; nullopt when it lies outside the
// years 0001 to 9999 or the nanoseconds are not those of a second.
std::optional<UnixMilliseconds> from_timestamp(std::int64_t seconds, std::int32_t nanos);

}  // namespace sjukpuls::codec
