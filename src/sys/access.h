#pragma once

#include <string>

namespace bulkhead::sys {

// faccessat2(2) with the effective ids, capabilities included; falls back to access(2) before Linux 5.8.
bool may_execute(const std::string& path);

}  // namespace bulkhead::sys
