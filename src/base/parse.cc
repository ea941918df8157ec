#include "base/parse.h"

#include <charconv>

#include "base/format.h"

namespace bulkhead {
namespace {

template <class T>
Result<T> parse_number(std::string_view text, const char* kind) {
  T value = 0;
  const char* end = text.data() + text.size();
  const bool plus = !text.empty() && text.front() == '+';
  const auto parsed = std::from_chars(text.data(), end, value, 10);
  if (plus || parsed.ec != std::errc() || parsed.ptr != end)
    return Error::config(format("{} is not {}", quoted(text), kind));
  return value;
}

}  // namespace

Result<uint32_t> parse_u32(std::string_view text) {
  return parse_number<uint32_t>(text, "a number from 0 to 4294967295");
}

Result<uint64_t> parse_u64(std::string_view text) {
  return parse_number<uint64_t>(text, "a number from 0 to 18446744073709551615");
}

Result<int64_t> parse_i64(std::string_view text) { return parse_number<int64_t>(text, "a 64-bit number"); }

Result<uint64_t> parse_bytes(std::string_view text) {
  const std::string_view whole = text;
  if (text.ends_with("iB"))
    text.remove_suffix(2);
  else if (text.ends_with("B") || text.ends_with("b"))
    text.remove_suffix(1);
  unsigned shift = 0;
  if (!text.empty()) {
    switch (text.back()) {
      case 'k':
      case 'K': shift = 10; break;
      case 'm':
      case 'M': shift = 20; break;
      case 'g':
      case 'G': shift = 30; break;
      case 't':
      case 'T': shift = 40; break;
      default: break;
    }
    if (shift != 0) text.remove_suffix(1);
  }
  const Result<uint64_t> number = parse_u64(text);
  if (!number.ok() || number.value() > (UINT64_MAX >> shift))
    return Error::config(format("{} is not a size in bytes (examples: 1048576, 64M, 2G)", quoted(whole)));
  return number.value() << shift;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> fields;
  for (;;) {
    const size_t at = text.find(separator);
    fields.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return fields;
    text.remove_prefix(at + 1);
  }
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace bulkhead
