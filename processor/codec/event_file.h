#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "processor/base/result.h"
#include "processor/codec/byte_stream.h"
#include "processor/codec/event_decoder.h"

namespace sjukpuls::codec {

// Files of events. By their name: `.pb` holds messages, each behind its length as a varint; any
// other holds NDJSON, an event a line; either may be packed, `.zst` or `.gz` behind that. "-" is
// NDJSON on standard input or output.
Form form_of(std::string_view path);

// Some whole records of a file, in order. Filled by the reader, then taken apart on any one thread;
// reused, so that the bytes are allocated once.
class EventBlock {
 public:
  // The next record, borrowed from the block; nullopt when there is no more. Of a line, all but its
  // line feed.
  std::optional<std::string_view> next();

  // The number of the record that next() gave last, from 1 within the file: of NDJSON the line's.
  std::uint64_t record_number() const { return next_number_ - 1; }

  Form form() const { return form_; }

 private:
  friend class EventFileReader;

  std::vector<char> bytes_;
  std::size_t begin_ = 0;  // of the next record
  std::size_t end_ = 0;    // of the last one
  std::uint64_t next_number_ = 1;
  Form form_ = Form::kJson;
};

// Reads a file block by block. Errors are kStop and say file, place and what to do. Used by one
// thread at a time.
class EventFileReader {
 public:
  static base::Result<EventFileReader> open(const std::string& path);

  // Fills `block` with the next records, kBlockBytes or a little less, or one record that is
  // longer. False when the file is at its end. After an error the reader is of no more use.
  base::Result<bool> read(EventBlock& block);

  Form form() const { return form_; }

  // For showing progress: bytes of the file itself, packed if it is; no total for a pipe.
  std::uint64_t bytes_taken() const { return source_->bytes_taken(); }
  std::optional<std::uint64_t> bytes_total() const { return source_->bytes_total(); }

  static constexpr std::size_t kBlockBytes = std::size_t{4} << 20;
  // A longer record is none, but a file of another kind or a damaged length.
  static constexpr std::size_t kMaxRecordBytes = std::size_t{64} << 20;

 private:
  EventFileReader(std::unique_ptr<ByteSource> source, std::string path, Form form)
      : source_(std::move(source)), path_(std::move(path)), form_(form) {}

  // The bytes and number of the whole records at the front of some bytes.
  struct Whole {
    std::size_t bytes = 0;
    std::uint64_t records = 0;
  };
  base::Result<Whole> whole_records(std::string_view bytes) const;
  base::Result<Whole> whole_messages(std::string_view bytes) const;
  base::Status fill(EventBlock& block, std::size_t room, std::size_t& filled);
  base::Error too_long(std::uint64_t record) const;

  std::unique_ptr<ByteSource> source_;
  std::string path_;
  Form form_;
  bool at_end_ = false;
  std::uint64_t next_number_ = 1;
  std::vector<char> carried_;  // the begin of a record that the last block had no room for
};

// Writes a file of events, form and packing by its name; overwrites one that exists. Used by one
// thread at a time.
class EventFileWriter {
 public:
  static base::Result<EventFileWriter> create(const std::string& path);

  base::Status write(const WireEvent& event);

  // Writes what is still held back and ends the file; without it the file is incomplete. Once, and
  // last.
  base::Status close();

 private:
  EventFileWriter(std::unique_ptr<ByteSink> sink, Form form)
      : sink_(std::move(sink)), form_(form) {}
  base::Status flush();

  std::unique_ptr<ByteSink> sink_;
  Form form_;
  std::string buffer_;
  std::string message_;
};

}  // namespace sjukpuls::codec
