#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "processor/base/time.h"
#include "processor/config/setting.h"

namespace sjukpuls::config {

using Properties = std::map<std::string, std::string>;

// std::monostate for what is not set.
using Value = std::variant<std::monostate, std::string, bool, std::int64_t, double, base::CivilDay,
                           std::vector<std::string>, Properties>;

// The value of every setting of a table, checked, with where each came from. To ask for a name that
// the table lacks, as another type, or for what is not set, is a fault of the program: it throws
// std::logic_error. Lists and properties are always set, though maybe empty.
class Settings {
 public:
  // Borrows what the table points to. All values must be of their setting's type.
  explicit Settings(const Table& table) : table_(table) {}
  void set(std::string_view name, Value value, std::string origin);
  // Where one property came from; the property itself is in the value.
  void set_origin(std::string_view name, std::string_view property, std::string origin);

  bool is_set(std::string_view name) const;
  const std::string& text(std::string_view name) const;
  bool flag(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  base::CivilDay day(std::string_view name) const;
  const std::vector<std::string>& list(std::string_view name) const;
  const Properties& properties(std::string_view name) const;

  // All settings as YAML that the file would be read from, a line each with its origin, secrets as
  // ***.
  std::string effective() const;

 private:
  struct Entry {
    Value value;
    std::string origin;
    std::map<std::string, std::string, std::less<>> property_origins;
  };
  template <typename T>
  const T& get(std::string_view name) const;
  std::string effective_line(const Setting& setting, const Entry& entry) const;

  Table table_;
  std::map<std::string, Entry, std::less<>> entries_;
};

// The table as Markdown, for documentation.
std::string markdown(const Table& table);

}  // namespace sjukpuls::config
