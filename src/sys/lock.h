#pragma once

#include <string>

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

// flock(2), exclusive, on a file made for it (mode 0600); blocks. Dropping the descriptor releases.
Result<UniqueFd> lock_file_at(Fd directory, const std::string& name);

}  // namespace bulkhead::sys
