// Resource limits of the calling process (getrlimit(2)).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace bulkhead::sys {

// `type` as in config.json: "RLIMIT_NOFILE". UINT64_MAX is unlimited. The error names limit and values.
Status set_rlimit(std::string_view type, uint64_t soft, uint64_t hard);
// What /proc/PID/limits calls it: "Max open files".
Result<std::string> rlimit_title(std::string_view type);

}  // namespace bulkhead::sys
