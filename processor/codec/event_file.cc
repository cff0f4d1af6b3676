#include "processor/codec/event_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "processor/codec/encoder.h"

namespace sjukpuls::codec {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{1} << 18;
// A varint of what kMaxRecordBytes allows has four bytes; five hold any 32 bits.
constexpr std::size_t kMaxLengthBytes = 5;

// The length before a message: how many bytes it is written in and its value. `bytes` is 0 when
// more are needed to tell.
struct Length {
  std::size_t bytes = 0;
  std::uint64_t value = 0;
};

Length parse_length(std::string_view bytes) {
  Length length;
  for (std::size_t i = 0; i < std::min(bytes.size(), kMaxLengthBytes); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    length.value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      length.bytes = i + 1;
      return length;
    }
  }
  // Too long for a length: let its value say so.
  if (bytes.size() >= kMaxLengthBytes) return {kMaxLengthBytes, ~std::uint64_t{0}};
  return {};
}

void append_length(std::size_t length, std::string& out) {
  for (; length >= 0x80; length >>= 7) out += static_cast<char>(length | 0x80);
  out += static_cast<char>(length);
}

}  // namespace

Form form_of(std::string_view path) {
  if (path.ends_with(".zst")) path.remove_suffix(4);
  if (path.ends_with(".gz")) path.remove_suffix(3);
  return path.ends_with(".pb") ? Form::kProtobuf : Form::kJson;
}

std::optional<std::string_view> EventBlock::next() {
  if (begin_ == end_) return std::nullopt;
  const std::string_view rest(bytes_.data() + begin_, end_ - begin_);
  ++next_number_;
  if (form_ == Form::kProtobuf) {
    const Length length = parse_length(rest);
    begin_ += length.bytes + length.value;
    return rest.substr(length.bytes, length.value);
  }
  const std::size_t line_feed = rest.find('\n');
  begin_ = line_feed == std::string_view::npos ? end_ : begin_ + line_feed + 1;
  return rest.substr(0, line_feed);
}

base::Result<EventFileReader> EventFileReader::open(const std::string& path) {
  auto source = open_source(path);
  if (!source) return std::move(source).error();
  return EventFileReader(*std::move(source), path == "-" ? "standard input" : path, form_of(path));
}

base::Result<bool> EventFileReader::read(EventBlock& block) {
  if (at_end_ && carried_.empty()) return false;
  std::size_t filled = carried_.size();
  std::size_t room = std::max(filled, kBlockBytes);
  if (block.bytes_.size() < room) block.bytes_.resize(room);
  std::copy(carried_.begin(), carried_.end(), block.bytes_.begin());
  carried_.clear();
  Whole whole;
  for (;;) {
    if (base::Status status = fill(block, room, filled); !status) return std::move(status).error();
    auto found = whole_records({block.bytes_.data(), filled});
    if (!found) return std::move(found).error();
    whole = *found;
    if (whole.records > 0 || at_end_) break;
    if (filled > kMaxRecordBytes) return too_long(next_number_);
    room *= 2;
    if (block.bytes_.size() < room) block.bytes_.resize(room);
  }
  carried_.assign(block.bytes_.begin() + static_cast<std::ptrdiff_t>(whole.bytes),
                  block.bytes_.begin() + static_cast<std::ptrdiff_t>(filled));
  block.form_ = form_;
  block.begin_ = 0;
  block.end_ = whole.bytes;
  block.next_number_ = next_number_;
  next_number_ += whole.records;
  return whole.records > 0;
}

base::Status EventFileReader::fill(EventBlock& block, std::size_t room, std::size_t& filled) {
  while (!at_end_ && filled < room) {
    auto got = source_->read(block.bytes_.data() + filled, room - filled);
    if (!got) return std::move(got).error();
    at_end_ = *got == 0;
    filled += *got;
  }
  return base::Done{};
}

base::Result<EventFileReader::Whole> EventFileReader::whole_records(std::string_view bytes) const {
  if (form_ == Form::kProtobuf) return whole_messages(bytes);
  // The last line needs no line feed.
  const bool open_line = !bytes.empty() && bytes.back() != '\n';
  if (at_end_ && open_line) {
    const auto line_feeds = std::count(bytes.begin(), bytes.end(), '\n');
    return Whole{bytes.size(), static_cast<std::uint64_t>(line_feeds) + 1};
  }
  const std::string_view lines = bytes.substr(0, bytes.rfind('\n') + 1);
  const auto line_feeds = std::count(lines.begin(), lines.end(), '\n');
  return Whole{lines.size(), static_cast<std::uint64_t>(line_feeds)};
}

base::Result<EventFileReader::Whole> EventFileReader::whole_messages(std::string_view bytes) const {
  Whole whole;
  while (whole.bytes < bytes.size()) {
    const std::string_view rest = bytes.substr(whole.bytes);
    const Length length = parse_length(rest);
    if (length.value > kMaxRecordBytes) return too_long(next_number_ + whole.records);
    if (length.bytes == 0 || rest.size() - length.bytes < length.value) break;
    whole.bytes += length.bytes + length.value;
    ++whole.records;
  }
  if (at_end_ && whole.bytes < bytes.size()) {
    return base::Error{base::Remedy::kStop,
                       fmt::format("{}: ends within record {}: the file is incomplete, copy or "
                                   "write it again",
                                   path_, next_number_ + whole.records)};
  }
  return whole;
}

base::Error EventFileReader::too_long(std::uint64_t record) const {
  return {
      base::Remedy::kStop,
      fmt::format("{}: record {} is longer than {} MiB: the file is damaged or holds no {} events",
                  path_, record, kMaxRecordBytes >> 20,
                  form_ == Form::kProtobuf ? "length-delimited protobuf" : "NDJSON")};
}

base::Result<EventFileWriter> EventFileWriter::create(const std::string& path) {
  auto sink = create_sink(path);
  if (!sink) return std::move(sink).error();
  return EventFileWriter(*std::move(sink), form_of(path));
}

base::Status EventFileWriter::write(const WireEvent& event) {
  if (form_ == Form::kJson) {
    append_json(event, buffer_);
    buffer_ += '\n';
  } else {
    message_.clear();
    append_protobuf(event, message_);
    append_length(message_.size(), buffer_);
    buffer_ += message_;
  }
  if (buffer_.size() < kFlushBytes) return base::Done{};
  return flush();
}

base::Status EventFileWriter::close() {
  if (base::Status flushed = flush(); !flushed) return flushed;
  return sink_->close();
}

base::Status EventFileWriter::flush() {
  base::Status written = sink_->write(buffer_);
  buffer_.clear();
  return written;
}

}  // namespace sjukpuls::codec
