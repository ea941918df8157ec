// format("{} of {}", a, b) with {fmt}'s syntax. The library itself is included by format.cc alone: it costs seconds of
// compile time in every file it reaches.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace bulkhead {

class FormatArg {
 public:
  enum class Type : uint8_t { text, signed_number, unsigned_number, real, character };

  FormatArg(std::string_view value) : type(Type::text), text(value) {}                // NOLINT: implicit on purpose
  FormatArg(const std::string& value) : type(Type::text), text(value) {}              // NOLINT
  FormatArg(const char* value) : type(Type::text), text(value ? value : "(null)") {}  // NOLINT
  FormatArg(char value) : type(Type::character), signed_number(value) {}              // NOLINT
  FormatArg(bool value) : type(Type::text), text(value ? "true" : "false") {}         // NOLINT
  FormatArg(double value) : type(Type::real), real(value) {}                          // NOLINT
  template <std::signed_integral T>
  FormatArg(T value) : type(Type::signed_number), signed_number(value) {}  // NOLINT
  template <std::unsigned_integral T>
  FormatArg(T value) : type(Type::unsigned_number), unsigned_number(value) {}  // NOLINT

  Type type;
  union {
    std::string_view text;
    int64_t signed_number;
    uint64_t unsigned_number;
    double real;
  };
};

std::string format_arguments(std::string_view pattern, const FormatArg* arguments, size_t count);

template <class... Args>
std::string format(std::string_view pattern, const Args&... args) {
  if constexpr (sizeof...(args) == 0) {
    return format_arguments(pattern, nullptr, 0);
  } else {
    const FormatArg list[] = {FormatArg(args)...};
    return format_arguments(pattern, list, sizeof...(args));
  }
}

// Text for a message: quoted, control characters escaped, cut after 200 bytes. User input is never printed raw.
std::string quoted(std::string_view text);

}  // namespace bulkhead
