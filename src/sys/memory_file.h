#pragma once

#include "base/error.h"
#include "sys/fd.h"

namespace bulkhead::sys {

Result<UniqueFd> make_memory_file(const char* name);  // memfd_create(2)
Status rewind_file(Fd fd);

}  // namespace bulkhead::sys
