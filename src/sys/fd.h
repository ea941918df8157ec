// Who closes a descriptor is in the type: Fd is borrowed, UniqueFd is owned. Every descriptor the runtime opens is
// close-on-exec (a host descriptor in a container was CVE-2024-21626).
#pragma once

#include <utility>

namespace bulkhead::sys {

class Fd {
 public:
  constexpr Fd() = default;
  constexpr explicit Fd(int number) : number_(number) {}
  constexpr int number() const { return number_; }
  constexpr bool valid() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

// Keeps errno.
void close_fd(int number);

class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int number) : number_(number) {}
  UniqueFd(UniqueFd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  ~UniqueFd() { reset(); }

  operator Fd() const { return Fd(number_); }  // NOLINT: lending is implicit
  int number() const { return number_; }
  bool valid() const { return number_ >= 0; }
  int release() && { return std::exchange(number_, -1); }
  void reset() {
    if (number_ >= 0) close_fd(std::exchange(number_, -1));
  }

 private:
  int number_ = -1;
};

}  // namespace bulkhead::sys
