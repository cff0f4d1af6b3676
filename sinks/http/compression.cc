#include "sinks/http/compression.h"

#include <zlib.h>

#include <limits>
#include <new>

namespace sjukpuls::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib: the largest window, in a gzip file
constexpr int kMemoryLevel = 9;
constexpr std::size_t kPiece = std::size_t{1} << 30;  // zlib counts in 32 bits

Bytef* bytes_of(std::string_view text) {
  // zlib's input is not const, though it only reads it.
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The part before the separator; `text` is what comes after it.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text = end == text.npos ? std::string_view{} : text.substr(end + 1);
  return trimmed(part);
}

// Whether a weight is q=0 in any of its spellings.
bool is_refusal(std::string_view parameters) {
  const std::string_view weight = trimmed(parameters);
  if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return false;
  return weight.substr(2).find_first_not_of("0.") == weight.npos;
}

}  // namespace

std::string gzip(std::string_view bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string out;
  out.resize(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  std::size_t written = 0;
  int result = Z_OK;
  while (result == Z_OK || result == Z_BUF_ERROR) {
    const std::string_view piece = bytes.substr(0, kPiece);
    stream.next_in = bytes_of(piece);
    stream.avail_in = static_cast<uInt>(piece.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + written);
    stream.avail_out = static_cast<uInt>(std::min(out.size() - written, kPiece));
    const uInt room = stream.avail_out;
    result = deflate(&stream, piece.size() == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
    written += room - stream.avail_out;
    bytes.remove_prefix(piece.size() - stream.avail_in);
    if (result == Z_BUF_ERROR || (result == Z_OK && written == out.size())) {
      out.resize(out.size() + 4096);
    }
  }
  deflateEnd(&stream);
  out.resize(written);
  out.shrink_to_fit();
  return out;
}

std::string gunzip(std::string_view bytes) {
  z_stream stream = {};
  if (inflateInit2(&stream, kGzipWindow) != Z_OK) throw std::bad_alloc();
  std::string out;
  std::size_t written = 0;
  int result = Z_OK;
  stream.next_in = bytes_of(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  while (result == Z_OK) {
    if (written == out.size()) out.resize(std::max<std::size_t>(out.size() * 2, 16 * bytes.size()));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + written);
    stream.avail_out = static_cast<uInt>(std::min(out.size() - written, kPiece));
    const uInt room = stream.avail_out;
    result = inflate(&stream, Z_NO_FLUSH);
    written += room - stream.avail_out;
    if (result == Z_OK && stream.avail_in == 0 && stream.avail_out != 0) break;  // cut short
  }
  inflateEnd(&stream);
  out.resize(result == Z_STREAM_END ? written : 0);
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    std::string_view parameters = take(accept_encoding, ',');
    const std::string_view coding = take(parameters, ';');
    const bool accepted = !is_refusal(parameters);
    if (coding == "gzip" || coding == "x-gzip") return accepted;
    if (coding == "*") any = accepted;
  }
  return any;
}

}  // namespace sjukpuls::http
