// The parsers of base that read what a user or a container wrote.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/parse.h"

namespace {

// An accepted number is the number that was written: CVE-2024-40635 and CVE-2026-30892 were texts that became
// 0.
void numbers_mean_what_they_say(std::string_view text) {
  const auto parsed = bulkhead::parse_u64(text);
  if (!parsed) return;
  const size_t first = text.find_first_not_of('0');
  const std::string_view digits = first == std::string_view::npos ? "0" : text.substr(first);
  if (std::to_string(parsed.value()) != digits) std::abort();
  const auto narrow = bulkhead::parse_u32(text);
  if (narrow.ok() != (parsed.value() <= UINT32_MAX)) std::abort();
}

// A quoted text stays on its line and inside its quotes, whatever a container put into it.
void quoted_text_stays_quoted(std::string_view text) {
  const std::string quoted = bulkhead::log::json_string(text);
  for (size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (static_cast<unsigned char>(quoted[i]) < 0x20 || quoted[i] == '"') std::abort();
    if (quoted[i] == '\\') ++i;
  }
}

void fields_add_up(std::string_view text) {
  size_t length = 0;
  for (std::string_view field : bulkhead::split(text, ':')) length += field.size() + 1;
  if (length != text.size() + 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  numbers_mean_what_they_say(text);
  quoted_text_stays_quoted(text);
  fields_add_up(text);
  (void)bulkhead::parse_bytes(text);
  (void)bulkhead::parse_i64(text);
  return 0;
}
