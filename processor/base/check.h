#pragma once

namespace sjukpuls::base {

// Ends the process: says on standard error which promise was broken, and where. Thread-safe.
[[noreturn]] void broken(const char* promise, const char* file, int line) noexcept;

// Holds the program to a promise that its own code makes, in every build, the shipped one too.
// Going on after a broken one would publish wrong numbers; the input log brings the state back.
// `promise` says what holds, in words that may be logged: never a person or payload. What comes
// from outside is no promise: it is answered with an Error.
constexpr void check(bool holds, const char* promise, const char* file = __builtin_FILE(),
                     int line = __builtin_LINE()) {
  if (!holds) [[unlikely]]
    broken(promise, file, line);
}

}  // namespace sjukpuls::base
