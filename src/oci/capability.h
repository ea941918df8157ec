// Names and numbers of capabilities (capabilities(7), <linux/capability.h>).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace bulkhead::oci {

constexpr int capability_count = 41;  // up to CAP_CHECKPOINT_RESTORE, Linux 5.9

std::optional<int> capability_number(std::string_view name);  // "CAP_CHOWN", any case, with or without "CAP_"
std::string_view capability_name(int number);                 // "CAP_CHOWN"

}  // namespace bulkhead::oci
