#include "processor/codec/event_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "processor/codec/encoder.h"
#include "processor/codec/json_decoder.h"
#include "tests/codec/sample_lines.h"

namespace sjukpuls::codec {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Record {
  std::uint64_t number;
  std::string bytes;

  friend bool operator==(const Record&, const Record&) = default;
};

class EventFileTest : public testing::Test {
 public:
  EventFileTest() {
    folder_ = std::filesystem::temp_directory_path() /
              ("sjukpuls-event-file-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  ~EventFileTest() override { std::filesystem::remove_all(folder_); }

 protected:
  std::string path(const std::string& name) const { return folder_ / name; }

  // Bytes into a file, packed by its name.
  std::string file(const std::string& name, std::string_view bytes) const {
    auto sink = create_sink(path(name));
    EXPECT_TRUE(sink) << name;
    EXPECT_TRUE((*sink)->write(bytes));
    EXPECT_TRUE((*sink)->close());
    return path(name);
  }

  std::string raw(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void write_raw(const std::string& name, const std::string& bytes) const {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }

  // All records, or none and what_ says why.
  std::vector<Record> records(const std::string& file_path) {
    what_.clear();
    auto reader = EventFileReader::open(file_path);
    if (!reader) {
      what_ = reader.error().what;
      return {};
    }
    std::vector<Record> found;
    EventBlock block;
    for (;;) {
      auto more = reader->read(block);
      if (!more) {
        what_ = more.error().what;
        EXPECT_EQ(more.error().remedy, base::Remedy::kStop);
        return {};
      }
      if (!*more) break;
      ++blocks_;
      while (const auto bytes = block.next()) {
        found.push_back({block.record_number(), std::string(*bytes)});
      }
    }
    EXPECT_EQ(reader->bytes_taken(), reader->bytes_total());
    return found;
  }

  std::filesystem::path folder_;
  std::string what_;
  int blocks_ = 0;
};

TEST_F(EventFileTest, LinesAreNumberedFromOneBlankOnesToo) {
  EXPECT_THAT(records(file("a.ndjson", "{}\n\n{1}\r\n{2}\n")),
              ElementsAre(Record{1, "{}"}, Record{2, ""}, Record{3, "{1}\r"}, Record{4, "{2}"}));
}

TEST_F(EventFileTest, TheLastLineNeedsNoLineFeed) {
  EXPECT_THAT(records(file("a.ndjson", "{}\n{1}")), ElementsAre(Record{1, "{}"}, Record{2, "{1}"}));
}

TEST_F(EventFileTest, AnEmptyFileHasNoRecords) {
  for (const std::string name : {"a.ndjson", "a.pb", "a.ndjson.zst", "a.pb.gz"}) {
    EXPECT_THAT(records(file(name, "")), IsEmpty()) << name;
    EXPECT_EQ(what_, "");
  }
}

TEST_F(EventFileTest, MessagesAreNumberedFromOne) {
  using namespace std::string_literals;
  const std::string longer(300, 'm');
  EXPECT_THAT(records(file("a.pb", "\x01x\x00\xac\x02"s + longer)),
              ElementsAre(Record{1, "x"}, Record{2, ""}, Record{3, longer}));
}

// Records of all lengths, some longer than a block, so that blocks end anywhere.
std::vector<std::string> many_records() {
  std::mt19937 random(7);
  std::vector<std::string> many;
  many.reserve(20'000);
  for (int i = 0; i < 20'000; ++i) {
    many.emplace_back(random() % 1000, static_cast<char>('a' + i % 26));
  }
  many[5'000].assign(EventFileReader::kBlockBytes * 3, 'l');
  many[5'001].assign(EventFileReader::kBlockBytes, 'm');
  many[19'999].assign(100, 'e');
  return many;
}

TEST_F(EventFileTest, BlocksHoldWholeRecordsHoweverLong) {
  const std::vector<std::string> many = many_records();
  std::string lines;
  std::string messages;
  for (const std::string& record : many) {
    lines += record + "\n";
    for (std::size_t length = record.size();; length >>= 7) {
      messages += static_cast<char>(length < 0x80 ? length : (length & 0x7f) | 0x80);
      if (length < 0x80) break;
    }
    messages += record;
  }
  for (const std::string packing : {"", ".zst", ".gz"}) {
    for (const std::string form : {"a.ndjson", "a.pb"}) {
      SCOPED_TRACE(form + packing);
      const auto found = records(file(form + packing, form == "a.pb" ? messages : lines));
      ASSERT_EQ(found.size(), many.size());
      for (std::size_t i = 0; i < many.size(); ++i) {
        ASSERT_EQ(found[i].number, i + 1);
        ASSERT_EQ(found[i].bytes, many[i]);
      }
      EXPECT_GE(std::exchange(blocks_, 0), 4);
    }
  }
}

TEST_F(EventFileTest, PackedFilesMayBeSeveralOneAfterAnother) {
  for (const std::string name : {"a.ndjson.zst", "a.ndjson.gz"}) {
    file(name, "{1}\n{2");
    const std::string first = raw(name);
    file(name, "}\n{3}\n");
    write_raw(name, first + raw(name));
    EXPECT_THAT(records(path(name)),
                ElementsAre(Record{1, "{1}"}, Record{2, "{2}"}, Record{3, "{3}"}));
  }
}

TEST_F(EventFileTest, AFileThatWasCutIsAnErrorThatSaysSo) {
  std::string lines;
  for (int i = 0; i < 1000; ++i) lines += std::to_string(i * 7919) + "\n";
  for (const std::string name : {"a.ndjson.zst", "a.ndjson.gz"}) {
    file(name, lines);
    const std::string whole = raw(name);
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
      write_raw(name, whole.substr(0, size));
      EXPECT_THAT(records(path(name)), IsEmpty());
      EXPECT_THAT(what_, AllOf(HasSubstr(name), HasSubstr("incomplete"),
                               HasSubstr("byte " + std::to_string(size))));
    }
  }
}

TEST_F(EventFileTest, AMessageThatWasCutIsAnErrorThatNamesIt) {
  for (const std::string tail : {"\x05"
                                 "abcd",
                                 "\x80", "\x05"}) {
    records(file("a.pb", "\x01x" + tail));
    EXPECT_THAT(what_, AllOf(HasSubstr("a.pb"), HasSubstr("record 2"), HasSubstr("incomplete")));
  }
}

TEST_F(EventFileTest, AnInsaneLengthIsAnErrorAndNotAnAllocation) {
  for (const std::string length :
       {"\x81\x80\x80\x20", "\xff\xff\xff\xff\x0f", "\xff\xff\xff\xff\xff"}) {
    records(file("a.pb", "\x01x" + length + "abcdef"));
    EXPECT_THAT(what_, AllOf(HasSubstr("record 2"), HasSubstr("64 MiB")));
  }
}

TEST_F(EventFileTest, DamagedPackingIsAnError) {
  for (const std::string name : {"a.ndjson.zst", "a.ndjson.gz"}) {
    write_raw(name, "this was never packed");
    records(path(name));
    EXPECT_THAT(what_, AllOf(HasSubstr(name), HasSubstr("damaged")));
  }
}

TEST_F(EventFileTest, AMissingFileIsAnErrorThatNamesIt) {
  records(path("none.ndjson"));
  EXPECT_THAT(what_, AllOf(HasSubstr("none.ndjson"), HasSubstr("cannot be opened")));
  EXPECT_FALSE(EventFileWriter::create(path("no/folder.pb")));
}

TEST_F(EventFileTest, ADirectoryIsAnError) {
  records(folder_);
  EXPECT_THAT(what_, HasSubstr("cannot be read"));
}

TEST_F(EventFileTest, WhatIsWrittenIsReadBack) {
  JsonDecoder decoder;
  WireEvent event;
  for (const std::string name :
       {"a.ndjson", "a.pb", "b.ndjson.zst", "b.pb.zst", "c.gz", "c.pb.gz"}) {
    auto writer = EventFileWriter::create(path(name));
    ASSERT_TRUE(writer);
    std::vector<Record> expected;
    for (int i = 0; i < 20; ++i) {
      for (const std::string& line : sample_lines()) {
        if (!decoder.decode(line, event)) continue;
        ASSERT_TRUE(writer->write(event));
        expected.push_back({expected.size() + 1, ""});
        if (form_of(name) == Form::kJson) {
          append_json(event, expected.back().bytes);
        } else {
          append_protobuf(event, expected.back().bytes);
        }
      }
    }
    ASSERT_TRUE(writer->close());
    EXPECT_EQ(records(path(name)), expected) << name;
  }
}

}  // namespace
}  // namespace sjukpuls::codec
