// Strict parsers for numbers and lists that come from users. No white space, no sign where none belongs, no 0x, no
// overflow: CVE-2024-40635 (containerd) and CVE-2026-30892 (crun) were uid strings that parsed to 0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace bulkhead {

Result<uint32_t> parse_u32(std::string_view text);
Result<uint64_t> parse_u64(std::string_view text);
Result<int64_t> parse_i64(std::string_view text);

// Bytes: "1048576", "64K", "64M", "2G", "1T" (powers of 1024; an optional trailing B or iB is accepted).
Result<uint64_t> parse_bytes(std::string_view text);

// Splits at every separator; empty fields are kept, an empty text gives one empty field.
std::vector<std::string_view> split(std::string_view text, char separator);
std::vector<std::string_view> split(std::string&& text, char separator) = delete;  // the views would outlive it
std::string_view trimmed(std::string_view text);  // without leading and trailing blanks and newlines
std::string_view trimmed(std::string&& text) = delete;

}  // namespace bulkhead
