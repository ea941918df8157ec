#pragma once

#include <string>
#include <string_view>

namespace bulkhead {

// SHA-256 (FIPS 180-4) as 64 hexadecimal digits. For names and checksums of cached files; nothing secret.
std::string sha256_hex(std::string_view data);

}  // namespace bulkhead
