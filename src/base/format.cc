#include "base/format.h"

#define FMT_HEADER_ONLY
#include <fmt/args.h>
#include <fmt/format.h>

namespace bulkhead {

std::string format_arguments(std::string_view pattern, const FormatArg* arguments, size_t count) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (size_t i = 0; i < count; ++i) {
    switch (arguments[i].type) {
      case FormatArg::Type::text: store.push_back(arguments[i].text); break;
      case FormatArg::Type::signed_number: store.push_back(arguments[i].signed_number); break;
      case FormatArg::Type::unsigned_number: store.push_back(arguments[i].unsigned_number); break;
      case FormatArg::Type::real: store.push_back(arguments[i].real); break;
      case FormatArg::Type::character: store.push_back(static_cast<char>(arguments[i].signed_number)); break;
    }
  }
  return fmt::vformat(fmt::string_view(pattern.data(), pattern.size()), store);
}

std::string quoted(std::string_view text) {
  constexpr size_t longest = 200;
  std::string out = "\"";
  for (char c : text.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      constexpr char digits[] = "0123456789abcdef";
      out += "\\x";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    } else {
      out += c;
    }
  }
  if (text.size() > longest) out += "...";
  return out + "\"";
}

}  // namespace bulkhead
