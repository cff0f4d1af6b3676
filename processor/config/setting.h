#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sjukpuls::config {

enum class Type : std::uint8_t {
  kText,
  kFlag,  // true or false
  kInteger,
  kNumber,      // with decimals
  kDay,         // YYYY-MM-DD
  kList,        // texts between commas, or a YAML sequence
  kProperties,  // texts by name: a YAML map, or name=value once for each
};

// Both ends included; integers and numbers only.
struct Range {
  std::int64_t least = 0;
  std::int64_t greatest = 0;
};

// What a text, or each text of a list, must look like, and that in words for whom it does not.
struct Form {
  bool (*fits)(std::string_view) = nullptr;
  std::string_view wording;
};

// Defaults that only the machine knows.
inline constexpr std::string_view kHostName = "@host";
inline constexpr std::string_view kCores = "@cores";

// One row of the table that flags, environment variables, the file, help and documentation come
// from.
struct Setting {
  std::string_view name = {};  // levels between dots, as in the file: kafka.group_id
  std::string_view flag = {};  // without dashes
  Type type = Type::kText;
  bool secret = false;                 // never printed; read from a file named by <name>_file, too
  std::string_view default_text = {};  // as in the environment; empty: not set
  Range range = {};
  std::string_view unit = {};
  std::string_view choices = {};  // between bars; empty: any
  Form form = {};
  std::string_view commands = {};  // between blanks; empty: all
  std::string_view help = {};      // a clause without a full stop
};

struct CommandHelp {
  std::string_view name = {};
  std::string_view summary = {};
  std::string_view arguments = {};  // what stands after the flags, as FILE, or [FILE] where it may
                                    // be left out; empty: nothing
  std::string_view examples = {};   // one a line
};

// Everything that can be set, and for which commands. Rows of one first level stand together.
struct Table {
  std::string_view program;
  std::string_view version;
  std::span<const Setting> settings;
  std::span<const CommandHelp> commands;
};

// The setting that names the file; not allowed in the file itself.
inline constexpr std::string_view kConfigFile = "config";

const Setting* find(const Table& table, std::string_view name);
const CommandHelp* find_command(const Table& table, std::string_view name);
bool used_by(const Setting& setting, std::string_view command);

// SJUKPULS_KAFKA__GROUP_ID for kafka.group_id: capitals, and two underscores for a dot.
std::string environment_name(const Table& table, std::string_view name);

// The default as documentation has it; empty: not set.
std::string_view default_wording(const Setting& setting);

// The texts between the separators, without blanks around them; none for an empty text.
std::vector<std::string> split(std::string_view text, char separator);

// Whether a property of librdkafka, with or without a prefix consumer. or producer., must not be
// printed: passwords, keys, tokens.
bool is_secret_property(std::string_view name);

}  // namespace sjukpuls::config
