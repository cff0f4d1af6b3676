#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "processor/base/result.h"

namespace sjukpuls::codec {

// Bytes out of a file, unpacked on the way. Used by one thread at a time. Errors name the file and
// place and are kStop: no event was lost, but the rest of the file cannot be had.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  // Fills up to `size` bytes, at least one but at the end: then 0, also when asked again.
  virtual base::Result<std::size_t> read(char* out, std::size_t size) = 0;

  // Bytes of the file itself taken so far, and how many it has; nullopt for a pipe.
  virtual std::uint64_t bytes_taken() const = 0;
  virtual std::optional<std::uint64_t> bytes_total() const = 0;
};

// Bytes into a file, packed on the way. Used by one thread at a time.
class ByteSink {
 public:
  ByteSink() = default;
  ByteSink(const ByteSink&) = delete;
  ByteSink& operator=(const ByteSink&) = delete;
  virtual ~ByteSink() = default;

  virtual base::Status write(std::string_view bytes) = 0;

  // Ends the packed stream and the file. Without it the file is incomplete. Once, and last.
  virtual base::Status close() = 0;
};

// How a file is packed, by the end of its name: .zst, .gz, or not at all. "-" is not.
enum class Packing : std::uint8_t { kNone, kZstd, kGzip };
Packing packing_of(std::string_view path);

// "-" is standard input or output. Files that exist are overwritten.
base::Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);
base::Result<std::unique_ptr<ByteSink>> create_sink(const std::string& path);

}  // namespace sjukpuls::codec
