// Loading a prepared system-call filter (seccomp(2), Linux 3.17).
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"

namespace bulkhead::sys {

// `program`: an array of struct sock_filter, 8 bytes each. Needs no_new_privs or CAP_SYS_ADMIN. From here on only what it
// allows works, also for us.
Status load_seccomp_filter(const std::string& program, uint64_t flags);

}  // namespace bulkhead::sys
