// Errors as values: what was attempted, why it failed, and what the reader can do.
//
// The innermost message is the call as strace would print it; every layer outward adds one noun phrase with wrap(), so
// that the printed chain reads from the command down to the kernel:
//
//   create demo: container init: filesystem/proc-mount: move_mount(detached proc -> "proc"): EPERM (hint: ...)
//
// Success costs nothing: an Error that holds no detail is "no error", one pointer wide.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bulkhead {

enum class ErrorKind : uint8_t {
  system,       // the kernel said no; errno is set
  config,       // the input is wrong; the message names the JSON pointer, option or argument
  refused,      // it looked like an attack, or it would lower a wall that nobody named
  unsupported,  // this kernel or host lacks a feature; the message says which and what is lost
  protocol,     // the two halves of the runtime disagree: a defect
  peer_died,    // the other process ended; the message has its wait status
  conflict,     // it exists already, or it is in the wrong state for this command
  not_found,    // no such container
  no_command,   // the program to run does not exist in the container: exit code 127, as a shell
  no_execute,   // it exists and cannot be executed: exit code 126
};

// Stable name for programs: "system", "config", ...
std::string_view to_string(ErrorKind kind);

class [[nodiscard]] Error {
 public:
  struct Detail {
    ErrorKind kind = ErrorKind::system;
    int number = 0;                     // errno, 0 when there is none
    std::string message;                // innermost
    std::vector<std::string> contexts;  // innermost first
    std::string hint;
  };

  Error() = default;  // no error
  explicit Error(Detail detail) : detail_(std::make_unique<Detail>(std::move(detail))) {}

  static Error system(int number, std::string call);
  static Error config(std::string message) { return make(ErrorKind::config, std::move(message)); }
  static Error refused(std::string message) { return make(ErrorKind::refused, std::move(message)); }
  static Error unsupported(std::string message) { return make(ErrorKind::unsupported, std::move(message)); }
  static Error protocol(std::string message) { return make(ErrorKind::protocol, std::move(message)); }
  static Error peer_died(std::string message) { return make(ErrorKind::peer_died, std::move(message)); }
  static Error conflict(std::string message) { return make(ErrorKind::conflict, std::move(message)); }
  static Error not_found(std::string message) { return make(ErrorKind::not_found, std::move(message)); }

  explicit operator bool() const { return detail_ != nullptr; }
  Error copy() const { return detail_ ? Error(*detail_) : Error(); }  // for the rare error that is kept and returned

  Error&& wrap(std::string_view context) &&;
  Error&& hint(std::string_view hint) &&;  // keeps an inner hint: the innermost layer knows best
  Error&& as(ErrorKind kind) &&;

  ErrorKind kind() const { return detail_->kind; }
  int number() const { return detail_ ? detail_->number : 0; }
  const Detail& detail() const { return *detail_; }
  std::string to_string() const;

 private:
  static Error make(ErrorKind kind, std::string message);
  std::unique_ptr<Detail> detail_;
};

// "EPERM" for 1; "errno 4711" for numbers without a name.
std::string errno_name(int number);

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return *std::get_if<0>(&state_); }
  const T& value() const& { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  Error&& error() && { return std::move(*std::get_if<1>(&state_)); }
  const Error& error() const& { return *std::get_if<1>(&state_); }
  T* operator->() { return &value(); }
  T& operator*() & { return value(); }

  // Adds context on failure only.
  Result context(std::string_view what) && {
    if (!ok()) (void)std::move(*std::get_if<1>(&state_)).wrap(what);
    return std::move(*this);
  }
  Result hint(std::string_view what) && {
    if (!ok()) (void)std::move(*std::get_if<1>(&state_)).hint(what);
    return std::move(*this);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  void value() const {}
  Error&& error() && { return std::move(error_); }
  const Error& error() const& { return error_; }

  Result context(std::string_view what) && {
    if (!ok()) (void)std::move(error_).wrap(what);
    return std::move(*this);
  }
  Result hint(std::string_view what) && {
    if (!ok()) (void)std::move(error_).hint(what);
    return std::move(*this);
  }

 private:
  Error error_;
};

using Status = Result<void>;

}  // namespace bulkhead

// The value of a Result, or an early return with its error. It stands alone on a right-hand side: inside a braced
// initialiser g++ 12 leaks the members that were built before it.
#define TRY(expression)                     \
  __extension__({                           \
    auto&& try_result = (expression);       \
    if (!try_result.ok()) [[unlikely]]      \
      return std::move(try_result).error(); \
    std::move(try_result).value();          \
  })
