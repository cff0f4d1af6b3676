#include "processor/codec/byte_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

namespace sjukpuls::codec {
namespace {

constexpr std::size_t kPackedBlock = std::size_t{1} << 18;

base::Error failure(const std::string& path, const std::string& what) {
  return {base::Remedy::kStop, fmt::format("{}: {}", path, what)};
}

base::Error system_failure(const std::string& path, std::string_view doing, int code) {
  return failure(path, fmt::format("{}: {}", doing, std::generic_category().message(code)));
}

base::Error truncated(const std::string& path, std::uint64_t at) {
  return failure(path,
                 fmt::format("ends within packed data at byte {}: the file is incomplete, copy "
                             "or write it again",
                             at));
}

base::Error damaged(const std::string& path, std::uint64_t at, std::string_view reason) {
  return failure(path, fmt::format("packed data is damaged before byte {} ({}): copy or write the "
                                   "file again",
                                   at, reason));
}

// A file descriptor that closes itself, but for standard input and output.
class File {
 public:
  File(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }

  int descriptor() const { return descriptor_; }
  const std::string& path() const { return path_; }

 private:
  int descriptor_;
  std::string path_;
};

class FileSource final : public ByteSource {
 public:
  FileSource(int descriptor, std::string path) : file_(descriptor, std::move(path)) {
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
      total_ = static_cast<std::uint64_t>(status.st_size);
    }
  }

  base::Result<std::size_t> read(char* out, std::size_t size) override {
    for (;;) {
      const ssize_t got = ::read(file_.descriptor(), out, size);
      if (got >= 0) {
        taken_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) return system_failure(file_.path(), "cannot be read", errno);
    }
  }

  std::uint64_t bytes_taken() const override { return taken_; }
  std::optional<std::uint64_t> bytes_total() const override { return total_; }
  const std::string& path() const { return file_.path(); }

 private:
  File file_;
  std::uint64_t taken_ = 0;
  std::optional<std::uint64_t> total_;
};

// What both kinds of packed source share: the packed bytes at hand.
class PackedSource : public ByteSource {
 public:
  explicit PackedSource(std::unique_ptr<FileSource> file)
      : file_(std::move(file)), packed_(kPackedBlock) {}

  std::uint64_t bytes_taken() const override { return file_->bytes_taken(); }
  std::optional<std::uint64_t> bytes_total() const override { return file_->bytes_total(); }

 protected:
  std::string_view rest() const { return {packed_.data() + used_, filled_ - used_}; }
  void use(std::size_t size) { used_ += size; }

  // Makes rest() not empty but at the end of the file.
  base::Status fill() {
    if (used_ < filled_) return base::Done{};
    auto got = file_->read(packed_.data(), packed_.size());
    if (!got) return std::move(got).error();
    used_ = 0;
    filled_ = *got;
    return base::Done{};
  }

  std::uint64_t place() const { return file_->bytes_taken() - (filled_ - used_); }
  const std::string& path() const { return file_->path(); }

 private:
  std::unique_ptr<FileSource> file_;
  std::vector<char> packed_;
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
};

struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdSource final : public PackedSource {
 public:
  using PackedSource::PackedSource;

  base::Result<std::size_t> read(char* out, std::size_t size) override {
    ZSTD_outBuffer unpacked{out, size, 0};
    while (unpacked.pos == 0) {
      if (base::Status filled = fill(); !filled) return std::move(filled).error();
      const bool file_ends = rest().empty();
      if (file_ends && at_frame_end_) return std::size_t{0};
      ZSTD_inBuffer packed{rest().data(), rest().size(), 0};
      const std::size_t state = ZSTD_decompressStream(context_.get(), &unpacked, &packed);
      if (ZSTD_isError(state) != 0) return damaged(path(), place(), ZSTD_getErrorName(state));
      use(packed.pos);
      at_frame_end_ = state == 0;
      // At the end of the file only what zstd still holds may come.
      if (file_ends && unpacked.pos == 0 && !at_frame_end_) return truncated(path(), place());
    }
    return unpacked.pos;
  }

 private:
  std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context_{ZSTD_createDCtx()};
  bool at_frame_end_ = false;
};

class GzipSource final : public PackedSource {
 public:
  explicit GzipSource(std::unique_ptr<FileSource> file) : PackedSource(std::move(file)) {
    // 16 asks for the header of gzip.
    if (::inflateInit2(&stream_, MAX_WBITS + 16) != Z_OK) throw std::bad_alloc();
  }
  ~GzipSource() override { ::inflateEnd(&stream_); }

  base::Result<std::size_t> read(char* out, std::size_t size) override {
    const auto room =
        static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = room;
    while (stream_.avail_out == room) {
      if (base::Status filled = fill(); !filled) return std::move(filled).error();
      if (rest().empty()) {
        if (at_member_end_) return std::size_t{0};
        return truncated(path(), place());
      }
      if (base::Status inflated = inflate_rest(); !inflated) return std::move(inflated).error();
    }
    return std::size_t{room - stream_.avail_out};
  }

 private:
  base::Status inflate_rest() {
    // A file may be several gzip files one after another.
    if (std::exchange(at_member_end_, false)) ::inflateReset(&stream_);
    const std::string_view packed = rest();
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    const int state = ::inflate(&stream_, Z_NO_FLUSH);
    use(packed.size() - stream_.avail_in);
    if (state == Z_STREAM_END) {
      at_member_end_ = true;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      return damaged(path(), place(), stream_.msg == nullptr ? "no gzip" : stream_.msg);
    }
    return base::Done{};
  }

  z_stream stream_{};
  bool at_member_end_ = false;
};

class FileSink final : public ByteSink {
 public:
  FileSink(int descriptor, std::string path) : file_(descriptor, std::move(path)) {}

  base::Status write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t put = ::write(file_.descriptor(), bytes.data(), bytes.size());
      if (put >= 0) {
        bytes.remove_prefix(static_cast<std::size_t>(put));
      } else if (errno != EINTR) {
        return system_failure(file_.path(), "cannot be written", errno);
      }
    }
    return base::Done{};
  }

  // Nothing is held back; what the file system still holds is not ours to wait for.
  base::Status close() override { return base::Done{}; }
  const std::string& path() const { return file_.path(); }

 private:
  File file_;
};

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};

class ZstdSink final : public ByteSink {
 public:
  explicit ZstdSink(std::unique_ptr<FileSink> file)
      : file_(std::move(file)), packed_(kPackedBlock) {
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  base::Status write(std::string_view bytes) override { return pack(bytes, ZSTD_e_continue); }

  base::Status close() override {
    if (base::Status packed = pack({}, ZSTD_e_end); !packed) return packed;
    return file_->close();
  }

 private:
  base::Status pack(std::string_view bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer plain{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer packed{packed_.data(), packed_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_.get(), &packed, &plain, directive);
      if (ZSTD_isError(left) != 0) return failure(file_->path(), ZSTD_getErrorName(left));
      if (base::Status written = file_->write({packed_.data(), packed.pos}); !written) {
        return written;
      }
      const bool done = directive == ZSTD_e_end ? left == 0 : plain.pos == plain.size;
      if (done) return base::Done{};
    }
  }

  std::unique_ptr<FileSink> file_;
  std::vector<char> packed_;
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> context_{ZSTD_createCCtx()};
};

class GzipSink final : public ByteSink {
 public:
  explicit GzipSink(std::unique_ptr<FileSink> file)
      : file_(std::move(file)), packed_(kPackedBlock) {
    // 16 asks for the header of gzip; 8 is zlib's usual memory level.
    if (::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8,
                       Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~GzipSink() override { ::deflateEnd(&stream_); }

  base::Status write(std::string_view bytes) override {
    constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kMost))) {
      if (base::Status packed = pack(bytes.substr(0, kMost), Z_NO_FLUSH); !packed) return packed;
    }
    return base::Done{};
  }

  base::Status close() override {
    if (base::Status packed = pack({}, Z_FINISH); !packed) return packed;
    return file_->close();
  }

 private:
  base::Status pack(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<z_const Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(packed_.data());
      stream_.avail_out = static_cast<uInt>(packed_.size());
      ::deflate(&stream_, flush);
      const std::size_t size = packed_.size() - stream_.avail_out;
      if (base::Status written = file_->write({packed_.data(), size}); !written) return written;
    } while (stream_.avail_out == 0);
    return base::Done{};
  }

  std::unique_ptr<FileSink> file_;
  std::vector<char> packed_;
  z_stream stream_{};
};

}  // namespace

Packing packing_of(std::string_view path) {
  if (path.ends_with(".zst")) return Packing::kZstd;
  if (path.ends_with(".gz")) return Packing::kGzip;
  return Packing::kNone;
}

base::Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
  using Source = std::unique_ptr<ByteSource>;
  if (path == "-") return Source(new FileSource(STDIN_FILENO, "standard input"));
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_failure(path, "cannot be opened", errno);
  auto file = std::make_unique<FileSource>(descriptor, path);
  switch (packing_of(path)) {
    case Packing::kZstd:
      return Source(new ZstdSource(std::move(file)));
    case Packing::kGzip:
      return Source(new GzipSource(std::move(file)));
    case Packing::kNone:
      break;
  }
  return Source(std::move(file));
}

base::Result<std::unique_ptr<ByteSink>> create_sink(const std::string& path) {
  using Sink = std::unique_ptr<ByteSink>;
  if (path == "-") return Sink(new FileSink(STDOUT_FILENO, "standard output"));
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return system_failure(path, "cannot be created", errno);
  auto file = std::make_unique<FileSink>(descriptor, path);
  switch (packing_of(path)) {
    case Packing::kZstd:
      return Sink(new ZstdSink(std::move(file)));
    case Packing::kGzip:
      return Sink(new GzipSink(std::move(file)));
    case Packing::kNone:
      break;
  }
  return Sink(std::move(file));
}

}  // namespace sjukpuls::codec
