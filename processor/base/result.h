#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace sjukpuls::base {

// What the caller of a failed call must do. Few on purpose: nobody can act differently on more.
enum class Remedy {
  kDeadLetter,  // this record can never succeed: set it aside with its reason and go on
  kRetry,       // the world may recover: the adapter tries again, within a configured bound
  kReopen,      // what the call was made on can do no more: destroy it and open another
  kStop,        // fenced, misconfigured, disk full: end the process and let its keeper restart it
};

// `what` says file and line, or topic, partition and offset; never personal data.
struct Error {
  Remedy remedy;
  std::string what;
};

// A T or an Error; member names as in std::expected.
template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): a function returns its value or an error, as it is
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // Requires has_value().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Requires !has_value().
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

}  // namespace sjukpuls::base
